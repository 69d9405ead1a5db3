"""Calendar addresses that are in use, and what they show."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.accounts.models import User
from portal.accounts.tokens import digest
from portal.kernel.db import db
from portal.schools.models import School
from portal.visits.models import Booking, BookingMode, CalendarFeed
from portal.visits.queries.bookings import between, rows_where
from portal.visits.rows import BookingRow


@dataclass(frozen=True)
class FeedEvent:
    """A booking in a calendar: when it was last changed, and where it is."""

    row: BookingRow
    updated_at: datetime
    place: str


def feed(token: str) -> CalendarFeed | None:
    """The feed of an address; None when it was revoked, or its person or school is no longer in use."""
    statement = _feeds().where(
        CalendarFeed.token_hash == digest(token),
        sa.or_(CalendarFeed.user_id.is_(None), CalendarFeed.user.has(User.deactivated_at.is_(None))),
        sa.or_(CalendarFeed.school_id.is_(None), CalendarFeed.school.has(School.archived_at.is_(None))),
    )
    return db.session.scalars(statement).one_or_none()


def calendar_feed(feed_id: int) -> CalendarFeed | None:
    return db.session.scalars(_feeds().where(CalendarFeed.id == feed_id)).one_or_none()


def feeds_of_user(user_id: int) -> list[CalendarFeed]:
    statement = _feeds().where(CalendarFeed.user_id == user_id)
    return list(db.session.scalars(statement.order_by(CalendarFeed.created_at)))


def feeds_of_school(school_id: int) -> list[CalendarFeed]:
    statement = _feeds().where(CalendarFeed.school_id == school_id)
    return list(db.session.scalars(statement.order_by(CalendarFeed.created_at)))


def _feeds() -> sa.Select[tuple[CalendarFeed]]:
    loaded = (joinedload(CalendarFeed.user), joinedload(CalendarFeed.school))
    return sa.select(CalendarFeed).where(CalendarFeed.revoked_at.is_(None)).options(*loaded)


def feed_events(feed: CalendarFeed, first: date, last: date) -> list[FeedEvent]:
    """The bookings of the feed's person or school, in order of time."""
    subject = Booking.user_id == feed.user_id if feed.user_id else Booking.school_id == feed.school_id
    conditions = (subject, *between(first, last))
    details = (
        sa.select(Booking.id, Booking.updated_at, School.name, School.address)
        .outerjoin(Booking.school)
        .where(*conditions)
    )
    known = {booking_id: rest for booking_id, *rest in db.session.execute(details)}
    events = []
    for row in rows_where(*conditions):
        updated_at, name, address = known.get(row.id, (row.starts_at, row.school_name, ""))
        place = " ".join(filter(None, (name, address))) or BookingMode.CENTRE.label
        events.append(FeedEvent(row, updated_at, BookingMode.ONLINE.label if row.mode is BookingMode.ONLINE else place))
    return events
