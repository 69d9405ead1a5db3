"""Plain makers for the tests of people's time; they work inside `within(tenant)`. Days are of September 2022."""

from datetime import date, datetime, time
from typing import Any

from portal.accounts.models import User
from portal.kernel import clock
from portal.kernel.access import Role, system_actor
from portal.schools.operations import StaffData, add_staff
from portal.visits import operations
from portal.visits.models import Absence, AbsenceKind, Booking, BookingMode
from portal.visits.operations import AbsenceData, BookingData, SlotData, SlotResult
from tests.tickets import make

ACTOR = system_actor("試験")
MONDAY = date(2022, 9, 5)
FRIDAY = date(2022, 9, 9)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return clock.moment(day.year, day.month, day.day, hour, minute)


def person(family: str, given: str = "花子", **overrides: Any) -> User:
    """A supporter on the staff."""
    user = make.make_user(Role.SUPPORTER, family_name=family, given_name=given, **overrides)
    add_staff(user, StaffData(starts_on=date(2022, 4, 1)), actor=ACTOR)
    return user


def slot_data(user: User | None = None, **overrides: Any) -> SlotData:
    values = {
        "user": user or make.user(),
        "school": make.school(),
        "weekday": 0,
        "starts": time(9),
        "ends": time(12),
        "starts_on": date(2022, 9, 1),
    }
    return SlotData(**(values | overrides))


def add_slot(user: User | None = None, *, book_ahead: bool = True, **overrides: Any) -> SlotResult:
    return operations.add_slot(slot_data(user, **overrides), actor=ACTOR, book_ahead=book_ahead)


def booking(
    user: User | None = None,
    day: date = MONDAY,
    first: time = time(9),
    last: time = time(12),
    *,
    code: str | None = "001",
    **overrides: Any,
) -> Booking:
    data = BookingData(
        user or make.user(),
        at(day, first.hour, first.minute),
        at(day, last.hour, last.minute),
        make.school(code) if code else None,
        **({"mode": BookingMode.VISIT, "title": "授業支援"} | overrides),
    )
    return operations.add_booking(data, actor=ACTOR)


def absence(user: User | None = None, first: date = MONDAY, last: date | None = None, **overrides: Any) -> Absence:
    return add_absence(user, first, last, **overrides).absence


def add_absence(user: User | None = None, first: date = MONDAY, last: date | None = None, **overrides: Any):
    values = {"kind": AbsenceKind.ANNUAL_LEAVE} | overrides
    return operations.add_absence(AbsenceData(user or make.user(), first, last or first, **values), actor=ACTOR)
