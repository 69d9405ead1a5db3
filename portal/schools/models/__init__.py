"""Tables of schools, people and the calendar."""

from portal.schools.models.calendar import FiscalYear, HolidayChange, Term, WorkingHours
from portal.schools.models.people import SchoolContact, Staff
from portal.schools.models.schools import School, SchoolType, SupportCentre

__all__ = [
    "FiscalYear",
    "HolidayChange",
    "School",
    "SchoolContact",
    "SchoolType",
    "Staff",
    "SupportCentre",
    "Term",
    "WorkingHours",
]
