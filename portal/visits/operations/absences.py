"""Enters and cancels absences, and finds somebody else for what an absent person had booked."""

from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from portal.accounts.models import User
from portal.kernel import audit, clock, states
from portal.kernel.access import Actor, Permission
from portal.kernel.db import db
from portal.visits import providers, queries
from portal.visits.errors import AbsenceRefused, BookingRefused
from portal.visits.models import Absence, AbsenceKind, Booking, BookingOrigin, DayPart
from portal.visits.operations.bookings import place
from portal.visits.operations.generation import generate, wait_for_others
from portal.visits.operations.manual import require_own_or, require_worker
from portal.visits.rows import BookingRow, span

MAX_DAYS = 400
MAX_NOTE = 500

audit.label_actions(
    {
        "absence.added": "休みを登録した",
        "absence.cancelled": "休みを取り消した",
        "booking.covered": "代理を決めた",
    }
)
audit.label_fields(
    "absence",
    {"person": "担当者", "first_day": "最初の日", "last_day": "最後の日", "part": "時間帯", "kind": "種類"},
)


@dataclass(frozen=True)
class AbsenceData:
    """An absence as a form gives it."""

    user: User
    first_day: date
    last_day: date
    kind: AbsenceKind
    part: DayPart = DayPart.ALL
    note: str = ""


@dataclass(frozen=True)
class AbsenceResult:
    """The absence, and the bookings that need somebody else."""

    absence: Absence
    affected: list[BookingRow]


@dataclass(frozen=True)
class CoverResult:
    """What became of one booking of an absent person."""

    booking: BookingRow
    user_id: int | None
    user_name: str
    done: bool
    reason: str = ""


def add_absence(data: AbsenceData, *, actor: Actor) -> AbsenceResult:
    """Enters when somebody is away: oneself, or anybody with ROTA_MANAGE. Raises AbsenceRefused.

    The rota is booked for those days first, so that every visit that needs somebody else is among the affected.
    """
    require_own_or(Permission.ROTA_MANAGE, data.user.id, actor)
    _check(data)
    wait_for_others()
    # Who books this person's time meanwhile waits here, since a booking's foreign key locks the same row.
    db.session.execute(sa.select(User.id).where(User.id == data.user.id).with_for_update())
    _check_alone(data)
    if data.last_day >= clock.today():
        generate(max(data.first_day, clock.today()), data.last_day, user_ids=[data.user.id])
    absence = Absence(
        user_id=data.user.id,
        first_day=data.first_day,
        last_day=data.last_day,
        part=data.part,
        kind=data.kind,
        note=data.note.strip()[:MAX_NOTE],
    )
    db.session.add(absence)
    db.session.flush()
    facts = {key: (None, getattr(absence, key)) for key in ("first_day", "last_day", "part", "kind")}
    audit.record("absence.added", absence, actor=actor, changes={"person": (None, data.user.name)} | facts)
    return AbsenceResult(absence, queries.affected_bookings(absence))


def cancel_absence(absence: Absence, *, actor: Actor) -> Absence:
    """The person comes after all: what the rota left out is booked again; covers stay until they are given back."""
    require_own_or(Permission.ROTA_MANAGE, absence.user_id, actor)
    states.lock(absence)
    if absence.cancelled_at is not None:
        return absence
    absence.cancelled_at = clock.now()
    db.session.flush()
    first, last = max(absence.first_day, clock.today()), min(absence.last_day, queries.booked_until(clock.today()))
    if first <= last:
        generate(first, last, user_ids=[absence.user_id])
    audit.record("absence.cancelled", absence, actor=actor)
    return absence


def assign_cover(booking: Booking, user: User, *, actor: Actor) -> Booking:
    """Gives a booking to somebody else for once; given back to whom it belongs, it is no cover any more.

    Raises DoubleBooked or Absent.
    """
    actor.require(Permission.ROTA_MANAGE)
    states.lock(booking)
    require_worker(user)
    if booking.user_id == user.id:
        return booking
    belongs_to = booking.covers_id or booking.user_id
    before = queries.user_name(booking.user_id)
    place(booking, user, booking.starts_at, booking.ends_at)
    booking.covers_id = None if belongs_to == user.id else belongs_to
    db.session.flush()
    db.session.expire(booking, ["covers"])
    audit.record("booking.covered", booking, actor=actor, changes={"person": (before, user.name)})
    if booking.origin is BookingOrigin.TICKET:
        providers.tell_of_new_person(booking, user, actor)
    return booking


def cover_absence(absence: Absence, *, actor: Actor) -> list[CoverResult]:
    """Gives each coming booking of the absent person to the best candidate, in order of time; tells who took what."""
    actor.require(Permission.ROTA_MANAGE)
    wait_for_others()
    now = clock.now()
    return [_cover(row, actor) for row in queries.affected_bookings(absence) if row.ends_at > now]


def _cover(row: BookingRow, actor: Actor) -> CoverResult:
    candidates = [one for one in queries.cover_candidates(row) if one.possible]
    people = {user.id: user for user in queries.workers([one.user_id for one in candidates])} if candidates else {}
    for candidate in candidates:
        booking = queries.booking(row.id)
        if booking is None or candidate.user_id not in people:
            continue
        try:
            assign_cover(booking, people[candidate.user_id], actor=actor)
        except BookingRefused:
            continue
        return CoverResult(row, candidate.user_id, candidate.user_name, done=True)
    return CoverResult(row, None, "", done=False, reason="その時間に行ける人がいません。")


def _check(data: AbsenceData) -> None:
    try:
        require_worker(data.user)
    except BookingRefused as refusal:
        raise AbsenceRefused(str(refusal), refusal.field) from refusal
    if data.last_day < data.first_day:
        raise AbsenceRefused("最後の日は、最初の日以降にしてください。", "last_day")
    if data.last_day - data.first_day > timedelta(days=MAX_DAYS):
        raise AbsenceRefused(f"休みは一度に{MAX_DAYS}日までです。分けて登録してください。", "last_day")
    if data.part is not DayPart.ALL and data.first_day != data.last_day:
        raise AbsenceRefused("午前・午後だけの休みは、1日ずつ登録してください。", "part")


def _check_alone(data: AbsenceData) -> None:
    starts, ends = span(data.first_day, data.last_day, data.part)
    for row in queries.absences(data.first_day, data.last_day, user_ids=[data.user.id]):
        if row.covers(starts, ends):
            raise AbsenceRefused(
                f"{data.user.name}さんの休みは、すでに登録されています（{row.period_label}）。", "first_day"
            )
