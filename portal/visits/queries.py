"""Every SELECT on bookings: who is where when, and who is free."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from portal.accounts.models import User
from portal.kernel import clock
from portal.kernel.db import db
from portal.schools.models import School
from portal.visits.models import Booking, BookingMode, period_label


@dataclass(frozen=True)
class BookingRow:
    """A booking as calendars and refusals show it."""

    id: int
    user_id: int
    user_name: str
    school_name: str | None
    mode: BookingMode
    title: str
    starts_at: datetime
    ends_at: datetime

    @property
    def period_label(self) -> str:
        return period_label(self.starts_at, self.ends_at)


def booking(booking_id: int) -> Booking | None:
    return db.session.scalars(sa.select(Booking).where(Booking.id == booking_id)).one_or_none()


def bookings_of(user_ids: Collection[int], first: date, last: date) -> list[BookingRow]:
    """What these people have booked from the first to the last day, in order of time."""
    starts, ends = clock.start_of_day(first), clock.start_of_day(last + timedelta(days=1))
    return _rows(Booking.user_id.in_(user_ids), Booking.starts_at >= starts, Booking.starts_at < ends)


def bookings_at_school(school_id: int, first: date, last: date) -> list[BookingRow]:
    """Who comes to a school from the first to the last day."""
    starts, ends = clock.start_of_day(first), clock.start_of_day(last + timedelta(days=1))
    return _rows(Booking.school_id == school_id, Booking.starts_at >= starts, Booking.starts_at < ends)


def clashes(
    user_ids: Collection[int], starts_at: datetime, ends_at: datetime, *, but_not: int | None = None
) -> dict[int, BookingRow]:
    """The first booking of each person that overlaps the time; who is not in it is free."""
    earliest = starts_at - timedelta(days=1)  # a booking lies within one day
    rows = _rows(
        Booking.user_id.in_(user_ids),
        Booking.starts_at >= earliest,
        Booking.starts_at < ends_at,
        Booking.ends_at > starts_at,
        Booking.id.is_distinct_from(but_not),
    )
    return {row.user_id: row for row in reversed(rows)}


def _rows(*conditions: sa.ColumnElement[bool]) -> list[BookingRow]:
    statement = (
        sa.select(
            Booking.id,
            Booking.user_id,
            (User.family_name + " " + User.given_name).label("user_name"),
            School.name.label("school_name"),
            Booking.mode,
            Booking.title,
            Booking.starts_at,
            Booking.ends_at,
        )
        .join(Booking.user)
        .outerjoin(Booking.school)
        .where(*conditions)
        .order_by(Booking.starts_at, Booking.user_id)
    )
    return [BookingRow(*row) for row in db.session.execute(statement)]
