"""Pages of tickets: columns instead of records, one statement for the rows and one bounded count."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.kernel import clock
from portal.kernel.access import Actor
from portal.schools.models.schools import shortened
from portal.tickets.filters import TicketFilters
from portal.tickets.models import OPEN, Channel, Kind, Priority, TicketStatus, number_label
from portal.tickets.queries.matching import Condition, Narrowing, conditions, narrowing
from portal.tickets.queries.rendered import CATEGORY, PERSON, SCHOOL, TICKET, fetch, stream

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
    assignee_name: str
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
    TICKET.c.id,
    TICKET.c.fiscal_year,
    TICKET.c.number,
    TICKET.c.subject,
    TICKET.c.last_word,
    TICKET.c.last_word_by,
    TICKET.c.school_id,
    SCHOOL.c.name.label("school_full_name"),
    TICKET.c.kind,
    TICKET.c.category_code,
    TICKET.c.status,
    TICKET.c.assignee_id,
    sa.func.coalesce(PERSON.c.family_name, "").label("assignee_name"),
    TICKET.c.due_on,
    TICKET.c.received_on,
    TICKET.c.served_on,
    TICKET.c.updated_at,
    TICKET.c.priority,
    TICKET.c.channel,
    TICKET.c.planned,
)
SPELT_OUT = (
    SCHOOL.c.code.label("school_code"),
    CATEGORY.c.label.label("category_label"),
    PERSON.c.given_name,
    TICKET.c.body,
    TICKET.c.requester_name,
    TICKET.c.minutes,
    TICKET.c.work_done,
    TICKET.c.outcome,
)
LATEST_FIRST = ("updated", True)

_LIFE = sa.case(*((TICKET.c.status == sa.literal_column(f"'{one.value}'"), at) for at, one in enumerate(TicketStatus)))
_LATEST = (TICKET.c.updated_at.desc(), TICKET.c.id.desc())


def ticket_page(actor: Actor, filters: TicketFilters, *, per_page: int = PER_PAGE) -> TicketPage:
    """The page that the filters name; beyond the last one, the last one.

    Looking for words walks through every text, so then the count is spared when the first page holds everything.
    """
    wanted, order = narrowing(actor, filters), (filters.sort, filters.descending)
    rows = _rows(wanted, order, limit=per_page) if wanted.words and filters.page == 1 else []
    if wanted.words and filters.page == 1 and len(rows) < per_page:
        return TicketPage(rows, len(rows), False, filters, 1, per_page)
    found = _count(wanted)
    total = min(found, COUNT_CAP)
    page = min(filters.page, max(1, -(-total // per_page)))
    if not rows:
        rows = _rows(wanted, order, limit=per_page, offset=(page - 1) * per_page)
    return TicketPage(rows, total, found > COUNT_CAP, filters, page, per_page)


def count_matching(actor: Actor, filters: TicketFilters) -> int:
    """How many tickets the filters leave, at most COUNT_CAP."""
    return min(_count(narrowing(actor, filters)), COUNT_CAP)


def open_for_school(actor: Actor, school_id: int, *, limit: int = 20) -> list[TicketRow]:
    """What is not yet done for a school, the latest first."""
    return _rows(narrowing(actor, TicketFilters(school=school_id)), LATEST_FIRST, limit=limit)


def due_for(actor: Actor, user_id: int, day: date, *, limit: int = 50) -> list[TicketRow]:
    """A person's open tickets that are due by that day, the most urgent first."""
    wanted = narrowing(actor, TicketFilters(assignee=user_id))
    wanted = wanted._replace(tests=(*wanted.tests, "due by"), values=wanted.values | {"due_by": day})
    return _rows(wanted, ("due", False), limit=limit)


def export_rows(actor: Actor, filters: TicketFilters) -> Iterator[sa.Row[Any]]:
    """Everything the filters leave, in the list's order, fetched in batches: school, category and person spelt out."""
    wanted = narrowing(actor, filters)
    shape = (wanted.tests, wanted.words, filters.sort, filters.descending, None, True)
    yield from stream(_select, *shape, batch=EXPORT_BATCH, **wanted.values)


def bounded_count(conditions: list[Condition], cap: int) -> sa.ScalarSelect[int]:
    """How many tickets there are, counting no further than one more than the cap."""
    one = sa.literal_column("1").label("one")
    some = sa.select(one).select_from(TICKET).where(*conditions).limit(sa.literal_column(str(cap + 1))).subquery()
    return sa.select(sa.func.count()).select_from(some).scalar_subquery()


def _count(wanted: Narrowing) -> int:
    return fetch(_count_select, wanted.tests, wanted.words, COUNT_CAP, **wanted.values)[0][0]


def _count_select(tests: tuple[str, ...], words: int, cap: int) -> sa.Select:
    return sa.select(bounded_count(conditions(tests, words), cap))


def _rows(wanted: Narrowing, order: tuple[str, bool], *, limit: int, offset: int = 0) -> list[TicketRow]:
    found = fetch(_select, wanted.tests, wanted.words, *order, limit, False, **wanted.values, offset=offset)
    return [_row(row) for row in found]


def _row(row: sa.Row) -> TicketRow:
    """The driver answers words where the models have choices."""
    return TicketRow(
        *row[:8],
        Kind(row[8]),
        row[9],
        TicketStatus(row[10]),
        *row[11:17],
        Priority(row[17]),
        Channel(row[18]),
        row[19],
    )


def _select(
    tests: tuple[str, ...], words: int, sort: str, descending: bool, limit: int | None, spelt_out: bool
) -> sa.Select:
    school = sa.and_(SCHOOL.c.tenant_id == TICKET.c.tenant_id, SCHOOL.c.id == TICKET.c.school_id)
    person = sa.and_(PERSON.c.tenant_id == TICKET.c.tenant_id, PERSON.c.id == TICKET.c.assignee_id)
    category = sa.and_(CATEGORY.c.tenant_id == TICKET.c.tenant_id, CATEGORY.c.code == TICKET.c.category_code)
    tables = TICKET.join(SCHOOL, school).outerjoin(PERSON, person)
    if spelt_out:
        tables = tables.outerjoin(CATEGORY, category)
    statement = (
        sa.select(*COLUMNS, *(SPELT_OUT if spelt_out else ()))
        .select_from(tables)
        .where(*conditions(tests, words))
        .order_by(*_order(sort, descending))
    )
    if limit is None:
        return statement
    return statement.limit(sa.literal_column(str(limit))).offset(sa.bindparam("offset", type_=sa.BigInteger))


def _order(sort: str, down: bool) -> list[sa.UnaryExpression]:
    """The id decides last, so that pages never overlap. Tickets without date or person stand last both ways."""

    def way(*columns: Any) -> list[sa.UnaryExpression]:
        return [column.desc() if down else column.asc() for column in columns]

    def filled_first(*columns: Any) -> list[sa.UnaryExpression]:
        return [column.nulls_last() for column in way(*columns)] if down else way(*columns)

    orders = {
        "number": lambda: way(TICKET.c.fiscal_year, TICKET.c.number),
        "received": lambda: way(TICKET.c.received_on, TICKET.c.id),
        "due": lambda: [*filled_first(TICKET.c.due_on), *way(TICKET.c.id)],
        "updated": lambda: way(TICKET.c.updated_at, TICKET.c.id),
        "school": lambda: [*way(SCHOOL.c.code), *_LATEST],
        "status": lambda: [*way(_LIFE), *_LATEST],
        "kind": lambda: [*way(TICKET.c.kind), *_LATEST],
        "assignee": lambda: [*filled_first(PERSON.c.family_kana, PERSON.c.given_kana, PERSON.c.id), *_LATEST],
    }
    return orders[sort]()
