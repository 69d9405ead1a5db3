"""Monthly reports, and who or what has none yet."""

from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.accounts.models import User
from portal.kernel.access import Actor, Permission
from portal.kernel.db import db
from portal.kernel.stored import StoredFile
from portal.schools.models import School
from portal.worklogs.models import DailyLog, LogEntry, LogStatus, MonthlyReport, ReportScope, ReportStatus


class ReportRow(NamedTuple):
    """A report in the list of a month."""

    id: int
    code: str
    month: date
    scope: ReportScope
    subject_name: str
    status: ReportStatus
    submitted_at: datetime | None
    has_file: bool


class Subject(NamedTuple):
    """A person or school with work in a month; `report_id` when its report was begun."""

    scope: ReportScope
    id: int
    name: str
    report_id: int | None


def report_of(month: date, scope: ReportScope, subject_key: int) -> MonthlyReport | None:
    statement = sa.select(MonthlyReport).where(
        MonthlyReport.month == month, MonthlyReport.scope == scope, MonthlyReport.subject_key == subject_key
    )
    return db.session.scalars(statement).one_or_none()


def report(actor: Actor, report_id: int) -> MonthlyReport | None:
    """With its person, school and file, if the actor may see it."""
    statement = (
        sa.select(MonthlyReport)
        .where(MonthlyReport.id == report_id, *_visible(actor))
        .options(joinedload(MonthlyReport.user), joinedload(MonthlyReport.school), joinedload(MonthlyReport.file))
    )
    return db.session.scalars(statement).one_or_none()


def report_by_id(report_id: int) -> MonthlyReport:
    """One that is known to be there."""
    return db.session.scalars(sa.select(MonthlyReport).where(MonthlyReport.id == report_id)).one()


def report_rows(actor: Actor, month: date | None = None, *, limit: int = 200) -> list[ReportRow]:
    """Reports the actor may see, of a month or the newest; one statement."""
    statement = (
        sa.select(
            MonthlyReport.id,
            MonthlyReport.code,
            MonthlyReport.month,
            MonthlyReport.scope,
            sa.func.coalesce(User.family_name + " " + User.given_name, School.name, "センター全体"),
            MonthlyReport.status,
            MonthlyReport.submitted_at,
            MonthlyReport.file_id.is_not(None),
        )
        .outerjoin(MonthlyReport.user)
        .outerjoin(MonthlyReport.school)
        .where(*_visible(actor))
        .order_by(MonthlyReport.month.desc(), MonthlyReport.scope, MonthlyReport.code)
        .limit(limit)
    )
    if month is not None:
        statement = statement.where(MonthlyReport.month == month)
    return [ReportRow(*row) for row in db.session.execute(statement)]


def report_subjects(first: date, last: date) -> list[Subject]:
    """People and schools with work handed in between a month's first and last day; two statements."""
    name = User.family_name + " " + User.given_name
    person = sa.and_(User.tenant_id == LogEntry.tenant_id, User.id == LogEntry.user_id)
    people = _served(first, last, ReportScope.SUPPORTER, LogEntry.user_id, name).join(User, person)
    schools = _served(first, last, ReportScope.SCHOOL, LogEntry.school_id, School.name).join(LogEntry.school)
    return [
        *(
            Subject(ReportScope.SUPPORTER, *row)
            for row in db.session.execute(people.order_by(sa.func.min(User.family_kana)))
        ),
        *(Subject(ReportScope.SCHOOL, *row) for row in db.session.execute(schools.order_by(sa.func.min(School.code)))),
    ]


def _served(first: date, last: date, scope: ReportScope, key: Any, name: Any) -> sa.Select:
    begun = sa.and_(
        MonthlyReport.tenant_id == LogEntry.tenant_id,
        MonthlyReport.month == first,
        MonthlyReport.scope == scope,
        MonthlyReport.subject_key == key,
    )
    log = sa.and_(DailyLog.tenant_id == LogEntry.tenant_id, DailyLog.id == LogEntry.log_id)
    return (
        sa.select(key, sa.func.min(name), sa.func.min(MonthlyReport.id))
        .select_from(LogEntry)
        .join(DailyLog, log)
        .outerjoin(MonthlyReport, begun)
        .where(LogEntry.day.between(first, last), ~LogEntry.drafted, DailyLog.status != LogStatus.DRAFT)
        .group_by(key)
    )


def _visible(actor: Actor) -> list[sa.ColumnElement[bool]]:
    """Writers see their own, leads all, the board what was handed in."""
    if actor.can(Permission.LOG_CHECK):
        return []
    mine = sa.and_(MonthlyReport.scope == ReportScope.SUPPORTER, MonthlyReport.user_id == actor.user_id)
    handed_in = MonthlyReport.status != ReportStatus.DRAFT
    if actor.can(Permission.LOG_APPROVE):
        return [sa.or_(handed_in, mine)]
    return [mine] if actor.can(Permission.LOG_WRITE) else [sa.false()]


def stored_file(file_id: int) -> StoredFile:
    return db.session.scalars(sa.select(StoredFile).where(StoredFile.id == file_id)).one()


def school(school_id: int) -> School:
    return db.session.scalars(sa.select(School).where(School.id == school_id)).one()
