"""Pages that say what the portal does with people's data, and for whom it is usable."""
