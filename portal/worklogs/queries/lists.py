"""Lists of logs for those who check and approve."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from portal.accounts.models import User
from portal.kernel.access import Actor, Permission
from portal.kernel.db import db
from portal.worklogs.models import DailyLog, LogEntry, LogStatus, SchoolConfirmation


@dataclass(frozen=True)
class LogRow:
    """A log in a list: its person, sums of its confirmed entries, and how many schools have confirmed."""

    id: int
    day: date
    user_id: int
    person_name: str
    status: LogStatus
    revision: int
    submitted_at: datetime | None
    minutes: int
    entries: int
    schools_asked: int
    schools_confirmed: int


def log_page(
    actor: Actor,
    *,
    statuses: Collection[LogStatus] = (),
    user_id: int | None = None,
    first: date | None = None,
    last: date | None = None,
    limit: int = 50,
    offset: int = 0,
) -> list[LogRow]:
    """Logs the actor may see, newest day first; one statement."""
    entries = (
        sa.select(
            LogEntry.tenant_id,
            LogEntry.log_id,
            sa.func.sum(LogEntry.minutes).label("minutes"),
            sa.func.count().label("entries"),
        )
        .where(~LogEntry.drafted)
        .group_by(LogEntry.tenant_id, LogEntry.log_id)
    )
    if first is not None:
        entries = entries.where(LogEntry.day >= first)
    if last is not None:
        entries = entries.where(LogEntry.day <= last)
    sums = entries.subquery()
    asked = _confirmations()
    statement = (
        sa.select(
            DailyLog.id,
            DailyLog.day,
            DailyLog.user_id,
            User.family_name + " " + User.given_name,
            DailyLog.status,
            DailyLog.revision,
            DailyLog.submitted_at,
            sa.func.coalesce(sums.c.minutes, 0),
            sa.func.coalesce(sums.c.entries, 0),
            sa.func.coalesce(asked.c.asked, 0),
            sa.func.coalesce(asked.c.confirmed, 0),
        )
        .join(DailyLog.user)
        .outerjoin(sums, sa.and_(sums.c.tenant_id == DailyLog.tenant_id, sums.c.log_id == DailyLog.id))
        .outerjoin(
            asked,
            sa.and_(
                asked.c.tenant_id == DailyLog.tenant_id,
                asked.c.log_id == DailyLog.id,
                asked.c.revision == DailyLog.revision,
            ),
        )
        .where(*_conditions(actor, statuses, user_id, first, last))
        .order_by(DailyLog.day.desc(), User.family_kana, DailyLog.id)
    )
    return [LogRow(*row) for row in db.session.execute(statement.limit(limit).offset(offset))]


def _confirmations() -> sa.Subquery:
    return (
        sa.select(
            SchoolConfirmation.tenant_id,
            SchoolConfirmation.log_id,
            SchoolConfirmation.revision,
            sa.func.count().label("asked"),
            sa.func.count(SchoolConfirmation.confirmed_at).label("confirmed"),
        )
        .group_by(SchoolConfirmation.tenant_id, SchoolConfirmation.log_id, SchoolConfirmation.revision)
        .subquery()
    )


def count_by_status(actor: Actor, **conditions) -> dict[LogStatus, int]:
    """How many logs the actor may see in each state."""
    statement = (
        sa.select(DailyLog.status, sa.func.count())
        .where(*_conditions(actor, (), conditions.get("user_id"), conditions.get("first"), conditions.get("last")))
        .group_by(DailyLog.status)
    )
    return dict(db.session.execute(statement).all())


def _conditions(
    actor: Actor,
    statuses: Collection[LogStatus],
    user_id: int | None,
    first: date | None,
    last: date | None,
) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if not actor.can(Permission.LOG_CHECK):
        handed_in = DailyLog.status != LogStatus.DRAFT
        found.append(handed_in if actor.can(Permission.LOG_APPROVE) else DailyLog.user_id == actor.user_id)
    if statuses:
        found.append(DailyLog.status.in_(statuses))
    if user_id is not None:
        found.append(DailyLog.user_id == user_id)
    if first is not None:
        found.append(DailyLog.day >= first)
    if last is not None:
        found.append(DailyLog.day <= last)
    return found
