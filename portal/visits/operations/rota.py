"""Adds, changes and ends regular visits; their coming bookings follow."""

from dataclasses import dataclass, field
from datetime import date, time, timedelta

import sqlalchemy as sa

from portal.accounts.models import User
from portal.kernel import audit, clock, states
from portal.kernel.access import Actor, Permission
from portal.kernel.dates import WEEKDAYS
from portal.kernel.db import db
from portal.schools.models import School
from portal.visits import queries
from portal.visits.errors import BookingRefused, RotaRefused
from portal.visits.models import Booking, BookingMode, RotaSlot
from portal.visits.operations.generation import generate, wait_for_others
from portal.visits.operations.manual import MAX_TITLE, require_worker
from portal.visits.rows import RotaMiss, moment

audit.label_actions(
    {
        "rota_slot.added": "定例の訪問を追加した",
        "rota_slot.edited": "定例の訪問を変更した",
        "rota_slot.ended": "定例の訪問を終えた",
    }
)
audit.label_fields(
    "rota_slot",
    {
        "user_id": "担当者",
        "school_id": "学校",
        "weekday": "曜日",
        "starts": "開始",
        "ends": "終了",
        "mode": "形態",
        "title": "用件",
        "starts_on": "最初の日",
        "ends_on": "最後の日",
        "removed": "取り消した予定",
    },
)


@dataclass(frozen=True)
class SlotData:
    """A regular visit as a form or a file gives it. Without a school it is at the centre."""

    user: User
    school: School | None
    weekday: int
    starts: time
    ends: time
    starts_on: date
    ends_on: date | None = None
    mode: BookingMode | None = None
    title: str = ""

    def values(self) -> dict:
        mode = self.mode or (BookingMode.VISIT if self.school else BookingMode.CENTRE)
        return {
            "user_id": self.user.id,
            "school_id": self.school.id if self.school else None,
            "weekday": self.weekday,
            "starts": self.starts,
            "ends": self.ends,
            "mode": mode,
            "title": " ".join(self.title.split())[:MAX_TITLE],
            "starts_on": self.starts_on,
            "ends_on": self.ends_on,
        }


@dataclass(frozen=True)
class SlotResult:
    """The regular visit, and what became of its bookings."""

    slot: RotaSlot
    made: int = 0
    removed: int = 0
    misses: list[RotaMiss] = field(default_factory=list)


def add_slot(data: SlotData, *, actor: Actor, book_ahead: bool = True, import_key: str | None = None) -> SlotResult:
    """Adds a regular visit and books it as far ahead as the rest; raises RotaRefused."""
    actor.require(Permission.ROTA_MANAGE)
    _check(data, but_not=None)
    slot = RotaSlot(**data.values(), import_key=import_key)
    db.session.add(slot)
    db.session.flush()
    audit.record("rota_slot.added", slot, actor=actor, changes=_facts(data))
    return _booked(slot) if book_ahead else SlotResult(slot)


def edit_slot(slot: RotaSlot, data: SlotData, *, version: int | None, actor: Actor) -> SlotResult:
    """Changes a regular visit and books its coming days anew; raises RotaRefused or EditedMeanwhile.

    Days that somebody moved or covers stay as they are, as long as the visit still falls on them.
    """
    actor.require(Permission.ROTA_MANAGE)
    wait_for_others()
    states.check_version(slot, version)
    _check(data, but_not=slot.id)
    untouched = [booking for booking in _coming(slot) if _is_as_planned(booking, slot)]
    changes = audit.changed(slot, data.values())
    db.session.flush()
    fallen = [booking for booking in _coming(slot) if not _falls_on(slot, booking.rota_day)]
    removed = _remove({booking.id for booking in (*untouched, *fallen)})
    db.session.expire(slot, ["user", "school"])
    result = _booked(slot, removed=removed)
    if changes:
        facts = _in_words(changes) | {"removed": (None, removed)}
        audit.record("rota_slot.edited", slot, actor=actor, changes=facts)
    return result


def end_slot(slot: RotaSlot, last_day: date, *, version: int | None = None, actor: Actor) -> SlotResult:
    """The regular visit takes place for the last time on that day or before; later bookings are freed."""
    actor.require(Permission.ROTA_MANAGE)
    states.check_version(slot, version)
    if last_day < slot.starts_on:
        raise RotaRefused("最後の日は、最初の日以降にしてください。", "ends_on")
    changes = audit.changed(slot, {"ends_on": last_day})
    db.session.flush()
    removed = _remove({booking.id for booking in queries.occurrences_from(slot.id, last_day + timedelta(days=1))})
    audit.record("rota_slot.ended", slot, actor=actor, changes=changes | {"removed": (None, removed)})
    return SlotResult(slot, removed=removed)


def _booked(slot: RotaSlot, *, removed: int = 0) -> SlotResult:
    """Books the coming days of one person's slots; what else of the rota is missing comes along."""
    today = clock.today()
    made = generate(today, queries.booked_until(today), user_ids=[slot.user_id])
    return SlotResult(slot, made.made, removed, [miss for miss in made.misses if miss.slot_id == slot.id])


def _coming(slot: RotaSlot) -> list[Booking]:
    now = clock.now()
    return [booking for booking in queries.occurrences_from(slot.id, clock.today()) if booking.starts_at > now]


def _is_as_planned(booking: Booking, slot: RotaSlot) -> bool:
    planned = (slot.user_id, moment(booking.rota_day, slot.starts), moment(booking.rota_day, slot.ends))
    return (booking.user_id, booking.starts_at, booking.ends_at) == planned


def _falls_on(slot: RotaSlot, day: date) -> bool:
    return slot.starts_on <= day <= (slot.ends_on or day) and day.weekday() == slot.weekday


def _remove(booking_ids: set[int]) -> int:
    """Frees many bookings in one statement; their quarters go along."""
    if not booking_ids:
        return 0
    db.session.execute(sa.delete(Booking).where(Booking.id.in_(booking_ids)))
    return len(booking_ids)


def _check(data: SlotData, *, but_not: int | None) -> None:
    """Raises RotaRefused."""
    try:
        require_worker(data.user)
    except BookingRefused as refusal:
        raise RotaRefused(str(refusal), refusal.field) from refusal
    if data.school is not None and data.school.archived_at:
        raise RotaRefused(f"{data.school.name}はアーカイブされています。", "school_id")
    if data.weekday not in range(7):
        raise RotaRefused("曜日を選んでください。", "weekday")
    if any(hour.minute % 15 or hour.second for hour in (data.starts, data.ends)):
        raise RotaRefused("時刻は15分きざみ（00分、15分、30分、45分）で指定してください。", "starts")
    if data.ends <= data.starts:
        raise RotaRefused("終了時刻は開始時刻より後にしてください。", "ends")
    if data.ends_on is not None and data.ends_on < data.starts_on:
        raise RotaRefused("最後の日は、最初の日以降にしてください。", "ends_on")
    if other := queries.slot_in_the_way(data, but_not):
        at = f"{WEEKDAYS[other.weekday]}曜{other.starts:%H:%M}〜{other.ends:%H:%M}"
        raise RotaRefused(f"{data.user.name}さんには、同じ時間に別の定例の訪問（{at}）があります。", "starts")


def _in_words(changes: dict) -> dict:
    """People, schools and weekdays by name."""
    names = {"user_id": queries.user_name, "school_id": queries.school_name, "weekday": WEEKDAYS.__getitem__}
    for key, name in names.items():
        if key in changes:
            before, after = changes[key]
            changes = changes | {key: (name(before), name(after))}
    return changes


def _facts(data: SlotData) -> dict:
    values = data.values() | {"user_id": data.user.name, "school_id": data.school.name if data.school else None}
    values["weekday"] = WEEKDAYS[data.weekday]
    return {key: (None, value) for key, value in values.items() if value not in (None, "")}
