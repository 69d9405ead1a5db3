"""Promised visits, and visits done and booked by school."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.kernel import clock, tenancy
from portal.kernel.db import db
from portal.schools.models import School, SchoolType
from portal.visits.models import Booking, BookingMode, VisitPromise
from portal.visits.providers import all_done_days
from portal.visits.queries.bookings import between


@dataclass(frozen=True)
class PromisedSchool:
    """A school that promises may be about."""

    id: int
    code: str
    name: str
    school_type: SchoolType
    archived: bool


@dataclass(frozen=True)
class VisitCount:
    """Person-days at a school: done, and booked on top."""

    done: int
    booked: int


def promise(promise_id: int) -> VisitPromise | None:
    """The promise with its school."""
    statement = sa.select(VisitPromise).where(VisitPromise.id == promise_id).options(joinedload(VisitPromise.school))
    return db.session.scalars(statement).one_or_none()


def promise_rows(*, on: date | None = None) -> list[VisitPromise]:
    """Every promise with its school, those of types first; `on`: those that hold on that day."""
    statement = sa.select(VisitPromise).outerjoin(VisitPromise.school).options(joinedload(VisitPromise.school))
    if on is not None:
        statement = statement.where(*_holding(on, on))
    order = (VisitPromise.school_id.is_not(None), VisitPromise.school_type, School.code, VisitPromise.starts_on)
    return list(db.session.scalars(statement.order_by(*order)))


def promises_between(first: date, last: date) -> list[VisitPromise]:
    return list(db.session.scalars(sa.select(VisitPromise).where(*_holding(first, last)).order_by(VisitPromise.id)))


def promise_in_the_way(
    school_id: int | None, school_type: SchoolType | None, first: date, last: date | None, but_not: int | None
) -> bool:
    """Whether another promise for the same subject holds on one of the days."""
    statement = sa.select(VisitPromise.id).where(
        VisitPromise.school_id.is_not_distinct_from(school_id),
        VisitPromise.school_type.is_not_distinct_from(school_type),
        VisitPromise.id.is_distinct_from(but_not),
        *_holding(first, last),
    )
    return db.session.scalar(statement.limit(1)) is not None


def promised_schools() -> list[PromisedSchool]:
    """Every school, by code."""
    columns = (School.id, School.code, School.name, School.school_type, School.archived_at.is_not(None))
    return [PromisedSchool(*row) for row in db.session.execute(sa.select(*columns).order_by(School.code))]


def visit_counts(first: date, last: date) -> dict[int, VisitCount]:
    """By school, distinct person-days from the first to the last day: done, and booked from today on.

    A day on which nobody in particular is known to have come counts once. A booking of a person-day that is done
    already is not counted again.
    """
    done = all_done_days().cte("done")
    found = (
        sa.select(done.c.school_id, done.c.day, sa.func.greatest(sa.func.count(done.c.user_id), 1).label("visits"))
        .where(done.c.day.between(first, last), done.c.school_id.is_not(None))
        .group_by(done.c.school_id, done.c.day)
        .subquery()
    )
    booked = _booked(first, last, done).subquery()
    statement = sa.union_all(
        sa.select(found.c.school_id, sa.cast(sa.func.sum(found.c.visits), sa.Integer), sa.literal(0)).group_by(
            found.c.school_id
        ),
        sa.select(booked.c.school_id, sa.literal(0), sa.func.count()).group_by(booked.c.school_id),
    )
    counts: dict[int, VisitCount] = {}
    for school_id, were, coming in db.session.execute(statement):
        known = counts.get(school_id, VisitCount(0, 0))
        counts[school_id] = VisitCount(known.done + were, known.booked + coming)
    return counts


def _booked(first: date, last: date, done: sa.CTE) -> sa.Select:
    """Distinct person-days booked from today on that are not done yet."""
    day = sa.cast(sa.func.timezone("Asia/Tokyo", Booking.starts_at), sa.Date)
    known = (
        sa.select(sa.literal(1))
        .where(done.c.school_id == Booking.school_id, done.c.user_id == Booking.user_id, done.c.day == day)
        .exists()
    )
    return (
        sa.select(Booking.school_id, Booking.user_id, day.label("day"))
        .where(
            Booking.tenant_id == tenancy.current(),
            Booking.school_id.is_not(None),
            Booking.mode == BookingMode.VISIT,
            *between(max(first, clock.today()), last),
            ~known,
        )
        .distinct()
    )


def _holding(first: date, last: date | None) -> list[sa.ColumnElement[bool]]:
    """Promises that hold on a day from the first to the last, or on the first or later."""
    conditions = [sa.or_(VisitPromise.ends_on.is_(None), VisitPromise.ends_on >= first)]
    if last is not None:
        conditions.append(VisitPromise.starts_on <= last)
    return conditions
