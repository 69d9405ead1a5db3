"""The rows everything is measured with: made from a fixed seed, loaded once, kept as a template database."""
