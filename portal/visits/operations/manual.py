"""Bookings that people make by hand, and single days of the rota that they move or leave out."""

from dataclasses import dataclass
from datetime import datetime

from portal.accounts.models import User
from portal.kernel import audit, states
from portal.kernel.access import Actor, Permission
from portal.kernel.db import db
from portal.kernel.text import one_line
from portal.schools.models import School
from portal.visits import queries
from portal.visits.errors import BookingRefused
from portal.visits.models import Booking, BookingMode, BookingOrigin
from portal.visits.operations.bookings import book, cancel_booking, place
from portal.visits.operations.exceptions import leave_out

MAX_TITLE = 100

audit.label_actions({"booking.edited": "予定を編集した"})


@dataclass(frozen=True)
class BookingData:
    """A booking as a form gives it. Without a school it is at the centre."""

    user: User
    starts_at: datetime
    ends_at: datetime
    school: School | None = None
    mode: BookingMode = BookingMode.VISIT
    title: str = ""


def add_booking(data: BookingData, *, actor: Actor) -> Booking:
    """Takes a person's time for something that is neither a ticket nor regular; one's own, or with ROTA_MANAGE."""
    require_own_or(Permission.ROTA_MANAGE, data.user.id, actor)
    mode = _checked_mode(data)
    return book(
        data.user,
        data.starts_at,
        data.ends_at,
        school=data.school,
        mode=mode,
        title=_title(data, mode),
        origin=BookingOrigin.MANUAL,
        actor=actor,
    )


def edit_booking(booking: Booking, data: BookingData, *, version: int | None, actor: Actor) -> Booking:
    """Changes a booking made by hand, or one day of the rota; raises EditedMeanwhile."""
    states.check_version(booking, version)
    _require_change(booking, actor)
    require_own_or(Permission.ROTA_MANAGE, data.user.id, actor)
    mode = _checked_mode(data)
    names = dict.fromkeys([booking.user_id, data.user.id])
    before = {"starts_at": booking.starts_at, "ends_at": booking.ends_at, "user_id": booking.user_id}
    place(booking, data.user, data.starts_at, data.ends_at)
    changes = {
        key: (before[key], getattr(booking, key))
        for key in ("starts_at", "ends_at")
        if before[key] != getattr(booking, key)
    }
    if len(names) > 1:
        old = queries.user_name(before["user_id"])
        changes["person"] = (old, data.user.name)
    school_id = data.school.id if data.school else None
    changes |= audit.changed(booking, {"school_id": school_id, "mode": mode, "title": _title(data, mode)})
    if booking.covers_id == booking.user_id:
        booking.covers_id = None
    db.session.flush()
    db.session.expire(booking, ["school", "covers"])
    audit.record("booking.edited", booking, actor=actor, changes=changes)
    return booking


def move_occurrence(
    booking: Booking,
    starts_at: datetime,
    ends_at: datetime,
    *,
    user: User | None = None,
    version: int | None = None,
    actor: Actor,
) -> Booking:
    """Moves a booking made by hand or one day of the rota to another time, another person, or both."""
    states.check_version(booking, version)
    person = user or queries.worker(booking.user_id)
    if person is None:
        raise BookingRefused("この担当者のアカウントは使われていません。ほかの担当者を選んでください。", "user_id")
    school = queries.school(booking.school_id)
    data = BookingData(person, starts_at, ends_at, school, booking.mode, booking.title)
    return edit_booking(booking, data, version=None, actor=actor)


def remove_booking(booking: Booking, *, actor: Actor, reason: str = "") -> None:
    """Frees the time; a day of the rota is left out, so that it is not booked again."""
    states.lock(booking)
    _require_change(booking, actor)
    if booking.rota_slot_id is not None:
        leave_out(booking.rota_slot_id, booking.rota_day, reason)
    cancel_booking(booking, actor=actor)


def require_own_or(permission: Permission, user_id: int, actor: Actor) -> None:
    """One's own day needs LOG_WRITE alone; raises NotAllowed."""
    own = actor.user_id == user_id and actor.can(Permission.LOG_WRITE)
    actor.require(Permission.LOG_WRITE if own else permission)


def require_worker(user: User | None) -> User:
    """Only active supporters and leads have time to be booked."""
    if user is None:
        raise BookingRefused("担当者を選んでください。", "user_id")
    if not user.is_active or not user.role_set & set(queries.WORKERS):
        raise BookingRefused(f"{user.name}さんはICT支援員・リーダーとして使えるアカウントではありません。", "user_id")
    return user


def _require_change(booking: Booking, actor: Actor) -> None:
    if booking.origin is BookingOrigin.TICKET:
        raise BookingRefused("支援要請の予定です。チケットの画面で変更してください。")
    require_own_or(Permission.ROTA_MANAGE, booking.user_id, actor)


def _checked_mode(data: BookingData) -> BookingMode:
    require_worker(data.user)
    if data.school is None and data.mode is BookingMode.VISIT:
        return BookingMode.CENTRE
    if data.school is not None and data.school.archived_at:
        raise BookingRefused(f"{data.school.name}はアーカイブされています。", "school_id")
    return data.mode


def _title(data: BookingData, mode: BookingMode) -> str:
    title = " ".join(data.title.split())
    return one_line(title, MAX_TITLE) if title else mode.label
