"""The centre's work from triage to the end."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from portal.accounts.operations import deactivate_user
from portal.kernel import audit, clock
from portal.kernel.access import NotAllowed, Role
from portal.kernel.db import db
from portal.tickets import operations, queries
from portal.tickets.errors import TicketError, WrongAssignee, WrongInput
from portal.tickets.models import Priority, Ticket, TicketStatus
from portal.visits.operations import DoubleBooked
from tests.tickets.make import SYSTEM, at, book, bring, make_ticket, make_user, resolve, user


def history(ticket, *, internal: bool = True) -> list[queries.Entry]:
    found = queries.visible_ticket(SYSTEM, ticket.id)
    return queries.history(queries.conversation(found, internal=internal))


def test_triage_sets_category_urgency_and_day_and_keeps_the_note_inside(within, akagi, actor):
    with within(akagi):
        lead, ticket = actor("lead"), make_ticket()
        before, due = audit.count(), clock.today() + timedelta(days=2)
        operations.triage_ticket(
            ticket, category_code="E2", priority=Priority.HIGH, due_on=due, note="予備の切替器を持参", actor=lead
        )
        assert (ticket.status, ticket.category_code, ticket.due_on) == (TicketStatus.TRIAGED, "E2", due)
        assert audit.count() == before + 1
        changed = history(ticket)[0].changed
        assert changed["状態"] == ("受付", "切り分け済み") and changed["優先度"] == ("通常", "高")
        assert not [one for one in queries.conversation(ticket, internal=False) if "切替器" in one.body]


def test_a_supporter_takes_and_releases_but_assigns_nobody_else(within, akagi, actor):
    with within(akagi):
        me, other, ticket = actor("supporter"), make_user(), make_ticket()
        with pytest.raises(NotAllowed):
            operations.assign_ticket(ticket, other, actor=me)
        operations.assign_ticket(ticket, user("supporter"), actor=me)
        assert ticket.assignee_id == me.user_id
        with pytest.raises(NotAllowed):
            operations.assign_ticket(ticket, other, actor=me)
        operations.assign_ticket(ticket, None, actor=me)
        assert ticket.assignee_id is None
        operations.assign_ticket(ticket, other, actor=actor("lead"))
        with pytest.raises(NotAllowed):
            operations.assign_ticket(ticket, None, actor=me)
        assert history(ticket)[0].changed == {"担当": (None, other.name)}


def test_only_active_people_of_the_centre_are_assigned(within, akagi, actor):
    with within(akagi):
        lead, ticket, gone = actor("lead"), make_ticket(), make_user()
        deactivate_user(gone, actor=SYSTEM)
        for nobody in (gone, user("school"), user("board")):
            with pytest.raises(WrongAssignee):
                operations.assign_ticket(ticket, nobody, actor=lead)
        operations.assign_ticket(ticket, make_user(Role.LEAD), actor=lead)


def test_a_coming_appointment_goes_along_with_the_ticket(within, akagi, actor):
    with within(akagi):
        lead, ticket, other = actor("lead"), book(make_ticket()), make_user()
        operations.assign_ticket(ticket, other, actor=lead)
        day = clock.today() + timedelta(days=1)
        assert [row.ticket_id for row in queries.tickets_of_day(lead, other.id, day)] == [ticket.id]
        assert queries.tickets_of_day(lead, user().id, day) == []
        book(make_ticket())
        with pytest.raises(DoubleBooked):
            operations.assign_ticket(ticket, user(), actor=lead)
        with pytest.raises(TicketError, match="予約"):
            operations.assign_ticket(ticket, None, actor=lead)


def test_who_starts_a_ticket_that_nobody_had_has_it(within, akagi, actor):
    with within(akagi):
        me, ticket = actor("supporter"), make_ticket()
        operations.start_work(ticket, actor=me)
        assert (ticket.status, ticket.assignee_id) == (TicketStatus.IN_PROGRESS, me.user_id)


def test_schools_and_the_board_do_none_of_the_centres_work(within, akagi, actor):
    with within(akagi):
        ticket = make_ticket()
        for role in ("school", "board", "tenant_admin"):
            someone = actor(role)
            for step in (
                lambda who: operations.triage_ticket(
                    ticket, category_code=None, priority=Priority.HIGH, due_on=None, actor=who
                ),
                lambda who: operations.start_work(ticket, actor=who),
                lambda who: operations.assign_ticket(ticket, user(), actor=who),
                lambda who: resolve(ticket, actor=who),
                lambda who: operations.ask_school(ticket, question="？", actor=who),
                lambda who: book(ticket, actor=who),
                lambda who: operations.merge_tickets(ticket, ticket, actor=who),
            ):
                with pytest.raises(NotAllowed):
                    step(someone)
        assert ticket.status is TicketStatus.RECEIVED


def test_a_resolved_ticket_holds_what_was_done(within, akagi, actor):
    with within(akagi):
        me, ticket = actor("supporter"), bring(make_ticket(), TicketStatus.IN_PROGRESS)
        before = audit.count()
        resolve(ticket, actor=me, outcome="映るようになった", answer="直りました。")
        assert audit.count() == before + 1
        found = queries.visible_ticket(me, ticket.id)
        assert (found.status, found.served_on, found.minutes) == (TicketStatus.RESOLVED, clock.today(), 45)
        assert found.resolved_at is not None and found.first_answered_at is not None
        assert (found.last_word, found.last_word_by) == ("直りました。", me.name.split(" ")[0])


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"served_on": None}, "served_on"),
        ({"served_on": date(2099, 1, 1)}, "served_on"),
        ({"served_on": date(2022, 3, 31)}, "served_on"),
        ({"minutes": None}, "minutes"),
        ({"minutes": -1}, "minutes"),
        ({"minutes": 1441}, "minutes"),
        ({"work_done": " "}, "work_done"),
    ],
)
def test_a_result_with_holes_is_refused(within, akagi, wrong, field):
    with within(akagi):
        ticket = make_ticket()
        with pytest.raises(WrongInput) as refusal:
            resolve(ticket, **wrong)
        assert refusal.value.field == field and ticket.status is TicketStatus.RECEIVED


def test_service_before_the_noted_day_of_request_counts(within, akagi):
    with within(akagi):
        ticket = make_ticket()
        yesterday = clock.today() - timedelta(days=1)
        assert resolve(ticket, served_on=yesterday, minutes=0).served_on == yesterday


def test_resolving_early_frees_the_coming_appointment(within, akagi):
    with within(akagi):
        ticket = resolve(book(make_ticket()))
        assert ticket.booking_id is None
        book(make_ticket())


def test_a_past_appointment_stays_in_the_calendar(within, akagi, actor):
    with within(akagi):
        ticket = book(make_ticket(), days=-1)
        resolve(ticket, served_on=clock.today() - timedelta(days=1))
        day = clock.today() - timedelta(days=1)
        assert len(queries.tickets_of_day(actor("lead"), user().id, day)) == 1
        again = book(operations.reopen_ticket(ticket, reason="また", actor=SYSTEM), days=2)
        assert len(queries.tickets_of_day(actor("lead"), user().id, day)) == 1
        assert queries.booking_of(again).starts_at == at(days=2)


def test_a_school_that_is_content_closes_and_one_that_is_not_reopens(within, akagi, actor):
    with within(akagi):
        me = actor("school")
        ticket = operations.close_ticket(bring(make_ticket(), TicketStatus.RESOLVED), actor=me)
        assert ticket.status is TicketStatus.CLOSED
        with pytest.raises(WrongInput, match="理由"):
            operations.reopen_ticket(ticket, reason="", actor=me)
        operations.reopen_ticket(ticket, reason="また映らない", actor=me)
        assert ticket.status is TicketStatus.IN_PROGRESS
        with pytest.raises(NotAllowed):
            operations.close_ticket(bring(make_ticket(code="002"), TicketStatus.RESOLVED), actor=me)


def test_a_school_cancels_its_request_until_work_begins(within, akagi, actor):
    with within(akagi):
        me = actor("school")
        ticket = operations.cancel_ticket(book(make_ticket()), reason="直りました", actor=me)
        assert (ticket.status, ticket.booking_id) == (TicketStatus.CANCELLED, None)
        assert history(ticket, internal=False)[0].changed["理由"] == (None, "直りました")
        with pytest.raises(Exception, match="いまの状態"):
            operations.cancel_ticket(bring(make_ticket(), TicketStatus.IN_PROGRESS), reason="不要", actor=me)


def test_the_database_itself_wants_a_day_for_done_tickets(within, akagi):
    with within(akagi):
        ticket = make_ticket()
        with pytest.raises(sa.exc.IntegrityError, match="served_when_done"):
            db.session.execute(
                sa.update(Ticket).where(Ticket.id == ticket.id).values(status=TicketStatus.RESOLVED, served_on=None)
            )
        db.session.rollback()
