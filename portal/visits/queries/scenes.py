"""Loads the weeks of all staff in a fixed number of statements, however many people there are."""

from datetime import date, timedelta

from portal.schools.queries.calendar import work_calendar
from portal.visits.queries.absences import absences
from portal.visits.queries.bookings import bookings_between
from portal.visits.queries.people import workers_between
from portal.visits.queries.travel import settings, travel_table
from portal.visits.scene import Scene, monday_of


def scene(first: date, last: date) -> Scene:
    """Whole weeks from the Monday of the first day to the Sunday of the last: seven statements."""
    first, last = monday_of(first), monday_of(last) + timedelta(days=6)
    bookings = bookings_between(first, last)
    values = settings()
    return Scene(
        first=first,
        last=last,
        people=workers_between(first, last, also={row.user_id for row in bookings}),
        bookings=bookings,
        absences=absences(first, last),
        travel=travel_table(values.travel_minutes),
        calendar=work_calendar(first, last),
        weekly_hours=values.weekly_hours,
    )
