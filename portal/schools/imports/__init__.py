"""What a municipality can bring in as files: schools, their contacts, staff, and its own holidays."""

from portal.schools.imports.contacts import CONTACTS
from portal.schools.imports.holidays import HOLIDAYS
from portal.schools.imports.schools import SCHOOLS
from portal.schools.imports.staff import STAFF

__all__ = ["CONTACTS", "HOLIDAYS", "SCHOOLS", "STAFF"]
