"""Pages of tickets: columns instead of records, one statement for the rows and one bounded count."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.accounts.models import User
from portal.kernel import clock
from portal.kernel.access import Actor
from portal.kernel.db import db
from portal.schools.models import School
from portal.schools.models.schools import shortened
from portal.tickets.filters import TicketFilters
from portal.tickets.models import OPEN, Channel, Kind, Priority, SupportCategory, Ticket, TicketStatus, number_label
from portal.tickets.queries.matching import Condition, in_states, matching, visible

PER_PAGE = 50
COUNT_CAP = 5_000
EXPORT_BATCH = 500


class TicketRow(NamedTuple):
    """One line of a list."""

    id: int
    fiscal_year: int
    number: int
    subject: str
    last_word: str
    last_word_by: str
    school_id: int
    school_full_name: str
    kind: Kind
    category_code: str | None
    status: TicketStatus
    assignee_id: int | None
    assignee_name: str | None
    due_on: date | None
    received_on: date
    served_on: date | None
    updated_at: datetime
    priority: Priority
    channel: Channel
    planned: bool

    @property
    def label(self) -> str:
        return number_label(self.fiscal_year, self.number)

    @property
    def school_name(self) -> str:
        return shortened(self.school_full_name)

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def due_late(self) -> bool:
        return self.is_open and self.due_on is not None and self.due_on < clock.today()


@dataclass(frozen=True)
class TicketPage:
    """`total` stands at the cap when `capped`: there are more."""

    rows: list[TicketRow]
    total: int
    capped: bool
    filters: TicketFilters
    page: int
    per_page: int = PER_PAGE

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.per_page))


COLUMNS = (
    Ticket.id,
    Ticket.fiscal_year,
    Ticket.number,
    Ticket.subject,
    Ticket.last_word,
    Ticket.last_word_by,
    Ticket.school_id,
    School.name,
    Ticket.kind,
    Ticket.category_code,
    Ticket.status,
    Ticket.assignee_id,
    User.family_name,
    Ticket.due_on,
    Ticket.received_on,
    Ticket.served_on,
    Ticket.updated_at,
    Ticket.priority,
    Ticket.channel,
    Ticket.planned,
)

_LIFE = sa.case(*((Ticket.status == status, at) for at, status in enumerate(TicketStatus)))
_LATEST = (Ticket.updated_at.desc(), Ticket.id.desc())


def ticket_page(actor: Actor, filters: TicketFilters, *, per_page: int = PER_PAGE) -> TicketPage:
    """The page that the filters name; beyond the last one, the last one."""
    conditions = matching(actor, filters)
    found = _bounded_count(conditions)
    total = min(found, COUNT_CAP)
    page = min(filters.page, max(1, -(-total // per_page)))
    statement = _rows(conditions).order_by(*_order(filters)).limit(per_page).offset((page - 1) * per_page)
    return TicketPage(_fetch(statement), total, found > COUNT_CAP, filters, page, per_page)


def count_matching(actor: Actor, filters: TicketFilters) -> int:
    """How many tickets the filters leave, at most COUNT_CAP."""
    return min(_bounded_count(matching(actor, filters)), COUNT_CAP)


def open_for_school(actor: Actor, school_id: int, *, limit: int = 20) -> list[TicketRow]:
    """What is not yet done for a school, the latest first."""
    conditions = [*visible(actor), Ticket.school_id == school_id, in_states(OPEN)]
    return _fetch(_rows(conditions).order_by(*_LATEST).limit(limit))


def due_for(actor: Actor, user_id: int, day: date, *, limit: int = 50) -> list[TicketRow]:
    """A person's open tickets that are due by that day, the most urgent first."""
    conditions = [*visible(actor), Ticket.assignee_id == user_id, Ticket.due_on <= day, in_states(OPEN)]
    return _fetch(_rows(conditions).order_by(Ticket.due_on, Ticket.id).limit(limit))


def export_rows(actor: Actor, filters: TicketFilters) -> Iterator[sa.Row[Any]]:
    """Everything the filters leave, in the list's order, fetched in batches: school, category and person spelt out."""
    category = sa.and_(
        SupportCategory.tenant_id == Ticket.tenant_id,
        SupportCategory.code == Ticket.category_code,
    )
    statement = (
        _rows(matching(actor, filters))
        .outerjoin(SupportCategory, category)
        .add_columns(
            School.code.label("school_code"),
            SupportCategory.label.label("category_label"),
            sa.func.concat_ws(" ", User.family_name, User.given_name).label("assignee_full_name"),
            Ticket.body,
            Ticket.requester_name,
            Ticket.minutes,
            Ticket.work_done,
            Ticket.outcome,
        )
        .order_by(*_order(filters))
    )
    yield from db.session.execute(statement, execution_options={"yield_per": EXPORT_BATCH})


def _rows(conditions: list[Condition]) -> sa.Select:
    return sa.select(*COLUMNS).join(Ticket.school).outerjoin(Ticket.assignee).where(*conditions)


def _fetch(statement: sa.Select) -> list[TicketRow]:
    return [TicketRow._make(row) for row in db.session.execute(statement)]


def bounded_count(conditions: list[Condition], cap: int) -> sa.ScalarSelect[int]:
    """How many tickets there are, counting no further than one more than the cap."""
    some = sa.select(sa.literal(1).label("one")).select_from(Ticket).where(*conditions).limit(cap + 1).subquery()
    return sa.select(sa.func.count()).select_from(some).scalar_subquery()


def _bounded_count(conditions: list[Condition]) -> int:
    return db.session.scalar(sa.select(bounded_count(conditions, COUNT_CAP)))


def _order(filters: TicketFilters) -> list[sa.UnaryExpression]:
    """The id decides last, so that pages never overlap. Tickets without date or person stand last both ways."""
    down = filters.descending

    def way(*columns: Any) -> list[sa.UnaryExpression]:
        return [column.desc() if down else column.asc() for column in columns]

    def filled_first(*columns: Any) -> list[sa.UnaryExpression]:
        return [column.nulls_last() for column in way(*columns)] if down else way(*columns)

    orders = {
        "number": lambda: way(Ticket.fiscal_year, Ticket.number),
        "received": lambda: way(Ticket.received_on, Ticket.id),
        "due": lambda: [*filled_first(Ticket.due_on), *way(Ticket.id)],
        "updated": lambda: way(Ticket.updated_at, Ticket.id),
        "school": lambda: [*way(School.code), *_LATEST],
        "status": lambda: [*way(_LIFE), *_LATEST],
        "kind": lambda: [*way(Ticket.kind), *_LATEST],
        "assignee": lambda: [*filled_first(User.family_kana, User.given_kana, User.id), *_LATEST],
    }
    return orders[filters.sort]()
