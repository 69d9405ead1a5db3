"""Verbs that change schools, people and the calendar; each writes one audit row."""

from portal.schools.operations.centre import CentreData, edit_centre
from portal.schools.operations.contacts import (
    ContactData,
    ContactExists,
    add_contact,
    archive_contact,
    edit_contact,
    link_contact,
)
from portal.schools.operations.holidays import (
    HolidayWrong,
    add_holiday,
    close_for_new_year,
    remove_holiday_change,
    work_on_holiday,
)
from portal.schools.operations.hours import HoursWrong, set_working_hours
from portal.schools.operations.schools import (
    CodeTaken,
    SchoolData,
    WrongBranch,
    archive_school,
    create_school,
    edit_school,
    unarchive_school,
)
from portal.schools.operations.staff import StaffData, StaffWrong, add_staff, edit_staff
from portal.schools.operations.terms import TermsWrong, default_names, preview_terms, set_terms

__all__ = [
    "CentreData",
    "CodeTaken",
    "ContactData",
    "ContactExists",
    "HolidayWrong",
    "HoursWrong",
    "SchoolData",
    "StaffData",
    "StaffWrong",
    "TermsWrong",
    "WrongBranch",
    "add_contact",
    "add_holiday",
    "add_staff",
    "archive_contact",
    "archive_school",
    "close_for_new_year",
    "create_school",
    "default_names",
    "edit_centre",
    "edit_contact",
    "edit_school",
    "edit_staff",
    "link_contact",
    "preview_terms",
    "remove_holiday_change",
    "set_terms",
    "set_working_hours",
    "unarchive_school",
    "work_on_holiday",
]
