"""Plain makers of logs and of what they need, for tests; they work inside `within(tenant)`."""

from datetime import date, time
from typing import Any

from portal.kernel import clock
from portal.kernel.access import Actor
from portal.visits.models import Booking, BookingMode
from portal.visits.operations import book
from portal.worklogs import operations
from portal.worklogs.models import DailyLog, LogEntry
from portal.worklogs.rules import EntryData
from tests.tickets.make import SYSTEM, picture, school, user

# A Thursday in term time; the clock of most tests stands there at half past four.
DAY = date(2022, 10, 20)
EVENING = clock.moment(2022, 10, 20, 16, 30)

__all__ = [
    "DAY",
    "EVENING",
    "SYSTEM",
    "at",
    "booked",
    "data",
    "handed_in",
    "log",
    "picture",
    "record",
    "school",
    "user",
]


def at(text: str) -> time:
    """at("9:00")"""
    hours, minutes = text.split(":")
    return time(int(hours), int(minutes))


def data(starts: str | None = "9:00", ends: str | None = "10:00", *, code: str = "001", **overrides: Any) -> EntryData:
    values: dict[str, Any] = {
        "school": school(code) if code else None,
        "mode": BookingMode.VISIT if code else BookingMode.CENTRE,
        "category_code": "L5",
        "starts": at(starts) if starts else None,
        "ends": at(ends) if ends else None,
        "content": "算数の操作支援",
    }
    return EntryData(**(values | overrides))


def log(actor: Actor, day: date = DAY) -> DailyLog:
    assert actor.user_id is not None
    return operations.open_log(actor.user_id, day, actor=actor)


def record(of: DailyLog, actor: Actor, starts: str = "9:00", ends: str = "10:00", **overrides: Any) -> LogEntry:
    return operations.record_entry(of, data(starts, ends, **overrides), accepted=True, actor=actor)


def handed_in(actor: Actor, day: date = DAY, **overrides: Any) -> DailyLog:
    """A day with one entry, submitted."""
    of = log(actor, day)
    record(of, actor, **overrides)
    return operations.submit_log(of, accepted=True, actor=actor)


def booked(
    starts: str = "9:00", ends: str = "11:00", *, day: date = DAY, code: str = "001", **overrides: Any
) -> Booking:
    begins, over = at(starts), at(ends)
    return book(
        overrides.pop("person", None) or user(),
        clock.moment(day.year, day.month, day.day, begins.hour, begins.minute),
        clock.moment(day.year, day.month, day.day, over.hour, over.minute),
        school=school(code),
        mode=BookingMode.VISIT,
        title=overrides.pop("title", "定期訪問"),
        actor=SYSTEM,
    )
