"""Who is booked where when, and who is free."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from portal.accounts.models import User
from portal.kernel import clock
from portal.kernel.db import db
from portal.schools.models import School
from portal.visits.models import Booking
from portal.visits.rows import BookingRow


def booking(booking_id: int) -> Booking | None:
    """The booking with its person, the person it covers, and its school."""
    statement = sa.select(Booking).where(Booking.id == booking_id)
    statement = statement.options(joinedload(Booking.user), joinedload(Booking.covers), joinedload(Booking.school))
    return db.session.scalars(statement).one_or_none()


def booking_row(booking_id: int) -> BookingRow | None:
    found = rows_where(Booking.id == booking_id)
    return found[0] if found else None


def bookings_of(user_ids: Collection[int], first: date, last: date) -> list[BookingRow]:
    """What these people have booked from the first to the last day, in order of time."""
    return rows_where(Booking.user_id.in_(user_ids), *between(first, last))


def bookings_at_school(school_id: int, first: date, last: date) -> list[BookingRow]:
    """Who comes to a school from the first to the last day."""
    return rows_where(Booking.school_id == school_id, *between(first, last))


def bookings_between(first: date, last: date) -> list[BookingRow]:
    """Everybody's bookings from the first to the last day."""
    return rows_where(*between(first, last))


def clashes(
    user_ids: Collection[int], starts_at: datetime, ends_at: datetime, *, but_not: int | None = None
) -> dict[int, BookingRow]:
    """The first booking of each person that overlaps the time; who is not in it is free."""
    earliest = starts_at - timedelta(days=1)  # a booking lies within one day
    rows = rows_where(
        Booking.user_id.in_(user_ids),
        Booking.starts_at >= earliest,
        Booking.starts_at < ends_at,
        Booking.ends_at > starts_at,
        Booking.id.is_distinct_from(but_not),
    )
    return {row.user_id: row for row in reversed(rows)}


def between(first: date, last: date) -> tuple[sa.ColumnElement[bool], ...]:
    """Bookings that begin on one of these days."""
    starts, ends = clock.start_of_day(first), clock.start_of_day(last + timedelta(days=1))
    return Booking.starts_at >= starts, Booking.starts_at < ends


def rows_where(*conditions: sa.ColumnElement[bool]) -> list[BookingRow]:
    """Bookings in order of time, in one statement."""
    covered = aliased(User)
    statement = (
        sa.select(
            Booking.id,
            Booking.user_id,
            full_name(User).label("user_name"),
            School.name.label("school_name"),
            Booking.mode,
            Booking.title,
            Booking.starts_at,
            Booking.ends_at,
            Booking.school_id,
            Booking.origin,
            Booking.covers_id,
            full_name(covered).label("covers_name"),
            Booking.rota_slot_id,
            Booking.version,
        )
        .join(Booking.user)
        .outerjoin(Booking.school)
        .outerjoin(covered, sa.and_(covered.tenant_id == Booking.tenant_id, covered.id == Booking.covers_id))
        .where(*conditions)
        .order_by(Booking.starts_at, Booking.user_id)
    )
    return [BookingRow(*row) for row in db.session.execute(statement)]


def full_name(user: type[User]) -> sa.ColumnElement[str]:
    return user.family_name + " " + user.given_name
