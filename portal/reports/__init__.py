"""Figures across areas: dashboards, tables by term, and the papers issued from them."""
