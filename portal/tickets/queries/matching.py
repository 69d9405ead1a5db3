"""The conditions that a person's rights and a list's filters put on tickets, for every query alike."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.kernel import clock, tenancy
from portal.kernel.access import Actor, Permission
from portal.kernel.text import search_key
from portal.schools.queries import terms
from portal.tickets.filters import TicketFilters
from portal.tickets.models import DONE, OPEN, Ticket, TicketStatus
from portal.tickets.queries.rendered import CATEGORY, SCHOOL, TENANT, TICKET

Condition = sa.ColumnElement[bool]


class Narrowing(NamedTuple):
    """Which conditions hold, by name, how many words are looked for, and the values of all their parameters."""

    tests: tuple[str, ...]
    words: int
    values: dict[str, Any]


def sight(actor: Actor) -> str:
    """Which tickets the actor may see: "all" of the tenant, the "own" school's, or "none"."""
    if actor.can(Permission.TICKET_READ):
        return "all"
    return "own" if actor.can(Permission.TICKET_REQUEST) and actor.school_id is not None else "none"


def visible(actor: Actor) -> list[Condition]:
    """The same as conditions on records."""
    here = Ticket.tenant_id == tenancy.current()
    return {"all": [here], "own": [here, Ticket.school_id == actor.school_id], "none": [sa.false()]}[sight(actor)]


def narrowing(actor: Actor, filters: TicketFilters) -> Narrowing:
    """What the actor may see, narrowed by the filters."""
    words = searched_words(filters.q)
    values = {name: _plain(getattr(filters, name)) for name in PLAIN if getattr(filters, name) is not None}
    tests = [f"sight {sight(actor)}", f"status {filters.status}", *values]
    if filters.category:
        kind = "none" if filters.category == "none" else "group" if filters.category_group else "code"
        tests.append(f"category {kind}")
    if filters.assignee is not None:
        tests.append("assignee none" if filters.assignee == "none" else "assignee")
    if filters.due:
        tests.append(f"due {filters.due}")
    if filters.answered is not None:
        tests.append("answered" if filters.answered else "unanswered")
    values |= {f"word{at}": pattern(word) for at, word in enumerate(words)}
    values |= {
        "own_school": actor.school_id,
        "category": filters.category,
        "assignee": actor.user_id if filters.assignee == "me" else filters.assignee,
        "today": clock.today(),
    }
    return Narrowing(tuple(tests), len(words), values)


def conditions(tests: Iterable[str], words: int = 0) -> list[Condition]:
    """The named conditions, with parameters for values; the tenant's is always among them."""
    looked_for = [_contains(f"word{at}") for at in range(words)]
    return [TICKET.c.tenant_id == TENANT, *(TESTS[test] for test in tests), *looked_for]


def searched_words(text: str) -> list[str]:
    """The words typed, as search keys hold them: width, case and kana make no difference."""
    return [word for word in map(search_key, text.split()) if word]


def pattern(word: str) -> str:
    """For LIKE: the word anywhere. Wildcards that people type are signs like others."""
    return f"%{word.replace('/', '//').replace('%', '/%').replace('_', '/_')}%"


def in_states(states: Iterable[TicketStatus]) -> Condition:
    """States as literals, since the planner only then sees that an index of open tickets serves."""
    return TICKET.c.status.in_([sa.literal_column(f"'{status.value}'") for status in states])


def _contains(name: str) -> Condition:
    """A word is in the ticket's search key or in its school's."""
    word = sa.bindparam(name, type_=sa.Text)
    called = sa.select(SCHOOL.c.id).where(SCHOOL.c.tenant_id == TENANT, SCHOOL.c.search.like(word, escape="/"))
    return sa.or_(TICKET.c.search.like(word, escape="/"), TICKET.c.school_id.in_(called))


def _plain(value: Any) -> Any:
    return value.value if hasattr(value, "value") else value


def _in_term() -> Condition:
    ranges = terms.term_ranges(TENANT)
    starts, ends = (
        sa.select(column).where(ranges.c.term_id == sa.bindparam("term", type_=sa.BigInteger)).scalar_subquery()
        for column in (ranges.c.starts_on, ranges.c.ends_before)
    )
    return sa.and_(TICKET.c.served_on >= starts, TICKET.c.served_on < ends)


def _among_schools(school_type: sa.BindParameter[str]) -> Condition:
    schools = sa.select(SCHOOL.c.id).where(SCHOOL.c.tenant_id == TENANT, SCHOOL.c.school_type == school_type)
    return TICKET.c.school_id.in_(schools)


def _in_group(group: sa.BindParameter[str]) -> Condition:
    codes = sa.select(CATEGORY.c.code).where(CATEGORY.c.tenant_id == TENANT, CATEGORY.c.group == group)
    return TICKET.c.category_code.in_(codes)


_CATEGORY = sa.bindparam("category", type_=sa.Text)
_TODAY = sa.bindparam("today", type_=sa.Date)

# Filters that are one condition with one parameter of the same name.
PLAIN: dict[str, Condition] = {
    **{name: TICKET.c[name] == sa.bindparam(name, type_=sa.Text) for name in ("kind", "channel", "priority")},
    "planned": TICKET.c.planned == sa.bindparam("planned", type_=sa.Boolean),
    "fiscal_year": TICKET.c.fiscal_year == sa.bindparam("fiscal_year", type_=sa.Integer),
    "school": TICKET.c.school_id == sa.bindparam("school", type_=sa.BigInteger),
    "school_type": _among_schools(sa.bindparam("school_type", type_=sa.Text)),
    "term": _in_term(),
    "received_from": TICKET.c.received_on >= sa.bindparam("received_from", type_=sa.Date),
    "received_to": TICKET.c.received_on <= sa.bindparam("received_to", type_=sa.Date),
    "served_from": TICKET.c.served_on >= sa.bindparam("served_from", type_=sa.Date),
    "served_to": TICKET.c.served_on <= sa.bindparam("served_to", type_=sa.Date),
}
TESTS: dict[str, Condition] = {
    **PLAIN,
    "sight all": sa.true(),
    "sight own": TICKET.c.school_id == sa.bindparam("own_school", type_=sa.BigInteger),
    "sight none": sa.false(),
    "status any": sa.true(),
    "status open": in_states(OPEN),
    "status done": in_states(DONE),
    **{f"status {status.value}": in_states([status]) for status in TicketStatus},
    "category none": TICKET.c.category_code.is_(None),
    "category code": TICKET.c.category_code == _CATEGORY,
    "category group": _in_group(_CATEGORY),
    "assignee": TICKET.c.assignee_id == sa.bindparam("assignee", type_=sa.BigInteger),
    "assignee none": TICKET.c.assignee_id.is_(None),
    "due today": TICKET.c.due_on == _TODAY,
    "due overdue": TICKET.c.due_on < _TODAY,
    "due set": TICKET.c.due_on.is_not(None),
    "due none": TICKET.c.due_on.is_(None),
    "answered": TICKET.c.first_answered_at.is_not(None),
    "unanswered": TICKET.c.first_answered_at.is_(None),
    "due by": TICKET.c.due_on <= sa.bindparam("due_by", type_=sa.Date),
}
