"""A feed's bookings as an iCalendar file (RFC 5545). Times are UTC, which every calendar shows in its own zone."""

from datetime import timedelta

from icalendar import Calendar, Event

from portal.kernel import clock, tenancy
from portal.visits.models import CalendarFeed
from portal.visits.queries.feeds import FeedEvent, feed_events

PAST = timedelta(days=92)
AHEAD = timedelta(days=400)
CONTENT_TYPE = "text/calendar; charset=utf-8"


def ical(feed: CalendarFeed) -> bytes:
    """The visits of the feed's person or school, three months back and a year ahead."""
    today = clock.today()
    calendar = Calendar()
    calendar.add("prodid", "-//portal//visits//JA")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _name(feed))
    calendar.add("x-wr-timezone", "Asia/Tokyo")
    calendar.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    for event in feed_events(feed, today - PAST, today + AHEAD):
        calendar.add_component(_event(event, of_school=feed.school_id is not None))
    return calendar.to_ical()


def _name(feed: CalendarFeed) -> str:
    return f"{feed.school.name} ICT支援員の訪問" if feed.school_id else f"{feed.user.name} 訪問の予定"


def _event(booked: FeedEvent, *, of_school: bool) -> Event:
    event = Event()
    event.add("uid", f"booking-{tenancy.current()}-{booked.row.id}@portal")
    event.add("sequence", booked.row.version - 1)
    event.add("dtstamp", booked.updated_at)
    event.add("last-modified", booked.updated_at)
    event.add("dtstart", booked.row.starts_at)
    event.add("dtend", booked.row.ends_at)
    event.add("summary", _summary(booked, of_school=of_school))
    event.add("location", booked.place)
    event.add("categories", [booked.row.mode.label])
    if booked.row.covers_name:
        event.add("description", f"{booked.row.covers_name}さんの代理")
    return event


def _summary(booked: FeedEvent, *, of_school: bool) -> str:
    if of_school:
        return f"{booked.row.title}（{booked.row.user_name}）"
    return f"{booked.row.place_name} {booked.row.title}"
