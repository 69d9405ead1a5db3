"""What schools are asked to confirm."""

from datetime import date
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.accounts.models import User
from portal.accounts.tokens import digest
from portal.kernel.access import Actor
from portal.kernel.db import db
from portal.worklogs.models import DailyLog, LogEntry, LogStatus, SchoolConfirmation


class Waiting(NamedTuple):
    """A visit that waits for the school's word."""

    id: int
    day: date
    person_name: str
    minutes: int
    entries: int


def confirmation(actor: Actor, confirmation_id: int) -> SchoolConfirmation | None:
    """One that the actor's school is asked for."""
    statement = _whole().where(
        SchoolConfirmation.id == confirmation_id, SchoolConfirmation.school_id == actor.school_id
    )
    return db.session.scalars(statement).unique().one_or_none()


def by_token(token: str) -> SchoolConfirmation | None:
    """The one whose mail holds this token, expired or not."""
    return db.session.scalars(_whole().where(SchoolConfirmation.token_hash == digest(token))).unique().one_or_none()


def _whole() -> sa.Select:
    return sa.select(SchoolConfirmation).options(
        joinedload(SchoolConfirmation.school),
        joinedload(SchoolConfirmation.log).joinedload(DailyLog.user),
        joinedload(SchoolConfirmation.log).selectinload(DailyLog.entries),
    )


def confirmations_of(log: DailyLog) -> list[SchoolConfirmation]:
    """Those of the log's present revision."""
    statement = (
        sa.select(SchoolConfirmation)
        .where(SchoolConfirmation.log_id == log.id, SchoolConfirmation.revision == log.revision)
        .options(joinedload(SchoolConfirmation.school))
        .order_by(SchoolConfirmation.id)
    )
    return list(db.session.scalars(statement))


def waiting_for_school(school_id: int) -> list[Waiting]:
    """Visits that the school has not confirmed yet, oldest first; withdrawn revisions left out."""
    here = sa.and_(
        LogEntry.tenant_id == SchoolConfirmation.tenant_id,
        LogEntry.log_id == SchoolConfirmation.log_id,
        LogEntry.school_id == SchoolConfirmation.school_id,
        ~LogEntry.drafted,
    )
    statement = (
        sa.select(
            SchoolConfirmation.id,
            DailyLog.day,
            User.family_name + " " + User.given_name,
            sa.func.sum(LogEntry.minutes),
            sa.func.count(),
        )
        .join(SchoolConfirmation.log)
        .join(DailyLog.user)
        .join(LogEntry, here)
        .where(
            SchoolConfirmation.school_id == school_id,
            SchoolConfirmation.confirmed_at.is_(None),
            SchoolConfirmation.revision == DailyLog.revision,
            DailyLog.status != LogStatus.DRAFT,
        )
        .group_by(SchoolConfirmation.id, DailyLog.day, User.family_name, User.given_name)
        .order_by(DailyLog.day, SchoolConfirmation.id)
    )
    return [Waiting(*row) for row in db.session.execute(statement)]
