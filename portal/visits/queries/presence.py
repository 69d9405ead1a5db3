"""Who came to which school when."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.kernel.db import db
from portal.visits.models import Presence


def presence(presence_id: int) -> Presence | None:
    return db.session.scalars(_stays().where(Presence.id == presence_id)).one_or_none()


def open_presence(user_id: int | None) -> Presence | None:
    """Where the person is now, as far as is known."""
    open_ = sa.and_(Presence.left_at.is_(None), ~Presence.forgotten)
    return db.session.scalars(_stays().where(Presence.user_id == user_id, open_)).one_or_none()


def presence_with_key(client_key: str) -> Presence | None:
    return db.session.scalars(_stays().where(Presence.client_key == client_key)).one_or_none()


def presences(user_id: int, first: date, last: date) -> list[Presence]:
    """A person's stays, in order, with their schools."""
    statement = _stays().where(Presence.user_id == user_id, Presence.day.between(first, last))
    return list(db.session.scalars(statement.order_by(Presence.arrived_at)))


def presences_at_school(school_id: int, first: date, last: date) -> list[Presence]:
    """Everybody's stays at a school, in order, with the people."""
    statement = _stays().where(Presence.school_id == school_id, Presence.day.between(first, last))
    return list(db.session.scalars(statement.options(joinedload(Presence.user)).order_by(Presence.arrived_at)))


def _stays() -> sa.Select[tuple[Presence]]:
    return sa.select(Presence).options(joinedload(Presence.school))
