"""How tickets come into being."""

import threading
from datetime import date, time, timedelta

import pytest
import sqlalchemy as sa

from portal.kernel import audit, clock
from portal.kernel.access import NotAllowed
from portal.kernel.db import db
from portal.kernel.files import FileRefused
from portal.kernel.states import EditedMeanwhile
from portal.schools.operations import archive_school
from portal.tickets import operations, queries
from portal.tickets.errors import NotNow, WrongInput
from portal.tickets.models import Channel, Kind, Priority, Ticket, TicketStatus
from portal.tickets.operations import Upload, Wish
from tests.tickets.make import SYSTEM, ask, bring, make_ticket, picture, resolve, school


def test_a_school_asks_in_its_own_name(within, akagi, actor):
    with within(akagi):
        me = actor("school")
        ticket = ask(me, slots=[Wish(clock.today() + timedelta(days=3), time(13), time(14))])
        found = queries.visible_ticket(me, ticket.id)
        assert (found.status, found.channel, found.school_id) == (TicketStatus.RECEIVED, Channel.PORTAL, me.school_id)
        assert found.requester_name == me.name and found.contact.user_id == me.user_id
        assert [(slot.day, slot.starts) for slot in found.slots] == [(clock.today() + timedelta(days=3), time(13))]
        assert (found.last_word, found.last_word_by) == ("信号なしと出ます。", "学校")


def test_a_school_cannot_ask_for_another_one_nor_note_what_the_centre_notes(within, akagi, actor):
    with within(akagi):
        me = actor("school")
        with pytest.raises(NotAllowed):
            operations.receive_ticket(school("002"), kind=Kind.VISIT, subject="x", actor=me)
        for noted in ({"priority": Priority.HIGH}, {"category_code": "E2"}, {"channel": Channel.PHONE}):
            with pytest.raises(NotAllowed):
                ask(me, **noted)


def test_people_without_the_right_make_no_tickets(within, akagi, actor):
    with within(akagi):
        for role in ("board", "tenant_admin", "trainee"):
            with pytest.raises(NotAllowed):
                make_ticket(actor=actor(role))


def test_staff_note_a_call_with_its_day_and_requester(within, akagi, actor):
    yesterday = clock.today() - timedelta(days=1)
    with within(akagi):
        ticket = make_ticket(
            actor=actor("supporter"), received_on=yesterday, requester_name="　岡田 真理 ", category_code="E2"
        )
        assert (ticket.received_on, ticket.requester_name, ticket.category_code) == (yesterday, "岡田 真理", "E2")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"subject": " \n "}, "subject"),
        ({"subject": "長" * 101}, "subject"),
        ({"body": "長" * 10_001}, "body"),
        ({"category_code": "Z9"}, "category_code"),
        ({"received_on": date(2099, 1, 1)}, "received_on"),
        ({"due_on": date(2020, 1, 1)}, "due_on"),
        ({"slots": [Wish(date(2020, 1, 1))]}, "slots"),
        ({"slots": [Wish(date(2099, 1, day)) for day in range(1, 7)]}, "slots"),
        ({"slots": [Wish(date(2099, 1, 1), time(14), time(13))]}, "slots"),
        ({"slots": [Wish(date(2099, 1, 1), None, time(13))]}, "slots"),
    ],
)
def test_wrong_values_are_named(within, akagi, wrong, field):
    with within(akagi):
        with pytest.raises(WrongInput) as refusal:
            make_ticket(**wrong)
        assert refusal.value.field == field
        db.session.rollback()


def test_text_is_kept_without_stray_signs(within, akagi):
    with within(akagi):
        ticket = make_ticket(subject="電子\0黒板 \r\n が映らない", body="一行目\r\n二行目\0\r\n")
        assert (ticket.subject, ticket.body) == ("電子黒板 が映らない", "一行目\n二行目")


def test_an_archived_school_gets_no_tickets(within, akagi):
    with within(akagi):
        archive_school(school("002"), actor=SYSTEM)
        with pytest.raises(WrongInput, match="アーカイブ"):
            make_ticket(code="002")


def test_numbers_run_by_fiscal_year_and_tenant(within, akagi, minato):
    with within(akagi), clock.at(date(2026, 4, 2)):
        assert [make_ticket().label for _ in range(3)] == ["R8-1", "R8-2", "R8-3"]
        assert make_ticket(received_on=date(2026, 3, 31)).label == "R7-1"
        assert make_ticket().label == "R8-4"
    with within(minato), clock.at(date(2026, 4, 2)):
        assert make_ticket().label == "R8-1"


def test_a_refused_ticket_leaves_no_gap(within, akagi):
    with within(akagi):
        with pytest.raises(WrongInput):
            make_ticket(category_code="Z9")
        db.session.rollback()
        assert make_ticket().number == 1


def test_a_double_click_makes_one_ticket(within, akagi, actor):
    with within(akagi):
        me = actor("school")
        first, second = ask(me, once_key="k1"), ask(me, once_key="k1")
        assert first.id == second.id
        assert ask(me, once_key="k2").number == 2
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Ticket)) == 2


def test_two_clicks_at_the_same_moment_make_one_ticket(app, within, akagi, actor):
    me, ids, ready = actor("school"), [], threading.Barrier(4)

    def click() -> None:
        with within(akagi):
            ready.wait()
            ids.append(ask(me, once_key="same").id)

    _all_at_once(click, 4)
    with within(akagi):
        assert len(ids) == 4 and len(set(ids)) == 1
        assert make_ticket().number == 2


def test_numbers_stay_unique_and_without_gaps_when_many_ask_at_once(app, within, akagi):
    ready, numbers = threading.Barrier(6), []

    def work() -> None:
        ready.wait()
        for _ in range(5):
            with within(akagi):
                numbers.append(make_ticket().number)

    _all_at_once(work, 6)
    assert sorted(numbers) == list(range(1, 31))


def _all_at_once(work, threads: int) -> None:
    running = [threading.Thread(target=work) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join(timeout=60)


def test_files_come_with_the_request(within, akagi, actor):
    with within(akagi):
        me = actor("school")
        ticket = ask(me, files=[picture("接続部.png"), picture("画面.png")])
        opening = queries.conversation(queries.visible_ticket(me, ticket.id), internal=False)[0]
        assert [(file.name, file.is_image) for file in opening.files] == [("接続部.png", True), ("画面.png", True)]
        with pytest.raises(WrongInput, match="10個"):
            ask(me, files=[picture()] * 11)
        with pytest.raises(FileRefused, match=r"偽物\.png"):
            ask(
                me,
                files=[Upload(picture().stream, "本物.png"), Upload(__import__("io").BytesIO(b"MZ\x90"), "偽物.png")],
            )
        db.session.rollback()


def test_the_history_has_one_row_for_a_step(within, akagi):
    with within(akagi):
        before = audit.count()
        make_ticket()
        assert audit.count() == before + 1


def test_an_edit_changes_what_was_noted_and_says_what(within, akagi, actor):
    with within(akagi):
        ticket = make_ticket()
        lead = actor("lead")
        operations.edit_ticket(
            ticket, {"subject": "画面が出ない", "priority": Priority.HIGH}, version=ticket.version, actor=lead
        )
        ticket = queries.visible_ticket(lead, ticket.id)
        event = queries.history(queries.conversation(ticket, internal=True))[0]
        assert event.text == "内容を変更しました"
        assert event.changed == {"件名": ("電子黒板が映らない", "画面が出ない"), "優先度": ("通常", "高")}
        assert queries.count_matching(lead, queries.TicketFilters(q="画面が")) == 1


def test_the_second_of_two_editors_is_told_and_nothing_is_lost(within, akagi, actor):
    with within(akagi):
        ticket = make_ticket()
        seen = ticket.version
        operations.edit_ticket(ticket, {"subject": "先の変更"}, version=seen, actor=actor("lead"))
        with pytest.raises(EditedMeanwhile) as told:
            operations.edit_ticket(ticket, {"subject": "後の変更"}, version=seen, actor=actor("supporter"))
        assert told.value.record.subject == "先の変更"


def test_a_comment_does_not_make_an_open_edit_form_stale(within, akagi, actor):
    with within(akagi):
        ticket = make_ticket()
        seen = ticket.version
        operations.add_comment(ticket, body="明日うかがいます。", actor=actor("supporter"))
        operations.edit_ticket(ticket, {"subject": "画面が出ない"}, version=seen, actor=actor("lead"))
        assert ticket.subject == "画面が出ない"


def test_an_edit_that_changes_nothing_leaves_no_trace(within, akagi):
    with within(akagi):
        ticket = make_ticket()
        before, version = audit.count(), ticket.version
        operations.edit_ticket(ticket, {"subject": ticket.subject, "slots": []}, version=version, actor=SYSTEM)
        assert (audit.count(), ticket.version) == (before, version)


def test_a_school_puts_its_request_right_until_work_begins(within, akagi, actor):
    with within(akagi):
        me = actor("school")
        ticket = ask(me)
        wish = Wish(clock.today() + timedelta(days=5))
        operations.edit_ticket(ticket, {"body": "3年2組です。", "slots": [wish]}, version=ticket.version, actor=me)
        assert [slot.day for slot in queries.visible_ticket(me, ticket.id).slots] == [wish.day]
        with pytest.raises(NotAllowed):
            operations.edit_ticket(ticket, {"priority": Priority.HIGH}, version=ticket.version, actor=me)
        bring(ticket, TicketStatus.IN_PROGRESS)
        with pytest.raises(NotNow):
            operations.edit_ticket(ticket, {"body": "やはり3年1組です。"}, version=ticket.version, actor=me)


def test_the_day_of_reception_stays_in_the_numbers_fiscal_year(within, akagi):
    with within(akagi), clock.at(date(2026, 5, 1)):
        ticket = make_ticket()
        operations.edit_ticket(ticket, {"received_on": date(2026, 4, 1)}, version=None, actor=SYSTEM)
        with pytest.raises(WrongInput, match="年度"):
            operations.edit_ticket(ticket, {"received_on": date(2026, 3, 31)}, version=None, actor=SYSTEM)


def test_the_result_can_be_put_right_after_the_end_alone(within, akagi):
    with within(akagi):
        ticket = make_ticket()
        with pytest.raises(NotNow):
            operations.edit_ticket(ticket, {"minutes": 30}, version=None, actor=SYSTEM)
        resolve(ticket)
        operations.edit_ticket(ticket, {"minutes": 30}, version=None, actor=SYSTEM)
        assert ticket.minutes == 30


def test_a_request_takes_few_statements_whatever_it_holds(within, akagi, actor, queries):
    with within(akagi):
        me, here = actor("school"), school()
        db.session.commit()
        wishes = [Wish(clock.today() + timedelta(days=at)) for at in range(1, 6)]
        with queries() as counted:
            operations.receive_ticket(here, kind=Kind.VISIT, subject="電子黒板", slots=wishes, once_key="k", actor=me)
            db.session.commit()
        # the tenant, the school again, the number, the facts, the ticket, its slots, the mail's work, the history
        assert counted.count <= 8, counted.texts
