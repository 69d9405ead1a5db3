"""Days of a person or a school with what is booked, for the pages of a week and a month."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from portal.schools.queries.calendar import work_calendar
from portal.visits.queries.absences import absences
from portal.visits.queries.bookings import bookings_at_school, bookings_of
from portal.visits.rows import AbsenceRow, BookingRow


@dataclass(frozen=True)
class CalendarDay:
    day: date
    holiday: str | None
    working: bool
    bookings: list[BookingRow]
    absences: list[AbsenceRow]


@dataclass(frozen=True)
class CalendarSpan:
    days: list[CalendarDay]


def person_calendar(user_id: int, first: date, last: date) -> CalendarSpan:
    """A person's days, with absences."""
    return _span(first, last, bookings_of([user_id], first, last), absences(first, last, user_ids=[user_id]))


def school_calendar(school_id: int, first: date, last: date) -> CalendarSpan:
    """Who comes to a school; absences are nobody's business there."""
    return _span(first, last, bookings_at_school(school_id, first, last), [])


def _span(first: date, last: date, bookings: list[BookingRow], away: list[AbsenceRow]) -> CalendarSpan:
    calendar = work_calendar(first, last)
    by_day: dict[date, list[BookingRow]] = defaultdict(list)
    for row in bookings:
        by_day[row.day].append(row)
    days = [first + timedelta(days=at) for at in range((last - first).days + 1)]
    return CalendarSpan(
        [
            CalendarDay(
                day,
                calendar.holiday_name(day),
                calendar.is_working_day(day),
                by_day[day],
                [row for row in away if row.first_day <= day <= row.last_day],
            )
            for day in days
        ]
    )
