"""The day as a line: booked times with their entries, the ways between them, the end of the day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from blueprints.worklogs.words import EntryLine
from portal.kernel import clock
from portal.tickets.queries import DayTicket
from portal.visits import queries as visits
from portal.visits.models import Presence
from portal.visits.queries import TravelTable


@dataclass(frozen=True)
class Travel:
    minutes: int
    leave_by: datetime


@dataclass(frozen=True)
class Stop:
    """A booked time on the line; `state` is done, now or next, `travel` the way to it from the stop before."""

    booked: DayTicket
    state: str
    rows: list[EntryLine] = field(default_factory=list)
    travel: Travel | None = None

    @property
    def minutes(self) -> int:
        return int((self.booked.ends_at - self.booked.starts_at).total_seconds() // 60)


def stops_of(booked: list[DayTicket], entries: Iterable[EntryLine], here: Presence | None) -> list[Stop]:
    """The line; entries stand under the booking they belong to."""
    now, at = clock.now(), _rows(booked, entries)
    ways = visits.travel_table() if len({_place(one) for one in booked}) > 1 else None
    before = [None, *booked]
    return [
        Stop(one, _state(one, now, here), at.get(one.booking_id, []), _travel(before[number], one, ways))
        for number, one in enumerate(booked)
    ]


def _rows(booked: list[DayTicket], entries: Iterable[EntryLine]) -> Mapping[int, list[EntryLine]]:
    found: dict[int, list[EntryLine]] = {}
    for entry in entries:
        if (place := next((one for one in booked if _belongs(entry, one)), None)) and not entry.drafted:
            found.setdefault(place.booking_id, []).append(entry)
    return found


def _belongs(entry: EntryLine, one: DayTicket) -> bool:
    if entry.booking_id is not None:
        return entry.booking_id == one.booking_id
    if entry.starts is None or entry.school_id != one.school_id:
        return False
    return clock.local(one.starts_at).time() <= entry.starts < clock.local(one.ends_at).time()


def _state(booked: DayTicket, now: datetime, here: Presence | None) -> str:
    if booked.ends_at <= now:
        return "done"
    near = booked.starts_at <= now + timedelta(hours=1)
    if here is not None and near and here.school_id == booked.school_id:
        return "now"
    return "now" if booked.starts_at <= now else "next"


def _place(one: DayTicket) -> int | None:
    return one.school_id if one.mode == "visit" else None


def _travel(before: DayTicket | None, one: DayTicket, ways: TravelTable | None) -> Travel | None:
    """The way from the stop before; none when one stays or has no stop before."""
    if before is None or ways is None or "visit" not in (before.mode, one.mode):
        return None
    minutes = ways.minutes(_place(before), _place(one))
    return Travel(minutes, one.starts_at - timedelta(minutes=minutes)) if minutes else None
