"""Who is away when, and which bookings that leaves without anybody."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.accounts.models import User
from portal.kernel import clock
from portal.kernel.db import db
from portal.visits.models import Absence, Booking
from portal.visits.queries.bookings import between, bookings_of, full_name, rows_where
from portal.visits.rows import AbsenceRow, BookingRow


def absence(absence_id: int) -> Absence | None:
    """The absence with its person, cancelled or not."""
    statement = sa.select(Absence).where(Absence.id == absence_id).options(joinedload(Absence.user))
    return db.session.scalars(statement).one_or_none()


def absence_row(absence_id: int) -> AbsenceRow | None:
    found = _rows(Absence.id == absence_id)
    return found[0] if found else None


def absences(first: date, last: date, *, user_ids: Collection[int] | None = None) -> list[AbsenceRow]:
    """Absences of any day from the first to the last, without the cancelled ones."""
    conditions = [Absence.first_day <= last, Absence.last_day >= first, Absence.cancelled_at.is_(None)]
    if user_ids is not None:
        conditions.append(Absence.user_id.in_(user_ids))
    return _rows(*conditions)


def away_at(user_id: int, starts_at: datetime, ends_at: datetime) -> AbsenceRow | None:
    """The absence of a person that touches a time, if there is one."""
    first, last = clock.local(starts_at).date(), clock.local(ends_at - timedelta(seconds=1)).date()
    found = absences(first, last, user_ids=[user_id])
    return next((row for row in found if row.covers(starts_at, ends_at)), None)


def affected_bookings(away: Absence | AbsenceRow) -> list[BookingRow]:
    """What the absent person still has booked in that time: visits that need somebody else."""
    found = bookings_of([away.user_id], away.first_day, away.last_day)
    row = (
        away
        if isinstance(away, AbsenceRow)
        else AbsenceRow(away.id, away.user_id, "", away.first_day, away.last_day, away.part, away.kind)
    )
    return [booking for booking in found if row.covers(booking.starts_at, booking.ends_at)]


def uncovered(first: date, last: date) -> list[BookingRow]:
    """Bookings from the first to the last day of people who are away then."""
    away = (
        sa.select(Absence.id)
        .where(
            Absence.tenant_id == Booking.tenant_id,
            Absence.user_id == Booking.user_id,
            Absence.cancelled_at.is_(None),
            Absence.first_day <= last,
            Absence.last_day >= first,
        )
        .exists()
    )
    bookings = rows_where(away, *between(first, last))
    if not bookings:
        return []
    people = {row.user_id for row in bookings}
    away_then = absences(first, last, user_ids=people)
    return [
        booking
        for booking in bookings
        if any(row.user_id == booking.user_id and row.covers(booking.starts_at, booking.ends_at) for row in away_then)
    ]


def _rows(*conditions: sa.ColumnElement[bool]) -> list[AbsenceRow]:
    statement = (
        sa.select(
            Absence.id,
            Absence.user_id,
            full_name(User),
            Absence.first_day,
            Absence.last_day,
            Absence.part,
            Absence.kind,
            Absence.note,
        )
        .join(Absence.user)
        .where(*conditions)
        .order_by(Absence.first_day, Absence.user_id, Absence.id)
    )
    return [AbsenceRow(*row) for row in db.session.execute(statement)]
