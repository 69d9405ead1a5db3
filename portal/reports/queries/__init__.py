"""Every SELECT of the reports."""
