"""Takes, moves and frees a person's time. The database alone decides whether two bookings overlap."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.accounts.models import User
from portal.kernel import audit, clock
from portal.kernel.access import Actor
from portal.kernel.db import db
from portal.schools.models import School
from portal.visits import queries
from portal.visits.errors import Absent, DoubleBooked, WrongTime
from portal.visits.models import QUARTER_SECONDS, BookedQuarter, Booking, BookingMode, BookingOrigin

OVERLAP = "uq_booked_quarter_person"

audit.label_actions(
    {
        "booking.made": "予定を入れた",
        "booking.moved": "予定の日時を変更した",
        "booking.cancelled": "予定を取り消した",
    }
)
audit.label_fields(
    "booking",
    {
        "person": "担当者",
        "starts_at": "開始",
        "ends_at": "終了",
        "title": "用件",
        "school_id": "学校",
        "mode": "形態",
        "covers": "代理",
    },
)


def book(
    user: User,
    starts_at: datetime,
    ends_at: datetime,
    *,
    school: School | None,
    mode: BookingMode,
    title: str,
    actor: Actor,
    origin: BookingOrigin = BookingOrigin.TICKET,
) -> Booking:
    """Takes the person's time; raises WrongTime, Absent or DoubleBooked."""
    check_times(starts_at, ends_at)
    booking = Booking(
        user_id=user.id,
        school_id=school.id if school else None,
        mode=mode,
        starts_at=starts_at,
        ends_at=ends_at,
        title=title,
        origin=origin,
    )
    with _alone(user, starts_at, ends_at):
        db.session.add(booking)
        db.session.flush()
        _require_presence(user, starts_at, ends_at)
        _take_quarters(booking)
    audit.record("booking.made", booking, actor=actor, changes=_facts(None, booking, user))
    return booking


def move_booking(booking: Booking, user: User, starts_at: datetime, ends_at: datetime, *, actor: Actor) -> Booking:
    """Gives the booking another time, another person, or both; on a clash it stays where it was."""
    before = (booking.starts_at, booking.ends_at)
    place(booking, user, starts_at, ends_at)
    audit.record("booking.moved", booking, actor=actor, changes=_facts(before, booking, user))
    return booking


def place(booking: Booking, user: User, starts_at: datetime, ends_at: datetime) -> None:
    """Moves without a word in the history; raises WrongTime, Absent or DoubleBooked."""
    check_times(starts_at, ends_at)
    with _alone(user, starts_at, ends_at, moved=booking.id):
        booking.user_id, booking.starts_at, booking.ends_at = user.id, starts_at, ends_at
        booking.version += 1
        db.session.flush()
        _require_presence(user, starts_at, ends_at)
        db.session.execute(sa.delete(BookedQuarter).where(BookedQuarter.booking_id == booking.id))
        _take_quarters(booking)
    db.session.expire(booking, ["user"])


def cancel_booking(booking: Booking, *, actor: Actor) -> None:
    """Frees the time. Whoever points to the booking lets go of it first."""
    audit.record(
        "booking.cancelled",
        booking,
        actor=actor,
        changes={"starts_at": (booking.starts_at, None), "ends_at": (booking.ends_at, None)},
    )
    db.session.flush()
    db.session.delete(booking)
    db.session.flush()


def quarters(starts_at: datetime, ends_at: datetime) -> range:
    """The numbers of the quarter hours from a moment to a moment, both on quarter hours."""
    return range(int(starts_at.timestamp()) // QUARTER_SECONDS, int(ends_at.timestamp()) // QUARTER_SECONDS)


def check_times(starts_at: datetime, ends_at: datetime) -> None:
    if any(moment.timestamp() % QUARTER_SECONDS for moment in (starts_at, ends_at)):
        raise WrongTime("時刻は15分きざみ（00分、15分、30分、45分）で指定してください。", "starts_at")
    if ends_at <= starts_at:
        raise WrongTime("終了時刻は開始時刻より後にしてください。", "ends_at")
    if clock.local(starts_at).date() != clock.local(ends_at - timedelta(seconds=1)).date():
        raise WrongTime("予定は1日のうちに収めてください。日をまたぐときは、日ごとに分けてください。", "ends_at")


def _require_presence(user: User, starts_at: datetime, ends_at: datetime) -> None:
    """Looks after the booking is written: its foreign key waits for whoever is entering an absence of the person."""
    absence = queries.away_at(user.id, starts_at, ends_at)
    if absence is not None:
        raise Absent(user.name, absence)


def _take_quarters(booking: Booking) -> None:
    """Rows go in ascending order, so that two who want the same hours wait for each other and never deadlock."""
    rows = [
        {"booking_id": booking.id, "user_id": booking.user_id, "quarter": quarter}
        for quarter in quarters(booking.starts_at, booking.ends_at)
    ]
    db.session.execute(sa.insert(BookedQuarter), rows)


@contextmanager
def _alone(user: User, starts_at: datetime, ends_at: datetime, *, moved: int | None = None) -> Iterator[None]:
    """What is done inside is undone, and DoubleBooked raised, when the person has something else at that time."""
    try:
        with db.session.begin_nested():
            yield
    except IntegrityError as refusal:
        if refusal.orig.diag.constraint_name != OVERLAP:
            raise
        clash = queries.clashes([user.id], starts_at, ends_at, but_not=moved).get(user.id)
        raise DoubleBooked(user.name, clash) from refusal


def _facts(before: tuple[datetime, datetime] | None, booking: Booking, user: User) -> dict:
    old_start, old_end = before or (None, None)
    return {
        "person": (None, user.name),
        "starts_at": (old_start, booking.starts_at),
        "ends_at": (old_end, booking.ends_at),
    }
