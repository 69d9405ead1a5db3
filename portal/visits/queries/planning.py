"""Loads what a plan of the rota needs, in a fixed number of statements."""

from collections.abc import Collection
from datetime import date

import sqlalchemy as sa

from portal.accounts.models import User
from portal.schools.models import School
from portal.schools.queries.calendar import work_calendar
from portal.visits.models import RotaSlot
from portal.visits.plan import Plan, occurrences, plan
from portal.visits.queries.absences import absences
from portal.visits.queries.bookings import bookings_of
from portal.visits.queries.rota import occurrence_keys, rota_exceptions, slot_rows
from portal.visits.rows import RotaMiss, SlotRow


def rota_plan(first: date, last: date, *, user_ids: Collection[int] | None = None) -> Plan:
    """What the rota has not booked from the first to the last day, and what cannot be booked."""
    slots = _slots_in_use(first, last, user_ids)
    if not slots:
        return Plan()
    people = {slot.user_id for slot in slots}
    left_out = {(row.rota_slot_id, row.day) for row in rota_exceptions(first, last)}
    return plan(
        occurrences(slots, first, last, work_calendar(first, last)),
        done=left_out | occurrence_keys(first, last),
        absences=absences(first, last, user_ids=people),
        bookings=bookings_of(people, first, last),
    )


def rota_misses(first: date, last: date) -> list[RotaMiss]:
    """Regular visits that another booking or an absence keeps from being booked; for the lead."""
    return rota_plan(first, last).misses


def _slots_in_use(first: date, last: date, user_ids: Collection[int] | None) -> list[SlotRow]:
    """Slots that run in that time, of people who can sign in and at schools that are not archived."""
    conditions = [
        RotaSlot.starts_on <= last,
        sa.or_(RotaSlot.ends_on.is_(None), RotaSlot.ends_on >= first),
        User.deactivated_at.is_(None),
        School.archived_at.is_(None),
    ]
    if user_ids is not None:
        conditions.append(RotaSlot.user_id.in_(user_ids))
    return slot_rows(*conditions)
