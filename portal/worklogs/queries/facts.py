"""Small facts that operations ask for: what stands against an entry, who leads, the tenant's settings."""

from datetime import date
from typing import NamedTuple

import sqlalchemy as sa

from portal.accounts.models import User
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.tickets.models import SupportCategory
from portal.visits.models import Absence, DayPart
from portal.worklogs.models import DailyLog, LogEntry, WorklogSettings


class Facts(NamedTuple):
    """Of an entry about to be saved: an earlier one with its `client_key`, its category, the person's absence."""

    known_id: int | None
    category_in_use: bool
    absence: str | None


def facts(log: DailyLog, category_code: str, client_key: str | None) -> Facts:
    """One statement."""
    known = sa.select(LogEntry.id).where(LogEntry.client_key == client_key).scalar_subquery()
    in_use = sa.exists().where(SupportCategory.code == category_code, ~SupportCategory.hidden)
    away = _absence(log.user_id, log.day).scalar_subquery()
    row = db.session.execute(sa.select(known if client_key else sa.null(), in_use, away)).one()
    return Facts(row[0], row[1], row[2].label if row[2] else None)


def absence_on(user_id: int, day: date) -> str | None:
    """Which absence the person has on the whole of that day, in words."""
    kind = db.session.scalars(_absence(user_id, day)).first()
    return kind.label if kind else None


def _absence(user_id: int, day: date) -> sa.Select:
    return (
        sa.select(Absence.kind)
        .where(
            Absence.user_id == user_id,
            Absence.first_day <= day,
            Absence.last_day >= day,
            Absence.part == DayPart.ALL,
            Absence.cancelled_at.is_(None),
        )
        .limit(1)
    )


def settings() -> WorklogSettings:
    """The tenant's, or what holds while it has set none."""
    found = db.session.scalars(sa.select(WorklogSettings)).one_or_none()
    return found or WorklogSettings(remind=True, remind_hour=18, schools_confirm=True)


def worker_by_email(email: str) -> User | None:
    """A supporter or lead, also one who has left."""
    roles = [Role.SUPPORTER.value, Role.LEAD.value]
    statement = sa.select(User).where(User.email_key == email.strip().lower(), User.roles.overlap(roles))
    return db.session.scalars(statement).one_or_none()


def active_leads() -> list[User]:
    statement = sa.select(User).where(User.roles.overlap([Role.LEAD.value]), User.deactivated_at.is_(None))
    return list(db.session.scalars(statement.order_by(User.id)))


def others_lead(user_id: int) -> bool:
    """Whether somebody beside this person leads."""
    return any(lead.id != user_id for lead in active_leads())


def person(user_id: int) -> User:
    return db.session.scalars(sa.select(User).where(User.id == user_id)).one()
