"""Mails that went out, and background work that stopped."""
