"""People's weeks as a planner sees them: who has what when, who is away, how far it is. Pure: no database."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from portal.schools.calendar import WorkCalendar
from portal.visits.models import BookingMode
from portal.visits.queries.people import Worker
from portal.visits.queries.travel import TravelTable
from portal.visits.rows import AbsenceRow, BookingRow

WEEK = timedelta(days=7)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True)
class Way:
    """How long a person travels to a time between two bookings, and whether that fits."""

    minutes: int
    fits: bool


@dataclass(frozen=True)
class Scene:
    """Whole weeks of all staff."""

    first: date
    last: date
    people: list[Worker]
    bookings: list[BookingRow]
    absences: list[AbsenceRow]
    travel: TravelTable
    calendar: WorkCalendar
    weekly_hours: int
    _minutes: dict[tuple[int, date], int] = field(default_factory=dict)

    def holds(self, first: date, last: date) -> bool:
        """Whether the whole weeks of these days are in it."""
        return self.first <= monday_of(first) and monday_of(last) + timedelta(days=6) <= self.last

    @cached_property
    def booked(self) -> dict[tuple[int, date], list[BookingRow]]:
        """Bookings by person and day, in order."""
        found: dict[tuple[int, date], list[BookingRow]] = defaultdict(list)
        for row in self.bookings:
            found[row.user_id, row.day].append(row)
        return found

    @cached_property
    def away(self) -> dict[int, list[AbsenceRow]]:
        found: dict[int, list[AbsenceRow]] = defaultdict(list)
        for row in self.absences:
            found[row.user_id].append(row)
        return found

    def blocks(self, user_id: int, day: date) -> list[BookingRow]:
        return self.booked.get((user_id, day), [])

    def absence_at(self, user_id: int, starts_at: datetime, ends_at: datetime) -> AbsenceRow | None:
        return next((row for row in self.away.get(user_id, ()) if row.covers(starts_at, ends_at)), None)

    def clash_at(
        self, user_id: int, starts_at: datetime, ends_at: datetime, day: date, *, but_not: int | None = None
    ) -> BookingRow | None:
        overlapping = (
            row
            for row in self.blocks(user_id, day)
            if row.starts_at < ends_at and starts_at < row.ends_at and row.id != but_not
        )
        return next(overlapping, None)

    def booked_minutes(self, user_id: int, monday: date) -> int:
        """What the person does in that week: bookings that somebody else must take over do not count."""
        if not self._minutes:
            for row in self.bookings:
                if self.absence_at(row.user_id, row.starts_at, row.ends_at) is None:
                    key = (row.user_id, monday_of(row.day))
                    self._minutes[key] = self._minutes.get(key, 0) + row.minutes
        return self._minutes.get((user_id, monday), 0)

    def limit_minutes(self, user_id: int, monday: date) -> int:
        """The weekly hours, less a share for each opening day that is a holiday or that the person is away all day."""
        usual = [monday + timedelta(days=weekday) for weekday in self.calendar.hours]
        if not usual:
            return self.weekly_hours * 60
        there = sum(1 for day in usual if self.calendar.is_working_day(day) and not self.away_all_day(user_id, day))
        return (self.weekly_hours * 60 * there * 2 + len(usual)) // (len(usual) * 2)

    def away_all_day(self, user_id: int, day: date) -> bool:
        return any(row.first_day <= day <= row.last_day and row.part == "all" for row in self.away.get(user_id, ()))

    def way_to(
        self,
        user_id: int,
        school_id: int | None,
        starts_at: datetime,
        ends_at: datetime,
        day: date,
        *,
        but_not: Collection[int] = (),
    ) -> Way:
        """From the booking before, or else to the one after, or else from the centre; online bookings are anywhere."""
        there = [row for row in self.blocks(user_id, day) if is_somewhere(row) and row.id not in but_not]
        before = max((row for row in there if row.ends_at <= starts_at), key=lambda row: row.ends_at, default=None)
        after = min((row for row in there if row.starts_at >= ends_at), key=lambda row: row.starts_at, default=None)
        way_in = self.travel.minutes(place_of(before), school_id) if before else None
        way_out = self.travel.minutes(school_id, place_of(after)) if after else None
        fits = (before is None or before.ends_at + timedelta(minutes=way_in) <= starts_at) and (
            after is None or ends_at + timedelta(minutes=way_out) <= after.starts_at
        )
        known = way_in if way_in is not None else way_out
        return Way(self.travel.minutes(None, school_id) if known is None else known, fits)


def is_somewhere(row: BookingRow) -> bool:
    """Online sessions are held wherever the person happens to be."""
    return row.mode is not BookingMode.ONLINE


def place_of(row: BookingRow) -> int | None:
    return row.school_id if row.mode is BookingMode.VISIT else None
