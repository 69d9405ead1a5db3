"""Where the areas above say what they know: visits done, experience, what a booking is for, and who takes it over.

This area cannot ask tickets and daily logs; they register functions here when they are imported.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

import sqlalchemy as sa

from portal.accounts.models import User
from portal.kernel.access import Actor
from portal.visits.models import Booking


@dataclass(frozen=True)
class Subject:
    """What a booking is for: the ticket, its number as people quote it, and whether it is training."""

    ticket_id: int
    label: str
    training: bool = False


Rows = Callable[[], sa.Select]
Subjects = Callable[[Collection[int]], dict[int, Subject]]
PersonChanged = Callable[[Booking, User, Actor], None]

_done_days: list[Rows] = []
_experience: list[Rows] = []
_subjects: list[Subjects] = []
_person_changed: list[PersonChanged] = []


def done_days(function: Rows) -> Rows:
    """Registers a SELECT of (school_id, user_id, day), one row or more for each visit done. It names the tenant."""
    _done_days.append(function)
    return function


def experience(function: Rows) -> Rows:
    """Registers a SELECT of (user_id, category_code), one row for each piece of work done. It names the tenant."""
    _experience.append(function)
    return function


def subjects(function: Subjects) -> Subjects:
    """Registers what bookings are for, in one statement for all ids."""
    _subjects.append(function)
    return function


def person_changed(function: PersonChanged) -> PersonChanged:
    """Registers what else has to know that a cover takes a booking over."""
    _person_changed.append(function)
    return function


def all_done_days() -> sa.CompoundSelect | sa.Select:
    """Distinct (school_id, user_id, day) of visits done, whoever told; user_id may be NULL."""
    return _union(_done_days, ("school_id", sa.BigInteger), ("user_id", sa.BigInteger), ("day", sa.Date))


def all_experience() -> sa.CompoundSelect | sa.Select:
    """(user_id, category_code), once for each piece of work."""
    return _union(_experience, ("user_id", sa.BigInteger), ("category_code", sa.Text), distinct=False)


def subjects_of(booking_ids: Collection[int]) -> dict[int, Subject]:
    found: dict[int, Subject] = {}
    for function in _subjects if booking_ids else ():
        found |= function(booking_ids)
    return found


def tell_of_new_person(booking: Booking, user: User, actor: Actor) -> None:
    for function in _person_changed:
        function(booking, user, actor)


def _union(functions: list[Rows], *columns: tuple[str, type], distinct: bool = True) -> sa.CompoundSelect:
    nothing = sa.select(*(sa.cast(sa.null(), kind).label(name) for name, kind in columns)).where(sa.false())
    selects = [nothing, *(function() for function in functions)]
    return sa.union(*selects) if distinct else sa.union_all(*selects)
