"""The record of who did what, as its readers search, check and take it along."""
