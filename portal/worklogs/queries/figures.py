"""The figures of a month for a person, a school or the centre: a fixed number of statements, whatever the size.

What counts: confirmed entries of logs that were handed in.
"""

from collections.abc import Collection
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by

from portal.accounts.models import User
from portal.kernel.db import db
from portal.schools.models import School
from portal.tickets.models import CategoryGroup, SupportCategory, Ticket
from portal.tickets.queries import categories
from portal.visits.models import BookingMode
from portal.worklogs.figures import (
    INCIDENT_CODES,
    Attendance,
    CodeSum,
    Confirmed,
    MonthFigures,
    MonthPoint,
    SchoolLine,
    Told,
    VisitLine,
    month_end,
)
from portal.worklogs.models import DailyLog, LogEntry, LogStatus, ReportScope, SchoolConfirmation

VISITED = LogEntry.mode == BookingMode.VISIT
ASKED_FOR = sa.and_(Ticket.id.is_not(None), ~Ticket.planned)


def month_figures(month: date, scope: ReportScope, subject_id: int | None = None) -> MonthFigures:
    """`month` is its first day; `subject_id` the user's or school's id, none for the centre. Six statements."""
    counted = _counted(scope, subject_id, month, month_end(month))
    centre = scope is ReportScope.CENTRE
    return MonthFigures(
        month=month,
        sums=_sums(counted),
        categories=[(one.code, one.group, one.label) for one in categories()],
        attendance=_attendance(counted),
        visits=[] if centre else _visits(counted),
        schools=_schools(counted) if centre else [],
        told=_told(counted),
        confirmed=_confirmed(scope, subject_id, month, month_end(month)),
    )


def month_sums(month: date, scope: ReportScope, subject_id: int | None = None) -> MonthFigures:
    """Minutes and entries by category alone, two statements."""
    return MonthFigures(
        month=month,
        sums=_sums(_counted(scope, subject_id, month, month_end(month))),
        categories=[(one.code, one.group, one.label) for one in categories()],
    )


def group_minutes(first: date, last: date, *, school_ids: Collection[int] | None = None) -> dict[str, int]:
    """Minutes by group between two days; one statement."""
    counted = _counted(ReportScope.CENTRE, None, first, last)
    if school_ids is not None:
        counted = counted.where(LogEntry.school_id.in_(school_ids))
    found: dict[CategoryGroup, int] = dict(
        db.session.execute(_by_group(counted, SupportCategory.group, sa.func.sum(LogEntry.minutes))).all()
    )
    return {group.value: found.get(group, 0) for group in CategoryGroup}


def group_series(
    months: int, last: date, scope: ReportScope = ReportScope.CENTRE, subject_id: int | None = None
) -> list[MonthPoint]:
    """Minutes by group in each of so many months up to the one of `last`; one statement."""
    wanted = [_months_before(last, number) for number in reversed(range(months))]
    counted = _counted(scope, subject_id, wanted[0], month_end(wanted[-1]))
    month = sa.cast(sa.func.date_trunc("month", LogEntry.day), sa.Date)
    statement = _by_group(counted, month, SupportCategory.group, sa.func.sum(LogEntry.minutes))
    found = {(day, group): minutes for day, group, minutes in db.session.execute(statement)}
    return [MonthPoint(day, {group.value: found.get((day, group), 0) for group in CategoryGroup}) for day in wanted]


def _months_before(day: date, number: int) -> date:
    months = day.year * 12 + day.month - 1 - number
    return date(months // 12, months % 12 + 1, 1)


def _counted(scope: ReportScope, subject_id: int | None, first: date, last: date) -> sa.Select:
    """Entries that count, to which the caller adds columns."""
    log = sa.and_(DailyLog.tenant_id == LogEntry.tenant_id, DailyLog.id == LogEntry.log_id)
    statement = (
        sa.select()
        .select_from(LogEntry)
        .join(DailyLog, log)
        .where(LogEntry.day.between(first, last), ~LogEntry.drafted, DailyLog.status != LogStatus.DRAFT)
    )
    if scope is ReportScope.SUPPORTER:
        return statement.where(LogEntry.user_id == subject_id)
    if scope is ReportScope.SCHOOL:
        return statement.where(LogEntry.school_id == subject_id)
    return statement


def _by_group(counted: sa.Select, *columns: Any) -> sa.Select:
    category = sa.and_(SupportCategory.tenant_id == LogEntry.tenant_id, SupportCategory.code == LogEntry.category_code)
    return counted.add_columns(*columns).join(SupportCategory, category).group_by(*columns[:-1])


def _sums(counted: sa.Select) -> dict[str, CodeSum]:
    statement = counted.add_columns(LogEntry.category_code, sa.func.count(), sa.func.sum(LogEntry.minutes))
    rows = db.session.execute(statement.group_by(LogEntry.category_code))
    return {code: CodeSum(entries, minutes) for code, entries, minutes in rows}


def _attendance(counted: sa.Select) -> Attendance:
    """A visit is a person's day at a school; it was asked for when any of its entries belongs to a request."""
    stays = (
        counted.add_columns(
            LogEntry.user_id,
            LogEntry.day,
            VISITED.label("visited"),
            sa.func.bool_or(ASKED_FOR).label("asked_for"),
        )
        .outerjoin(LogEntry.ticket)
        .group_by(LogEntry.user_id, LogEntry.day, LogEntry.school_id, VISITED)
        .subquery()
    )
    person_day = sa.distinct(sa.tuple_(stays.c.user_id, stays.c.day))
    visited, asked_for = stays.c.visited, sa.func.coalesce(stays.c.asked_for, sa.false())
    row = db.session.execute(
        sa.select(
            sa.func.count(sa.distinct(stays.c.user_id)),
            sa.func.count(person_day),
            sa.func.count(person_day).filter(visited),
            sa.func.count().filter(visited, ~asked_for),
            sa.func.count().filter(visited, asked_for),
        )
    ).one()
    return Attendance(*row)


def _visits(counted: sa.Select) -> list[VisitLine]:
    """A line for each day, person, school and way of support."""
    contents = sa.func.array_agg(aggregate_order_by(LogEntry.content, LogEntry.minutes.desc(), LogEntry.id))
    keys = (LogEntry.day, LogEntry.user_id, LogEntry.school_id, LogEntry.mode)
    statement = (
        counted.add_columns(
            *keys,
            sa.func.min(User.family_name + " " + User.given_name),
            sa.func.min(School.name),
            sa.func.min(School.school_type),
            sa.func.count(),
            sa.func.sum(LogEntry.minutes),
            contents.filter(LogEntry.content != ""),
            sa.func.count(SchoolConfirmation.id),
            sa.func.max(SchoolConfirmation.confirmed_at),
        )
        .join(User, sa.and_(User.tenant_id == LogEntry.tenant_id, User.id == LogEntry.user_id))
        .outerjoin(LogEntry.school)
        .outerjoin(SchoolConfirmation, _of_the_visit())
        .group_by(*keys)
        .order_by(LogEntry.day, sa.func.min(LogEntry.starts), LogEntry.user_id, LogEntry.school_id, LogEntry.mode)
    )
    return [VisitLine(*row) for row in db.session.execute(statement)]


def _of_the_visit() -> sa.ColumnElement[bool]:
    return sa.and_(
        VISITED,
        SchoolConfirmation.tenant_id == LogEntry.tenant_id,
        SchoolConfirmation.log_id == LogEntry.log_id,
        SchoolConfirmation.school_id == LogEntry.school_id,
        SchoolConfirmation.revision == DailyLog.revision,
    )


def _schools(counted: sa.Select) -> list[SchoolLine]:
    """A line for each school, and one for the centre itself at the end."""
    visits = sa.distinct(sa.tuple_(LogEntry.user_id, LogEntry.day))
    statement = (
        counted.add_columns(
            LogEntry.school_id,
            sa.func.min(School.name),
            sa.func.min(School.school_type),
            sa.func.count(visits).filter(VISITED),
            sa.func.count(),
            sa.func.sum(LogEntry.minutes),
        )
        .outerjoin(LogEntry.school)
        .group_by(LogEntry.school_id)
        .order_by(sa.func.min(School.code).nulls_last())
    )
    return [SchoolLine(*row) for row in db.session.execute(statement)]


def _told(counted: sa.Select) -> list[Told]:
    """Troubles and good practices in words, in order."""
    statement = (
        counted.add_columns(
            LogEntry.day,
            School.name,
            LogEntry.category_code,
            LogEntry.content,
            LogEntry.outcome,
            LogEntry.grade_class,
            LogEntry.subject,
            LogEntry.good_practice,
        )
        .outerjoin(LogEntry.school)
        .where(
            LogEntry.content != "",
            sa.or_(LogEntry.good_practice, LogEntry.category_code.in_(INCIDENT_CODES)),
        )
        .order_by(LogEntry.day, LogEntry.starts, LogEntry.id)
    )
    return [Told(*row) for row in db.session.execute(statement)]


def _confirmed(scope: ReportScope, subject_id: int | None, first: date, last: date) -> Confirmed:
    statement = (
        sa.select(
            sa.func.count(),
            sa.func.count(SchoolConfirmation.confirmed_at),
            sa.func.max(SchoolConfirmation.confirmed_at),
        )
        .join(SchoolConfirmation.log)
        .where(
            DailyLog.day.between(first, last),
            DailyLog.status != LogStatus.DRAFT,
            SchoolConfirmation.revision == DailyLog.revision,
        )
    )
    if scope is ReportScope.SUPPORTER:
        statement = statement.where(DailyLog.user_id == subject_id)
    if scope is ReportScope.SCHOOL:
        statement = statement.where(SchoolConfirmation.school_id == subject_id)
    return Confirmed(*db.session.execute(statement).one())
