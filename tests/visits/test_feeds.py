"""Calendar addresses: secret, revocable, and readable by any calendar."""

from datetime import UTC, date, time, timedelta

import pytest
from icalendar import Calendar

from portal.kernel import clock
from portal.kernel.access import NotAllowed
from portal.kernel.db import db
from portal.visits import ical, operations, queries
from portal.visits.models import BookingMode, CalendarFeed
from portal.visits.operations import FeedRefused
from tests.tickets.make import school, user
from tests.visits.make import ACTOR, MONDAY, at, booking, person


@pytest.fixture(autouse=True)
def _september():
    with clock.at(at(date(2022, 9, 1), 8)):
        yield


def events(feed: CalendarFeed) -> list:
    calendar = Calendar.from_ical(ical.ical(feed))
    assert not calendar.errors and calendar["version"] == "2.0" and calendar["prodid"]
    found = calendar.walk("VEVENT")
    for event in found:
        assert not event.errors and event["uid"] and event.decoded("dtstamp").tzinfo is not None
    return found


def test_a_persons_calendar_shows_the_visits(within, akagi):
    with within(akagi):
        booking(title="授業支援；端末, 更新\n二行目"), booking(first=time(13), last=time(14), mode=BookingMode.ONLINE)
        booking(day=MONDAY + timedelta(days=1), code=None), booking(person("田中"))
        feed = operations.create_feed(user=user(), actor=ACTOR).feed
        found = events(queries.calendar_feed(feed.id))
        assert [event.decoded("dtstart") for event in found] == [
            at(MONDAY, 9), at(MONDAY, 13), at(MONDAY + timedelta(days=1), 9),
        ]  # fmt: skip
        first = found[0]
        assert str(first["summary"]) == f"{school().short_name} 授業支援；端末, 更新 二行目"
        assert str(first["location"]) == school().name and str(found[1]["location"]) == "オンライン"
        assert first.decoded("dtstart").utcoffset() == timedelta(0) and first.decoded("dtend") == at(MONDAY, 12)
        assert str(found[2]["location"]) == "センター"
        assert first.decoded("dtstart").astimezone(UTC).hour == 0


def test_a_schools_calendar_names_who_comes(within, akagi):
    with within(akagi):
        booking(), booking(person("田中"), code="002")
        feed = operations.create_feed(school=school(), actor=ACTOR).feed
        [event] = events(queries.calendar_feed(feed.id))
        assert str(event["summary"]) == f"授業支援（{user().name}）"


def test_a_moved_booking_keeps_its_uid_and_counts_up(within, akagi):
    with within(akagi):
        one = booking()
        feed = queries.calendar_feed(operations.create_feed(user=user(), actor=ACTOR).feed.id)
        [before] = events(feed)
        operations.move_occurrence(one, at(MONDAY, 13), at(MONDAY, 14), actor=ACTOR)
        [after] = events(feed)
        assert before["uid"] == after["uid"] and (before["sequence"], after["sequence"]) == (0, 1)
        operations.remove_booking(one, actor=ACTOR)
        assert events(feed) == []


def test_lines_are_folded_and_end_as_the_standard_wants(within, akagi):
    with within(akagi):
        booking(title="長い用件" * 20)
        text = ical.ical(queries.calendar_feed(operations.create_feed(user=user(), actor=ACTOR).feed.id))
        assert text.endswith(b"END:VCALENDAR\r\n") and b"\n" not in text.replace(b"\r\n", b"")
        assert max(map(len, text.split(b"\r\n"))) <= 75


def test_the_token_opens_the_feed_until_it_is_revoked(within, akagi):
    with within(akagi):
        new = operations.create_feed(user=user(), actor=ACTOR)
        assert new.token not in new.feed.token_hash and queries.feed(new.token).id == new.feed.id
        assert queries.feed("wrong") is None
        operations.note_feed_read(new.feed)
        assert new.feed.read_at == clock.now()
        operations.revoke_feed(new.feed, actor=ACTOR)
        assert queries.feed(new.token) is None and queries.feeds_of_user(user().id) == []


def test_the_feed_of_somebody_who_left_is_closed(within, akagi):
    with within(akagi):
        who = person("田中")
        token = operations.create_feed(user=who, actor=ACTOR).token
        who.deactivated_at = clock.now()
        db.session.flush()
        assert queries.feed(token) is None


def test_a_feed_opens_in_its_own_tenant_alone(within, akagi, minato):
    with within(akagi):
        token = operations.create_feed(user=user(), actor=ACTOR).token
    with within(minato):
        assert queries.feed(token) is None


def test_one_makes_feeds_of_oneself_and_ones_own_school(within, akagi, actor):
    supporter, teacher, lead = actor("supporter"), actor("school"), actor("lead")
    with within(akagi):
        operations.create_feed(user=user(), actor=supporter)
        operations.create_feed(school=school("001"), actor=teacher)
        operations.create_feed(user=user(), actor=lead)
        for wrong in (
            lambda: operations.create_feed(user=user("lead"), actor=supporter),
            lambda: operations.create_feed(school=school("002"), actor=teacher),
            lambda: operations.create_feed(user=user(), actor=teacher),
        ):
            with pytest.raises(NotAllowed):
                wrong()
        with pytest.raises(FeedRefused):
            operations.create_feed(actor=lead)
        for _more in range(3):
            operations.create_feed(user=user(), actor=lead)
        with pytest.raises(FeedRefused, match="5つまで"):
            operations.create_feed(user=user(), actor=lead)
