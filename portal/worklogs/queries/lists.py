"""Lists of logs for those who check and approve."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.sql.selectable import LateralFromClause

from portal.accounts.models import User
from portal.kernel.access import Actor, Permission
from portal.kernel.db import db
from portal.worklogs.models import DailyLog, LogEntry, LogStatus, SchoolConfirmation

ORDER = (DailyLog.day.desc(), User.family_kana, DailyLog.id)


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
    """Logs the actor may see, newest day first; one statement, which adds up the entries of the page alone."""
    page = _page(_conditions(actor, statuses, user_id, first, last), limit, offset)
    sums, asked = _sums(), _confirmations()
    statement = (
        sa.select(
            DailyLog.id,
            DailyLog.day,
            DailyLog.user_id,
            User.family_name + " " + User.given_name,
            DailyLog.status,
            DailyLog.revision,
            DailyLog.submitted_at,
            sums.c.minutes,
            sums.c.entries,
            asked.c.asked,
            asked.c.confirmed,
        )
        .join(page, page.c.id == DailyLog.id)
        .join(DailyLog.user)
        .join(sums, sa.true())
        .join(asked, sa.true())
        .order_by(*ORDER)
    )
    return [LogRow(*row) for row in db.session.execute(statement)]


def _page(conditions: list[sa.ColumnElement[bool]], limit: int, offset: int) -> sa.Subquery:
    statement = sa.select(DailyLog.id).join(DailyLog.user).where(*conditions).order_by(*ORDER)
    return statement.limit(limit).offset(offset).subquery()


def _sums() -> LateralFromClause:
    return (
        sa.select(
            sa.func.coalesce(sa.func.sum(LogEntry.minutes), 0).label("minutes"),
            sa.func.count().label("entries"),
        )
        .where(LogEntry.tenant_id == DailyLog.tenant_id, LogEntry.log_id == DailyLog.id, ~LogEntry.drafted)
        .lateral()
    )


def _confirmations() -> LateralFromClause:
    return (
        sa.select(
            sa.func.count().label("asked"),
            sa.func.count(SchoolConfirmation.confirmed_at).label("confirmed"),
        )
        .where(
            SchoolConfirmation.tenant_id == DailyLog.tenant_id,
            SchoolConfirmation.log_id == DailyLog.id,
            SchoolConfirmation.revision == DailyLog.revision,
        )
        .lateral()
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
