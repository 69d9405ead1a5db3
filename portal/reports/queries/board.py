"""What the dashboard shows beside the counts by term: one statement for each panel, whatever the rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from portal.kernel import clock
from portal.kernel.db import db
from portal.reports.queries.cases import term_number
from portal.schools.models import School
from portal.schools.models.schools import shortened
from portal.schools.queries.terms import TermRange
from portal.tickets.models import Kind, Ticket, TicketStatus
from portal.tickets.models.ticket import DONE, OPEN
from portal.tickets.queries.matching import in_states
from portal.visits.models import Booking, BookingMode


@dataclass(frozen=True)
class OpenCount:
    """Open tickets in one state: all, those overdue, not assigned, and not answered yet, each with its oldest day."""

    status: TicketStatus
    tickets: int
    overdue: int
    oldest_due: date | None
    unassigned: int
    oldest_unassigned: date | None
    unanswered: int
    oldest_unanswered: date | None
    waiting_schools: Sequence[int] = ()


@dataclass(frozen=True)
class SchoolVisits:
    """A school in use: its last visit, whether it was visited in the term and in the one compared, the next booking."""

    school_id: int
    name: str
    last_on: date | None
    visited: bool
    visited_before: bool
    next_at: datetime | None

    @property
    def short_name(self) -> str:
        return shortened(self.name)


@dataclass(frozen=True)
class Moments:
    """When requests came, were first answered and solved, as minutes since 1970 (UTC), in the same order."""

    received: Sequence[int] = ()
    answered: Sequence[int | None] = ()
    resolved: Sequence[int | None] = ()


@dataclass(frozen=True)
class MonthCount:
    """Done cases of a calendar month, and those of them up to a day in question."""

    month: date
    cases: int
    until_then: int


def open_counts(today: date) -> list[OpenCount]:
    """Open tickets by state. What the centre planned itself waits for no answer."""
    overdue = Ticket.due_on < today
    unassigned = Ticket.assignee_id.is_(None)
    unanswered = sa.and_(Ticket.first_answered_at.is_(None), ~Ticket.planned)
    schools = sa.func.array_agg(sa.distinct(Ticket.school_id)).filter(unanswered)
    statement = (
        sa.select(
            Ticket.status,
            sa.func.count(),
            sa.func.count().filter(overdue),
            sa.func.min(Ticket.due_on).filter(overdue),
            sa.func.count().filter(unassigned),
            sa.func.min(Ticket.received_on).filter(unassigned),
            sa.func.count().filter(unanswered),
            sa.func.min(Ticket.received_on).filter(unanswered),
            sa.func.coalesce(schools, sa.text("ARRAY[]::bigint[]")),
        )
        .where(in_states(OPEN))
        .group_by(Ticket.status)
    )
    return [OpenCount(*row) for row in db.session.execute(statement)]


def months(spans: Sequence[tuple[date, date, date]]) -> list[MonthCount]:
    """Done cases by calendar month within spans of (first day, last day, day up to which they are counted apart)."""
    month = sa.cast(sa.func.date_trunc(sa.literal_column("'month'"), Ticket.served_on), sa.Date)
    within = [Ticket.served_on.between(first, last) for first, last, _then in spans]
    by_then = sa.or_(*(Ticket.served_on.between(first, then) for first, _last, then in spans))
    statement = (
        sa.select(month, sa.func.count(), sa.func.count().filter(by_then))
        .where(sa.or_(*within), in_states(DONE))
        .group_by(month)
    )
    return [MonthCount(*row) for row in db.session.execute(statement)]


def visits(now_span: tuple[date, date], before_span: tuple[date, date] | None) -> list[SchoolVisits]:
    """Every school in use by code. `now_span` ends with the day up to which visits are known."""
    in_term = Ticket.served_on.between(*now_span)
    in_term_before = Ticket.served_on.between(*before_span) if before_span else sa.false()
    done = (
        sa.select(
            Ticket.school_id,
            sa.func.max(Ticket.served_on).label("last_on"),
            sa.func.bool_or(in_term).label("visited"),
            sa.func.bool_or(in_term_before).label("visited_before"),
        )
        .where(Ticket.kind == Kind.VISIT, Ticket.served_on <= now_span[1], in_states(DONE))
        .group_by(Ticket.school_id)
        .subquery()
    )
    booked = (
        sa.select(Booking.school_id, sa.func.min(Booking.starts_at).label("next_at"))
        .where(Booking.mode == BookingMode.VISIT, Booking.starts_at >= clock.now())
        .group_by(Booking.school_id)
        .subquery()
    )
    statement = (
        sa.select(
            School.id,
            School.name,
            done.c.last_on,
            sa.func.coalesce(done.c.visited, False),
            sa.func.coalesce(done.c.visited_before, False),
            booked.c.next_at,
        )
        .outerjoin(done, done.c.school_id == School.id)
        .outerjoin(booked, booked.c.school_id == School.id)
        .where(School.archived_at.is_(None))
        .order_by(School.code)
    )
    return [SchoolVisits(*row) for row in db.session.execute(statement)]


def moments(ranges: Sequence[TermRange]) -> list[Moments]:
    """Of the requests received in each of the terms (in order); planned visits were asked for by nobody.

    A request entered on a later day than it was received counts from the beginning of the day of receipt.
    """
    entered = sa.cast(sa.func.timezone("Asia/Tokyo", Ticket.created_at), sa.Date)
    received = sa.case(
        (entered == Ticket.received_on, Ticket.created_at),
        else_=sa.func.timezone("Asia/Tokyo", sa.cast(Ticket.received_on, sa.DateTime)),
    )
    resolved = sa.case((in_states(DONE), Ticket.resolved_at))
    term = term_number(ranges, Ticket.received_on).label("term")
    statement = (
        sa.select(
            term,
            sa.func.array_agg(_minute(received)).label("received"),
            sa.func.array_agg(_minute(Ticket.first_answered_at)).label("answered"),
            sa.func.array_agg(_minute(resolved)).label("resolved"),
        )
        .where(
            sa.or_(
                *(sa.and_(Ticket.received_on >= one.starts_on, Ticket.received_on < one.ends_before) for one in ranges)
            ),
            ~Ticket.planned,
        )
        .group_by(term)
    )
    rows = db.session.execute(statement)
    found = {row.term: Moments(row.received, row.answered, row.resolved) for row in rows}
    return [found.get(at, Moments()) for at in range(len(ranges))]


def _minute(at: sa.SQLColumnExpression[Any]) -> sa.ColumnElement[int]:
    return sa.cast(sa.func.div(sa.extract("epoch", at), 60), sa.Integer)
