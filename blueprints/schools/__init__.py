"""Pages on schools, staff and the tenant's settings."""

from blueprints.schools import contacts, holidays, settings, staff, terms, views

__all__ = ["contacts", "holidays", "settings", "staff", "terms", "views"]
