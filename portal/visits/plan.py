"""Works out which regular visits fall on which days, and what stands in their way. Pure: no database."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from portal.schools.calendar import WorkCalendar
from portal.visits.rows import AbsenceRow, BookingRow, RotaMiss, SlotRow, moment


@dataclass(frozen=True)
class Occurrence:
    """A regular visit on one day."""

    slot: SlotRow
    day: date

    @property
    def starts_at(self) -> datetime:
        return moment(self.day, self.slot.starts)

    @property
    def ends_at(self) -> datetime:
        return moment(self.day, self.slot.ends)


@dataclass(frozen=True)
class Plan:
    """What is to be booked, and what cannot be."""

    wanted: list[Occurrence] = field(default_factory=list)
    misses: list[RotaMiss] = field(default_factory=list)


def occurrences(slots: Iterable[SlotRow], first: date, last: date, calendar: WorkCalendar) -> Iterator[Occurrence]:
    """Every working day on which a slot falls, by day."""
    by_weekday: dict[int, list[SlotRow]] = defaultdict(list)
    for slot in slots:
        by_weekday[slot.weekday].append(slot)
    day = first
    while day <= last:
        if by_weekday[day.weekday()] and calendar.is_working_day(day):
            yield from (Occurrence(slot, day) for slot in by_weekday[day.weekday()] if slot.holds_on(day))
        day += timedelta(days=1)


def plan(
    candidates: Iterable[Occurrence],
    *,
    done: Collection[tuple[int, date]],
    absences: Iterable[AbsenceRow],
    bookings: Iterable[BookingRow],
) -> Plan:
    """Sorts occurrences into what to book and what fails. `done` are (slot, day) that are booked or left out."""
    away: dict[int, list[AbsenceRow]] = defaultdict(list)
    for absence in absences:
        away[absence.user_id].append(absence)
    taken: dict[tuple[int, date], list[BookingRow | Occurrence]] = defaultdict(list)
    for booking in bookings:
        taken[booking.user_id, booking.day].append(booking)
    found = Plan()
    for one in candidates:
        if (one.slot.id, one.day) in done:
            continue
        there = taken[one.slot.user_id, one.day]
        absence = next((row for row in away[one.slot.user_id] if row.covers(one.starts_at, one.ends_at)), None)
        clash = next((row for row in there if row.starts_at < one.ends_at and one.starts_at < row.ends_at), None)
        if absence or clash:
            found.misses.append(miss(one, clash if isinstance(clash, BookingRow) else None, absence))
        else:
            there.append(one)
            found.wanted.append(one)
    return found


def miss(one: Occurrence, clash: BookingRow | None, absence: AbsenceRow | None = None) -> RotaMiss:
    slot = one.slot
    return RotaMiss(
        slot.id, one.day, slot.user_id, slot.user_name, slot.school_name, slot.starts, slot.ends, clash, absence
    )
