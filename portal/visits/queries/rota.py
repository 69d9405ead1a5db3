"""The weekly pattern, its exceptions, and what of it is not booked."""

from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.accounts.models import User
from portal.kernel.db import db
from portal.schools.models import School
from portal.visits.models import Booking, RotaException, RotaSlot
from portal.visits.queries.bookings import full_name
from portal.visits.queries.travel import settings
from portal.visits.rows import ExceptionRow, SlotRow


def rota_slot(slot_id: int) -> RotaSlot | None:
    """The slot with its person and school."""
    statement = sa.select(RotaSlot).where(RotaSlot.id == slot_id)
    return db.session.scalars(statement.options(joinedload(RotaSlot.user), joinedload(RotaSlot.school))).one_or_none()


def rota_slots(*, user_id: int | None = None, school_id: int | None = None, on: date | None = None) -> list[SlotRow]:
    """Regular visits by person and time of the week; `on`: only those that run on that day or later."""
    conditions = []
    if user_id is not None:
        conditions.append(RotaSlot.user_id == user_id)
    if school_id is not None:
        conditions.append(RotaSlot.school_id == school_id)
    if on is not None:
        conditions.append(sa.or_(RotaSlot.ends_on.is_(None), RotaSlot.ends_on >= on))
    return slot_rows(*conditions)


def slot_rows(*conditions: sa.ColumnElement[bool]) -> list[SlotRow]:
    statement = (
        sa.select(
            RotaSlot.id,
            RotaSlot.user_id,
            full_name(User),
            RotaSlot.school_id,
            School.name,
            RotaSlot.weekday,
            RotaSlot.starts,
            RotaSlot.ends,
            RotaSlot.mode,
            RotaSlot.title,
            RotaSlot.starts_on,
            RotaSlot.ends_on,
            RotaSlot.version,
        )
        .join(RotaSlot.user)
        .outerjoin(RotaSlot.school)
        .where(*conditions)
        .order_by(User.family_kana, User.given_kana, RotaSlot.user_id, RotaSlot.weekday, RotaSlot.starts, RotaSlot.id)
    )
    return [SlotRow(*row) for row in db.session.execute(statement)]


def import_keys() -> set[str]:
    """Keys of the imported rows that became slots."""
    return set(db.session.scalars(sa.select(RotaSlot.import_key).where(RotaSlot.import_key.is_not(None))))


def rota_exceptions(first: date, last: date) -> list[ExceptionRow]:
    statement = sa.select(RotaException.rota_slot_id, RotaException.day, RotaException.reason)
    statement = statement.where(RotaException.day.between(first, last)).order_by(RotaException.day)
    return [ExceptionRow(*row) for row in db.session.execute(statement)]


def rota_exception(slot_id: int, day: date) -> RotaException | None:
    statement = sa.select(RotaException).where(RotaException.rota_slot_id == slot_id, RotaException.day == day)
    return db.session.scalars(statement).one_or_none()


def occurrence(slot_id: int, day: date) -> Booking | None:
    """The booking made from a slot for a day, wherever it was moved to."""
    statement = sa.select(Booking).where(Booking.rota_slot_id == slot_id, Booking.rota_day == day)
    return db.session.scalars(statement.options(joinedload(Booking.user))).one_or_none()


def occurrences_from(slot_id: int, day: date) -> list[Booking]:
    """Bookings made from a slot for that day and later."""
    statement = sa.select(Booking).where(Booking.rota_slot_id == slot_id, Booking.rota_day >= day)
    return list(db.session.scalars(statement.order_by(Booking.rota_day)))


def occurrence_keys(first: date, last: date) -> set[tuple[int, date]]:
    """(slot, day) of everything that is booked from the rota."""
    statement = sa.select(Booking.rota_slot_id, Booking.rota_day).where(Booking.rota_day.between(first, last))
    return {(slot_id, day) for slot_id, day in db.session.execute(statement)}


def slot_in_the_way(data, but_not: int | None) -> SlotRow | None:
    """Another regular visit of the same person at an overlapping time on an overlapping day."""
    conditions = [
        RotaSlot.user_id == data.user.id,
        RotaSlot.weekday == data.weekday,
        RotaSlot.starts < data.ends,
        RotaSlot.ends > data.starts,
        RotaSlot.id.is_distinct_from(but_not),
        sa.or_(RotaSlot.ends_on.is_(None), RotaSlot.ends_on >= data.starts_on),
    ]
    if data.ends_on is not None:
        conditions.append(RotaSlot.starts_on <= data.ends_on)
    found = slot_rows(*conditions)
    return found[0] if found else None


def booked_until(today: date) -> date:
    """Until when the rota is kept booked."""
    return today + timedelta(weeks=settings().weeks_ahead)
