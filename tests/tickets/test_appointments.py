"""Appointments: made, moved, answered by the school, given up."""

import threading
from datetime import timedelta

import pytest

from portal.kernel import audit, clock
from portal.kernel.access import NotAllowed
from portal.tickets import operations, queries
from portal.tickets.errors import NotNow, WrongAssignee, WrongInput
from portal.tickets.models import Kind, TicketStatus
from portal.tickets.operations import Wish
from portal.visits.models import BookingMode
from portal.visits.operations import DoubleBooked, WrongTime
from tests.tickets.make import SYSTEM, at, book, bring, make_ticket, make_user, school, user


def test_an_appointment_takes_the_assignees_time_and_shows_at_the_school(within, akagi, actor):
    with within(akagi):
        lead = actor("lead")
        ticket = book(make_ticket(), actor=lead)
        assert (ticket.status, ticket.assignee_id) == (TicketStatus.SCHEDULED, user().id)
        day = clock.today() + timedelta(days=1)
        (row,) = queries.appointments_of_school(actor("school"), school().id, day, day)
        assert (row.ticket_id, row.person_name, row.starts_at) == (ticket.id, user().name, at())
        found = queries.visible_ticket(lead, ticket.id)
        assert found.appointment_day == day and found.booking.mode is BookingMode.VISIT
        assert found.last_word.endswith("に訪問の予定")


def test_the_kind_decides_how_unless_somebody_says_otherwise(within, akagi):
    with within(akagi):
        online = book(make_ticket(kind=Kind.ONLINE), hour=9)
        centre = book(make_ticket(), hour=11, mode=BookingMode.CENTRE)
        assert queries.booking_of(online).mode is BookingMode.ONLINE
        assert queries.booking_of(centre).mode is BookingMode.CENTRE


def test_without_a_person_there_is_no_appointment(within, akagi):
    with within(akagi), pytest.raises(WrongAssignee):
        book(make_ticket(), assignee=None)


def test_a_supporter_books_his_own_time_and_the_assignees_but_nobody_elses(within, akagi, actor):
    with within(akagi):
        me, other = actor("supporter"), make_user()
        book(make_ticket(), actor=me)
        with pytest.raises(NotAllowed):
            book(make_ticket(), actor=me, assignee=other, hour=15)
        theirs = operations.assign_ticket(make_ticket(), other, actor=actor("lead"))
        assert book(theirs, actor=me, assignee=None, hour=15).assignee_id == other.id


def test_a_person_is_not_booked_twice_and_the_clash_is_named(within, akagi):
    with within(akagi):
        first, second = book(make_ticket()), make_ticket()
        with pytest.raises(DoubleBooked, match=first.label):
            book(second, hour=13)
        assert (second.status, second.booking_id) == (TicketStatus.RECEIVED, None)


def test_of_two_leads_who_book_the_same_hour_one_is_refused(app, within, akagi, actor):
    lead, ready, outcomes = actor("lead"), threading.Barrier(2), []
    with within(akagi):
        ids = [make_ticket().id, make_ticket().id]

    def work(ticket_id: int) -> None:
        try:
            with within(akagi):
                ticket = queries.visible_ticket(lead, ticket_id)
                ready.wait()
                book(ticket, actor=lead)
            outcomes.append("booked")
        except DoubleBooked:
            outcomes.append("refused")

    threads = [threading.Thread(target=work, args=(one,)) for one in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(outcomes) == ["booked", "refused"]


def test_moving_asks_the_school_again(within, akagi, actor):
    with within(akagi):
        ticket = book(make_ticket())
        operations.accept_appointment(ticket, actor=actor("school"))
        assert ticket.appointment_accepted_at is not None
        booking, before = ticket.booking_id, audit.count()
        book(ticket, hour=15)
        assert (ticket.booking_id, ticket.appointment_accepted_at) == (booking, None)
        assert audit.count() == before + 2  # of the ticket, and of the person's calendar
        book(make_ticket(), hour=13)


def test_odd_times_are_refused(within, akagi):
    with within(akagi):
        ticket = make_ticket()
        with pytest.raises(WrongTime):
            book(ticket, starts_at=at(hour=13, minute=5))
        assert ticket.status is TicketStatus.RECEIVED


def test_the_school_accepts_once_and_nobody_else_does(within, akagi, actor):
    with within(akagi):
        ticket, me = book(make_ticket()), actor("school")
        with pytest.raises(NotAllowed):
            operations.accept_appointment(ticket, actor=actor("lead"))
        with pytest.raises(NotAllowed):
            operations.accept_appointment(book(make_ticket(code="002"), hour=15), actor=me)
        operations.accept_appointment(ticket, actor=me)
        assert (ticket.last_word, ticket.last_word_by) == ("訪問の日時を承諾", "学校")
        with pytest.raises(NotNow):
            operations.accept_appointment(ticket, actor=me)


def test_a_declined_appointment_is_freed_and_the_new_wishes_stand(within, akagi, actor):
    with within(akagi):
        ticket, me = book(make_ticket()), actor("school")
        wish = Wish(clock.today() + timedelta(days=4))
        with pytest.raises(WrongInput, match="理由"):
            operations.decline_appointment(ticket, reason=" ", actor=me)
        operations.decline_appointment(ticket, reason="校外学習のため", slots=[wish], actor=me)
        found = queries.visible_ticket(me, ticket.id)
        assert (found.status, found.booking, found.assignee_id) == (TicketStatus.TRIAGED, None, user().id)
        assert [slot.day for slot in found.slots] == [wish.day]
        book(make_ticket())


def test_a_cancelled_appointment_leaves_the_ticket_waiting_for_a_new_one(within, akagi, actor):
    with within(akagi):
        ticket = book(make_ticket())
        operations.cancel_appointment(ticket, reason="支援員の休み", actor=actor("lead"))
        assert (ticket.status, ticket.booking_id) == (TicketStatus.TRIAGED, None)
        with pytest.raises(NotNow):
            operations.cancel_appointment(bring(make_ticket(), TicketStatus.IN_PROGRESS), reason="x", actor=SYSTEM)


def test_suggestions_name_the_free_first(within, akagi):
    with within(akagi):
        book(make_ticket())
        found = queries.assignment_suggestions(at(hour=13), at(hour=14))
        assert [one.free for one in found] == sorted((one.free for one in found), reverse=True)
        assert next(one for one in found if one.user_id == user().id).clash.title.startswith("R")
