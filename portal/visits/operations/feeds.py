"""Secret calendar addresses: made, revoked, read. Who has the address reads the calendar."""

from dataclasses import dataclass
from datetime import timedelta

from portal.accounts.models import User
from portal.accounts.tokens import digest, new_token
from portal.kernel import audit, clock, states
from portal.kernel.access import Actor, NotAllowed, Permission
from portal.kernel.db import db
from portal.schools.models import School
from portal.visits import queries
from portal.visits.errors import FeedRefused
from portal.visits.models import CalendarFeed

MAX_FEEDS = 5
NOTE_EVERY = timedelta(hours=1)

audit.label_actions(
    {
        "calendar_feed.created": "カレンダーのアドレスを作った",
        "calendar_feed.revoked": "カレンダーのアドレスを無効にした",
    }
)
audit.label_fields("calendar_feed", {"subject": "対象"})


@dataclass(frozen=True)
class NewFeed:
    """The feed and its token, which is shown this once."""

    feed: CalendarFeed
    token: str


def create_feed(*, user: User | None = None, school: School | None = None, actor: Actor) -> NewFeed:
    """Makes an address of a person's or a school's visits; raises FeedRefused or NotAllowed."""
    if (user is None) == (school is None):
        raise FeedRefused("担当者か学校の、どちらか一方を選んでください。")
    _require(user.id if user else None, school.id if school else None, actor)
    known = queries.feeds_of_user(user.id) if user else queries.feeds_of_school(school.id)
    if len(known) >= MAX_FEEDS:
        raise FeedRefused(f"アドレスは{MAX_FEEDS}つまでです。使っていないものを無効にしてください。")
    token = new_token()
    feed = CalendarFeed(
        user_id=user.id if user else None,
        school_id=school.id if school else None,
        token_hash=digest(token),
        created_by_id=actor.user_id,
    )
    db.session.add(feed)
    db.session.flush()
    subject = user.name if user else school.name
    audit.record("calendar_feed.created", feed, actor=actor, changes={"subject": (None, subject)})
    return NewFeed(feed, token)


def revoke_feed(feed: CalendarFeed, *, actor: Actor) -> CalendarFeed:
    """The address answers nothing from now on."""
    _require(feed.user_id, feed.school_id, actor)
    states.lock(feed)
    if feed.revoked_at is None:
        feed.revoked_at = clock.now()
        db.session.flush()
        audit.record("calendar_feed.revoked", feed, actor=actor)
    return feed


def note_feed_read(feed: CalendarFeed) -> None:
    """Notes that the address is in use, once an hour at most: calendars ask often."""
    now = clock.now()
    if feed.read_at is None or feed.read_at < now - NOTE_EVERY:
        feed.read_at = now


def _require(user_id: int | None, school_id: int | None, actor: Actor) -> None:
    """One's own calendar, one's own school's, or anybody's with ROTA_MANAGE."""
    own = user_id is not None and user_id == actor.user_id and actor.can(Permission.LOG_WRITE)
    own_school = school_id is not None and school_id == actor.school_id
    if not (own or own_school or actor.can(Permission.ROTA_MANAGE)):
        raise NotAllowed("このカレンダーのアドレスを扱う権限がありません。")
