"""The conditions that a person's rights and a list's filters put on tickets, for every query alike."""

from collections.abc import Iterable

import sqlalchemy as sa

from portal.kernel import clock, tenancy
from portal.kernel.access import Actor, Permission
from portal.kernel.text import search_key
from portal.schools.models import School
from portal.schools.queries import terms
from portal.tickets.filters import TicketFilters
from portal.tickets.models import DONE, OPEN, SupportCategory, Ticket, TicketStatus

Condition = sa.ColumnElement[bool]

EQUAL = ("kind", "channel", "priority", "planned", "fiscal_year")
RANGES = ("received", "served")


def visible(actor: Actor) -> list[Condition]:
    """Tickets of this tenant that the actor may see."""
    mine = [Ticket.tenant_id == tenancy.current()]
    if actor.can(Permission.TICKET_READ):
        return mine
    if actor.can(Permission.TICKET_REQUEST) and actor.school_id is not None:
        return [*mine, Ticket.school_id == actor.school_id]
    return [*mine, sa.false()]


def in_states(states: Iterable[TicketStatus]) -> Condition:
    """States as literals, since the planner only then sees that an index of open tickets serves."""
    return Ticket.status.in_(sa.bindparam("states", list(states), expanding=True, literal_execute=True, unique=True))


def matching(actor: Actor, filters: TicketFilters) -> list[Condition]:
    """What the actor may see, narrowed by the filters."""
    conditions = visible(actor)
    for name in EQUAL:
        if getattr(filters, name) is not None:
            conditions.append(getattr(Ticket, name) == getattr(filters, name))
    for name in RANGES:
        column = getattr(Ticket, f"{name}_on")
        first, last = getattr(filters, f"{name}_from"), getattr(filters, f"{name}_to")
        conditions += [column >= first] if first else []
        conditions += [column <= last] if last else []
    conditions += _status(filters) + _school(filters) + _category(filters) + _term(filters) + _due(filters)
    return conditions + _assignee(actor, filters) + _answered(filters) + containing(filters.q)


def _answered(filters: TicketFilters) -> list[Condition]:
    if filters.answered is None:
        return []
    return [Ticket.first_answered_at.is_not(None) if filters.answered else Ticket.first_answered_at.is_(None)]


def containing(text: str) -> list[Condition]:
    """Every word typed is somewhere in number, subject, text, requester or the school's name.

    Width, case and kana make no difference.
    """
    words = filter(None, (search_key(word) for word in text.split()))
    return [
        sa.or_(Ticket.search.contains(word, autoescape=True), Ticket.school_id.in_(_called(word))) for word in words
    ]


def _called(word: str) -> sa.Select[tuple[int]]:
    return sa.select(School.id).where(
        School.tenant_id == tenancy.current(), School.search.contains(word, autoescape=True)
    )


def _status(filters: TicketFilters) -> list[Condition]:
    if filters.status == "any":
        return []
    if filters.status == "open":
        return [in_states(OPEN)]
    if filters.status == "done":
        return [in_states(DONE)]
    return [in_states([TicketStatus(filters.status)])]


def _school(filters: TicketFilters) -> list[Condition]:
    conditions = []
    if filters.school is not None:
        conditions.append(Ticket.school_id == filters.school)
    if filters.school_type is not None:
        schools = sa.select(School.id).where(
            School.tenant_id == tenancy.current(), School.school_type == filters.school_type
        )
        conditions.append(Ticket.school_id.in_(schools))
    return conditions


def _category(filters: TicketFilters) -> list[Condition]:
    if not filters.category:
        return []
    if filters.category == "none":
        return [Ticket.category_code.is_(None)]
    if filters.category_group is None:
        return [Ticket.category_code == filters.category]
    codes = sa.select(SupportCategory.code).where(
        SupportCategory.tenant_id == tenancy.current(), SupportCategory.group == filters.category_group
    )
    return [Ticket.category_code.in_(codes)]


def _term(filters: TicketFilters) -> list[Condition]:
    if filters.term is None:
        return []
    ranges = terms.term_ranges()
    starts, ends = (
        sa.select(column).where(ranges.c.term_id == filters.term).scalar_subquery()
        for column in (ranges.c.starts_on, ranges.c.ends_before)
    )
    return [Ticket.served_on >= starts, Ticket.served_on < ends]


def _due(filters: TicketFilters) -> list[Condition]:
    today = clock.today()
    return {
        None: [],
        "today": [Ticket.due_on == today],
        "overdue": [Ticket.due_on < today],
        "set": [Ticket.due_on.is_not(None)],
        "none": [Ticket.due_on.is_(None)],
    }[filters.due]


def _assignee(actor: Actor, filters: TicketFilters) -> list[Condition]:
    if filters.assignee is None:
        return []
    if filters.assignee == "none":
        return [Ticket.assignee_id.is_(None)]
    wanted = actor.user_id if filters.assignee == "me" else filters.assignee
    return [Ticket.assignee_id == wanted] if wanted is not None else [sa.false()]
