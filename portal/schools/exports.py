"""Schools, contacts, staff and holidays as files, with the columns that the imports take."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal

from portal.kernel import audit
from portal.kernel.access import Actor, Permission
from portal.kernel.exports import Cell, Export, Sheet, write_csv, write_xlsx
from portal.kernel.imports import ImportSpec
from portal.schools.imports import CONTACTS, HOLIDAYS, SCHOOLS, STAFF
from portal.schools.imports.holidays import CLOSED, OPEN
from portal.schools.queries import calendar, people, schools
from portal.schools.queries.schools import SchoolFilter

Form = Literal["csv", "xlsx"]
Encoding = Literal["utf-8-sig", "cp932"]

audit.label_actions(
    {
        "school.exported": "学校の一覧を書き出した",
        "school_contact.exported": "連絡先の一覧を書き出した",
        "staff.exported": "職員の一覧を書き出した",
        "holiday_change.exported": "休業日の一覧を書き出した",
    }
)


def export_schools(
    wanted: SchoolFilter | None, *, form: Form, encoding: Encoding = "utf-8-sig", actor: Actor
) -> Export:
    """The schools of the list as it is narrowed; without a filter all of them."""
    actor.require(Permission.SCHOOL_READ)
    rows = [(code, name, kind.label, main, *rest) for code, name, kind, main, *rest in schools.export_rows(wanted)]
    return _write("school", SCHOOLS.spec, rows, "学校一覧", form, encoding, actor)


def export_contacts(*, form: Form, encoding: Encoding = "utf-8-sig", actor: Actor) -> Export:
    actor.require(Permission.SCHOOL_READ)
    return _write("school_contact", CONTACTS.spec, people.contact_export_rows(), "連絡先一覧", form, encoding, actor)


def export_staff(*, form: Form, encoding: Encoding = "utf-8-sig", actor: Actor) -> Export:
    actor.require(Permission.SCHOOL_MANAGE)
    rows = [
        (staff.user.email, staff.starts_on, staff.ends_on, staff.telephone, staff.note) for staff in people.staff_list()
    ]
    return _write("staff", STAFF.spec, rows, "職員一覧", form, encoding, actor)


def export_holidays(first: date, last: date, *, form: Form, encoding: Encoding = "utf-8-sig", actor: Actor) -> Export:
    """The tenant's own changes; national holidays are not among them."""
    actor.require(Permission.CALENDAR_MANAGE)
    rows = [
        (change.day, change.name, OPEN if change.works else CLOSED) for change in calendar.holiday_changes(first, last)
    ]
    return _write("holiday_change", HOLIDAYS.spec, rows, "休業日一覧", form, encoding, actor)


def _write(
    subject: str,
    spec: ImportSpec,
    rows: Iterable[Sequence[Cell]],
    name: str,
    form: Form,
    encoding: Encoding,
    actor: Actor,
) -> Export:
    rows = list(rows)
    audit.record(f"{subject}.exported", subject, actor=actor, label=name, changes={"count": (None, len(rows))})
    if form == "xlsx":
        return write_xlsx([Sheet(name, spec.headers, rows)], name=name)
    return write_csv(spec.headers, rows, name=name, encoding=encoding)
