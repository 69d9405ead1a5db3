"""The operator's console: tenants and their counters, new tenants, and how the installation is."""
