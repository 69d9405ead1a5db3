"""Done cases counted in the database: one statement over the index of done tickets, whatever the rows."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import array

from portal.kernel.db import db
from portal.schools.queries.terms import TermRange
from portal.tickets.models import Kind, Ticket
from portal.tickets.models.ticket import DONE
from portal.tickets.queries.matching import in_states

KINDS = tuple(Kind)


class Count(NamedTuple):
    """How many done cases of a kind a term (0, 1, 2 …) has: of a school, or (`by_category`) under a category."""

    term: int
    kind: Kind
    by_category: bool
    school_id: int | None
    category_code: str | None
    cases: int


def counts(ranges: Sequence[TermRange]) -> list[Count]:
    """Every done case of the terms (in order) twice: once among the schools, once among the categories."""
    places = [(term, kind) for term in range(len(ranges)) for kind in KINDS]
    rows = db.session.execute(_by_place(tuple(ranges)))
    return [
        Count(term, kind, by_category, school_id, category_code, cases)
        for place, by_category, school_id, category_code, cases in rows
        for term, kind in (places[place],)
    ]


@lru_cache(maxsize=200)
def _by_place(ranges: tuple[TermRange, ...]) -> sa.Select:
    """Kept for a year that is asked for again; the tenant is added to it each time."""
    # Term and kind in one number: grouping by a number takes PostgreSQL a fifth less than by two values.
    kind = sa.case(*((Ticket.kind == one, at) for at, one in enumerate(KINDS)))
    place = (term_number(ranges) * len(KINDS) + kind).label("place")
    by_category = sa.func.grouping(Ticket.school_id) == 1
    return (
        sa.select(place, by_category, Ticket.school_id, Ticket.category_code, sa.func.count())
        .where(served_within(ranges), in_states(DONE))
        .group_by(sa.func.grouping_sets(sa.tuple_(place, Ticket.school_id), sa.tuple_(place, Ticket.category_code)))
    )


def served_within(ranges: Sequence[TermRange]) -> sa.ColumnElement[bool]:
    """Served in one of the terms; those that follow one another are one stretch of days."""
    return sa.or_(*(sa.and_(Ticket.served_on >= first, Ticket.served_on < last) for first, last in _stretches(ranges)))


def _stretches(ranges: Sequence[TermRange]) -> list[tuple[date, date]]:
    stretches: list[tuple[date, date]] = []
    for term in ranges:
        if stretches and stretches[-1][1] == term.starts_on:
            stretches[-1] = (stretches[-1][0], term.ends_before)
        else:
            stretches.append((term.starts_on, term.ends_before))
    return stretches


def term_number(ranges: Sequence[TermRange], day: sa.SQLColumnExpression[date] | None = None) -> sa.ColumnElement[int]:
    """The place, from 0, of the term that holds the day: that of the support unless another is given."""
    starts = array([term.starts_on for term in ranges], type_=sa.Date)
    return sa.func.width_bucket(Ticket.served_on if day is None else day, starts, type_=sa.Integer) - 1
