"""Pages of accounts: signing in, one's own settings, the tenant's users and sign-in rules."""
