"""Schools, their contacts, the support centre's staff, and the tenant's calendar: years, terms, hours, holidays."""
