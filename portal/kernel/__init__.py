"""What every area stands on: database, tenants, rights, audit, outbox, papers, files. Knows no area and no HTTP."""
