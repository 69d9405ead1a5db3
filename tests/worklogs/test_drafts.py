"""Entries that write themselves from bookings, tickets and the day before."""

from datetime import date

import pytest

from portal.kernel import clock
from portal.kernel.db import db
from portal.tickets.models import Kind
from portal.visits.models import BookingMode
from portal.worklogs import operations, queries
from tests.tickets.make import book, make_ticket, resolve
from tests.worklogs.make import DAY, EVENING, at, booked, data, handed_in, log, record, user


@pytest.fixture(autouse=True)
def _evening():
    with clock.at(EVENING):
        yield


def test_a_booking_and_a_ticket_of_the_day_are_drafted_once(within, akagi, actor):
    me = actor("supporter")
    with within(akagi):
        booking = booked("9:00", "11:30")
        ticket = make_ticket(kind=Kind.ONLINE, category_code="E2", subject="共有フォルダーが開けない")
        ticket.assignee_id = me.user_id
        resolve(ticket, minutes=20)
        of = log(me)
        visit, online = operations.draft_entries(of, actor=me)
        assert (visit.booking_id, visit.minutes, visit.starts, visit.drafted) == (booking.id, 150, at("9:00"), True)
        assert (visit.category_code, visit.content) == ("L5", "定期訪問")
        assert (online.ticket_id, online.mode, online.minutes) == (ticket.id, BookingMode.ONLINE, 20)
        assert (online.category_code, online.content) == ("E2", "共有フォルダーが開けない")
        assert operations.draft_entries(of, actor=me) == []


def test_a_booked_ticket_is_drafted_once_though_it_was_resolved_too(within, akagi, actor):
    me = actor("supporter")
    with within(akagi), clock.at(clock.moment(2022, 10, 20, 8)):
        ticket = book(make_ticket(category_code="E2"), days=0, hour=13)
        with clock.at(EVENING):
            resolve(ticket, minutes=45)
            of = log(me)
            (draft,) = operations.draft_entries(of, actor=me)
            assert (draft.ticket_id, draft.booking_id) == (ticket.id, ticket.booking_id)


def test_a_removed_draft_does_not_come_back(within, akagi, actor):
    me = actor("supporter")
    with within(akagi):
        booked()
        of = log(me)
        (draft,) = operations.draft_entries(of, actor=me)
        operations.remove_entry(draft, actor=me)
        assert operations.draft_entries(of, actor=me) == []
        assert queries.entries_of(of) == []


def test_a_draft_becomes_an_entry_by_a_tap_and_counts_only_then(within, akagi, actor):
    me = actor("supporter")
    with within(akagi):
        booked()
        of = log(me)
        (draft,) = operations.draft_entries(of, actor=me)
        with pytest.raises(operations.Missing):
            operations.submit_log(of, accepted=True, actor=me)
        assert operations.confirm_entry(draft, actor=me).drafted is False
        assert operations.confirm_entry(draft, actor=me) is draft
        operations.submit_log(of, accepted=True, actor=me)


def test_an_entry_recorded_for_a_booking_takes_the_place_of_its_draft(within, akagi, actor):
    me = actor("supporter")
    with within(akagi):
        booking = booked("9:00", "11:00")
        of = log(me)
        operations.draft_entries(of, actor=me)
        entry = operations.record_entry(of, data("9:00", "10:30", booking_id=booking.id), actor=me)
        assert queries.entries_of(of) == [entry]
        assert operations.draft_entries(of, actor=me) == []


def test_drafts_left_over_are_asked_about_and_dropped(within, akagi, actor):
    me = actor("supporter")
    with within(akagi):
        booked("13:00", "15:00")
        of = log(me)
        operations.draft_entries(of, actor=me)
        record(of, me)
        with pytest.raises(operations.WorthAsking) as asked:
            operations.submit_log(of, actor=me)
        assert [question.code for question in asked.value.questions] == ["drafts", "gaps"]
        operations.submit_log(of, accepted=True, actor=me)
        assert len(queries.entries_of(of)) == 1


def test_a_draft_that_overlaps_what_was_recorded_must_be_put_right(within, akagi, actor):
    me = actor("supporter")
    with within(akagi):
        booked("9:00", "11:00")
        of = log(me)
        (draft,) = operations.draft_entries(of, actor=me)
        record(of, me, "9:30", "10:00")
        with pytest.raises(operations.Overlap):
            operations.confirm_entry(draft, actor=me)


def test_yesterday_is_a_template_once(within, akagi, actor):
    me = actor("supporter")
    with within(akagi):
        handed_in(me, date(2022, 10, 18), teacher="佐藤先生", good_practice=True)
        of = log(me)
        (draft,) = operations.copy_from_latest(of, actor=me)
        assert (draft.day, draft.teacher, draft.drafted, draft.good_practice) == (DAY, "佐藤先生", True, False)
        assert operations.copy_from_latest(of, actor=me) == []


def test_looking_for_drafts_takes_few_statements_when_there_is_nothing_new(within, akagi, actor, queries):
    me = actor("supporter")
    with within(akagi):
        booked()
        of = log(me)
        operations.draft_entries(of, actor=me)
        db.session.commit()
        of = log(me)
        with queries() as counted:
            operations.draft_entries(of, actor=me)
        assert counted.count <= 3, counted.texts


def test_bookings_of_a_colleague_are_not_drafted(within, akagi, actor):
    me = actor("supporter")
    with within(akagi):
        booked(person=user("lead"))
        assert operations.draft_entries(log(me), actor=me) == []
