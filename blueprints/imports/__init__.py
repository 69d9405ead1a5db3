"""Taking in files: what can be taken in, sending a file, watching it, and what became of it."""
