"""Days on which a regular visit does not take place."""

from datetime import date

from portal.kernel import audit, clock, states
from portal.kernel.access import Actor, Permission
from portal.kernel.dates import weekday
from portal.kernel.db import db
from portal.visits import queries
from portal.visits.errors import RotaRefused
from portal.visits.models import RotaException, RotaSlot
from portal.visits.operations.bookings import cancel_booking
from portal.visits.operations.generation import Generation, generate, wait_for_others

audit.label_actions({"rota.day_skipped": "定例の訪問を1日休みにした", "rota.day_restored": "定例の訪問を元に戻した"})
audit.label_fields("rota_slot", {"day": "日", "reason": "理由"})


def skip_day(slot: RotaSlot, day: date, *, reason: str = "", actor: Actor) -> RotaException:
    """Leaves one day of a regular visit out and frees its time; skipping it again changes nothing."""
    actor.require(Permission.ROTA_MANAGE)
    states.lock(slot)
    if not slot.starts_on <= day <= (slot.ends_on or day) or day.weekday() != slot.weekday:
        told = f"{day.month}月{day.day}日（{weekday(day)}）"
        raise RotaRefused(f"{told}は、この定例の訪問の日ではありません。", "day")
    left_out = leave_out(slot.id, day, reason)
    booking = queries.occurrence(slot.id, day)
    if booking is not None:
        cancel_booking(booking, actor=actor)
    audit.record("rota.day_skipped", slot, actor=actor, changes={"day": (day, None), "reason": (None, reason)})
    return left_out


def restore_day(slot: RotaSlot, day: date, *, actor: Actor) -> Generation:
    """Lets the regular visit take place on that day again; the answer says when something is in its way by now."""
    actor.require(Permission.ROTA_MANAGE)
    wait_for_others()
    states.lock(slot)
    left_out = queries.rota_exception(slot.id, day)
    if left_out is not None:
        db.session.delete(left_out)
        db.session.flush()
        audit.record("rota.day_restored", slot, actor=actor, changes={"day": (None, day)})
    if day > queries.booked_until(clock.today()):
        return Generation()
    made = generate(day, day, user_ids=[slot.user_id])
    return Generation(made.made, [miss for miss in made.misses if miss.slot_id == slot.id])


def leave_out(slot_id: int, day: date, reason: str) -> RotaException:
    known = queries.rota_exception(slot_id, day)
    if known is None:
        known = RotaException(rota_slot_id=slot_id, day=day, reason=reason.strip())
        db.session.add(known)
        db.session.flush()
    return known
