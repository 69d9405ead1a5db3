"""What every area stands on: database, tenants, permissions, audit, outbox, papers, files. Knows no area and no HTTP."""
