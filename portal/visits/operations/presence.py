"""Arriving at a school and leaving it. Times are as the person or the device told them; none is invented."""

from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError

from portal.kernel import audit, clock, states
from portal.kernel.access import Actor, Permission
from portal.kernel.db import db
from portal.schools.models import School
from portal.visits import queries
from portal.visits.errors import PresenceRefused
from portal.visits.models import Presence

CLOCKS_DIFFER = timedelta(minutes=10)
KEPT_ON_THE_DEVICE = timedelta(days=14)

audit.label_actions(
    {
        "presence.arrived": "到着を記録した",
        "presence.left": "退校を記録した",
        "presence.corrected": "退校の時刻を後から記録した",
    }
)
audit.label_fields(
    "presence", {"arrived_at": "到着", "left_at": "退校", "school": "学校", "forgotten": "退校の記録がない前の滞在"}
)


def check_in(
    school: School | None,
    *,
    actor: Actor,
    place: tuple[float, float] | None = None,
    client_key: str | None = None,
    at: datetime | None = None,
) -> Presence:
    """The actor arrives at a school, or at the centre; `at` when the device kept it for want of a network.

    The same `client_key`, or a second tap at the same place on the same day, answers the stay there is. A stay that
    is still open elsewhere or of an earlier day is closed as forgotten: when it ended nobody knows.
    """
    actor.require(Permission.LOG_WRITE)
    arrived_at = _checked_moment(at)
    if client_key and (known := queries.presence_with_key(client_key)):
        return _own(known, actor)
    day, school_id = clock.local(arrived_at).date(), school.id if school else None
    before = queries.open_presence(actor.user_id)
    if before and (before.day, before.school_id) == (day, school_id):
        return before
    if before:
        _close_forgotten(before, arrived_at)
    presence = Presence(
        user_id=actor.user_id,
        day=day,
        school_id=school_id,
        arrived_at=arrived_at,
        client_key=client_key,
        **_kept_place(place),
    )
    if not _added(presence):
        return _own(queries.presence_with_key(client_key) or queries.open_presence(actor.user_id), actor)
    changes = {"arrived_at": (None, arrived_at), "school": (None, school.name if school else "センター")}
    if before:
        changes["forgotten"] = (None, before.audit_label)
    audit.record("presence.arrived", presence, actor=actor, changes=changes)
    return presence


def check_out(presence: Presence, *, actor: Actor, at: datetime | None = None) -> Presence:
    """The actor leaves; a second tap changes nothing."""
    _own(presence, actor)
    states.lock(presence)
    if presence.left_at is not None:
        return presence
    left_at = _checked_moment(at)
    if presence.forgotten or clock.local(left_at).date() != presence.day:
        raise PresenceRefused("別の日の滞在です。退校した時刻を入力してください。", "left_at")
    return _leave(presence, left_at, "presence.left", actor)


def set_left(presence: Presence, left_at: datetime, *, actor: Actor) -> Presence:
    """Gives a stay whose end was forgotten, or told wrongly, the time that the person remembers."""
    _own(presence, actor)
    states.lock(presence)
    if clock.local(_checked_moment(left_at, keep=None)).date() != presence.day:
        raise PresenceRefused("到着した日のうちの時刻を入力してください。", "left_at")
    return _leave(presence, left_at, "presence.corrected", actor)


def _leave(presence: Presence, left_at: datetime, action: str, actor: Actor) -> Presence:
    if left_at < presence.arrived_at:
        raise PresenceRefused("退校の時刻は、到着より後にしてください。", "left_at")
    changes = audit.changed(presence, {"left_at": left_at, "forgotten": False})
    db.session.flush()
    if "left_at" in changes:
        audit.record(action, presence, actor=actor, changes={"left_at": changes["left_at"]})
    return presence


def _close_forgotten(before: Presence, arrived_at: datetime) -> None:
    if arrived_at < before.arrived_at:
        raise PresenceRefused("この時刻より後の到着が、すでに記録されています。")
    before.forgotten = True
    db.session.flush()


def _kept_place(place: tuple[float, float] | None) -> dict[str, float]:
    """Nothing, unless the tenant wants places to be kept."""
    return dict(zip(("latitude", "longitude"), place, strict=True)) if place and queries.settings().keep_place else {}


def _added(presence: Presence) -> bool:
    """False when a second tap was quicker."""
    try:
        with db.session.begin_nested():
            db.session.add(presence)
            db.session.flush()
    except IntegrityError as refusal:
        if refusal.orig.diag.constraint_name not in ("uq_presence_open", "uq_presence_tenant_id_client_key"):
            raise
        return False
    return True


def _checked_moment(at: datetime | None, keep: timedelta | None = KEPT_ON_THE_DEVICE) -> datetime:
    now = clock.now()
    if at is None:
        return now
    if at > now + CLOCKS_DIFFER:
        raise PresenceRefused("これからの時刻は記録できません。端末の時計を確かめてください。", "at")
    if keep is not None and at < now - keep:
        raise PresenceRefused(f"{keep.days}日より前の記録は送れません。", "at")
    return at


def _own(presence: Presence | None, actor: Actor) -> Presence:
    actor.require(Permission.LOG_WRITE)
    if presence is None or presence.user_id != actor.user_id:
        actor.require(Permission.ROTA_MANAGE)
    if presence is None:
        raise PresenceRefused("滞在の記録が見つかりません。もう一度お試しください。")
    return presence
