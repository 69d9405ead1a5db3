"""Makes bookings from the rota: only what is missing, so that it can run every night and twice at once."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from portal.kernel import audit, clock, tenancy
from portal.kernel.access import Actor, Permission
from portal.kernel.db import db
from portal.visits import queries
from portal.visits.models import BookedQuarter, Booking, BookingOrigin, VisitSettings
from portal.visits.operations.bookings import OVERLAP, quarters
from portal.visits.plan import Occurrence, miss
from portal.visits.rows import RotaMiss

audit.label_actions({"rota.booked": "定例の訪問を予定に入れた"})
audit.label_fields(
    "rota", {"first": "最初の日", "last": "最後の日", "made": "入れた予定", "missed": "入れられない予定"}
)

ONCE = "uq_booking_tenant_id_rota_slot_id_rota_day"
MAX_DAYS = 400


@dataclass(frozen=True)
class Generation:
    """How many bookings were made, and which regular visits could not be booked."""

    made: int = 0
    misses: list[RotaMiss] = field(default_factory=list)


def generate_rota(first: date, last: date, *, actor: Actor, user_ids: Collection[int] | None = None) -> Generation:
    """Books every regular visit from the first to the last day that is not booked yet.

    Days on which the centre is closed, exceptions and absences are skipped; a clash is told and not raised.
    """
    actor.require(Permission.ROTA_MANAGE)
    result = generate(first, last, user_ids=user_ids)
    if result.made:
        audit.record(
            "rota.booked",
            "rota",
            actor=actor,
            label=f"{first.isoformat()}〜{last.isoformat()}",
            changes={"made": (None, result.made), "missed": (None, len(result.misses))},
        )
    return result


def keep_rota_booked(*, actor: Actor) -> Generation:
    """Books from today on as far ahead as the tenant's settings say."""
    today = clock.today()
    return generate_rota(today, queries.booked_until(today), actor=actor)


def generate(first: date, last: date, *, user_ids: Collection[int] | None = None) -> Generation:
    """Books without a word in the history; one generation of a tenant waits for the other."""
    wait_for_others()
    found = queries.rota_plan(first, last, user_ids=user_ids)
    by_person: dict[int, list[Occurrence]] = defaultdict(list)
    for one in found.wanted:
        by_person[one.slot.user_id].append(one)
    made, misses = 0, list(found.misses)
    for user_id in sorted(by_person):
        booked, missed = _book_person(by_person[user_id])
        made += booked
        misses += missed
    return Generation(made, sorted(misses, key=lambda missed: (missed.day, missed.starts, missed.user_id)))


def wait_for_others() -> None:
    """Locks the tenant's settings, of which there is one row.

    Who locks a person or a slot and books the rota afterwards comes here first, lest two wait for each other.
    """
    row = {"travel_minutes": 20, "weekly_hours": 32, "weeks_ahead": 8, "keep_place": False}
    missing = insert(VisitSettings).values(tenant_id=tenancy.current(), **row).on_conflict_do_nothing()
    lock = sa.select(VisitSettings.id).with_for_update()
    if db.session.scalar(lock) is None:
        db.session.execute(missing)
        db.session.scalar(lock)


def _book_person(wanted: Sequence[Occurrence]) -> tuple[int, list[RotaMiss]]:
    """All at once; when somebody took one of the hours meanwhile, one by one."""
    if _insert(wanted):
        return len(wanted), []
    made, misses = 0, []
    for one in wanted:
        if _insert([one]):
            made += 1
        else:
            clash = queries.clashes([one.slot.user_id], one.starts_at, one.ends_at).get(one.slot.user_id)
            misses.append(miss(one, clash))
    return made, misses


def _insert(wanted: Sequence[Occurrence]) -> bool:
    """Whether all of them could be booked; when not, none is."""
    statement = sa.insert(Booking).returning(Booking.id, Booking.rota_slot_id, Booking.rota_day)
    try:
        with db.session.begin_nested():
            rows = db.session.execute(statement, [_values(one) for one in wanted])
            ids = {(slot_id, day): booking_id for booking_id, slot_id, day in rows}
            taken = [
                {"booking_id": ids[one.slot.id, one.day], "user_id": one.slot.user_id, "quarter": quarter}
                for one in wanted
                for quarter in quarters(one.starts_at, one.ends_at)
            ]
            db.session.execute(sa.insert(BookedQuarter), sorted(taken, key=lambda row: row["quarter"]))
    except IntegrityError as refusal:
        if refusal.orig.diag.constraint_name not in (OVERLAP, ONCE):
            raise
        return False
    return True


def _values(one: Occurrence) -> dict:
    slot = one.slot
    return {
        "user_id": slot.user_id,
        "school_id": slot.school_id,
        "mode": slot.mode,
        "starts_at": one.starts_at,
        "ends_at": one.ends_at,
        "title": slot.visit_title,
        "origin": BookingOrigin.ROTA,
        "rota_slot_id": slot.id,
        "rota_day": one.day,
    }
