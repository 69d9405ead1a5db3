"""What is said about tickets, and who may hear it."""

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.kernel import audit, clock
from portal.kernel.access import NotAllowed
from portal.kernel.db import db
from portal.schools.operations import ContactData, add_contact
from portal.tickets import operations, queries
from portal.tickets.errors import NotNow, WrongInput
from portal.tickets.models import AuthorSide, TicketComment, TicketStatus
from tests.tickets.make import SYSTEM, book, bring, make_ticket, picture, school, user


def story(ticket, *, internal: bool) -> list[tuple[str, str]]:
    found = queries.visible_ticket(SYSTEM, ticket.id)
    return [(one.source, one.body or one.text) for one in queries.conversation(found, internal=internal)]


def test_the_time_line_tells_everything_in_order_but_notes_only_to_the_centre(within, akagi, actor):
    with within(akagi):
        me, theirs = actor("supporter"), actor("school")
        ticket = make_ticket()
        with clock.at(clock.now() + timedelta(minutes=1)):
            operations.add_comment(ticket, body="切替器の予備を持参", internal=True, actor=me)
        with clock.at(clock.now() + timedelta(minutes=2)):
            operations.add_comment(ticket, body="明日うかがいます。", actor=me)
        with clock.at(clock.now() + timedelta(minutes=3)):
            operations.add_comment(ticket, body="お願いします。", actor=theirs)
        with clock.at(clock.now() + timedelta(minutes=4)):
            operations.start_work(ticket, actor=me)
        public = [
            ("opening", "信号なしと出ます。"),
            ("comment", "明日うかがいます。"),
            ("comment", "お願いします。"),
            ("event", "対応を始めました"),
        ]
        assert story(ticket, internal=False) == public
        assert story(ticket, internal=True) == [public[0], ("comment", "切替器の予備を持参"), *public[1:]]


def test_schools_and_the_board_write_no_notes(within, akagi, actor):
    with within(akagi):
        ticket = make_ticket()
        for role in ("school", "board"):
            with pytest.raises(NotAllowed):
                operations.add_comment(ticket, body="メモ", internal=True, actor=actor(role))


def test_a_school_speaks_on_its_own_tickets_alone(within, akagi, actor):
    with within(akagi):
        with pytest.raises(NotAllowed):
            operations.add_comment(make_ticket(code="002"), body="？", actor=actor("school"))
        comment = operations.add_comment(make_ticket(), body="昼休みなら空いています。", actor=actor("school"))
        assert comment.author_side is AuthorSide.SCHOOL and comment.sent_to == ""


def test_the_board_reads_all_and_speaks_as_the_board(within, akagi, actor):
    with within(akagi):
        ticket, board = make_ticket(code="002"), actor("board")
        comment = operations.add_comment(ticket, body="急ぎでお願いします。", actor=board)
        assert comment.author_side is AuthorSide.BOARD
        assert (ticket.last_word_by, ticket.first_answered_at) == ("教育委員会", None)


def test_a_public_answer_says_who_got_it(within, akagi, actor):
    with within(akagi):
        add_contact(school(), ContactData("西村 一郎", "教頭", "nishimura@example.jp"), actor=SYSTEM)
        add_contact(school(), ContactData("堀 和子", "校長", "", "", True), actor=SYSTEM)
        ticket = make_ticket()
        comment = operations.add_comment(ticket, body="うかがいます。", actor=actor("supporter"))
        assert comment.sent_to == f"教頭 {user('school').name}、教頭 西村 一郎"
        assert comment.sent_to == "、".join(one.titled for one in queries.recipients(ticket))


def test_the_first_public_answer_of_the_centre_is_remembered(within, akagi, actor):
    with within(akagi):
        ticket, me = make_ticket(), actor("supporter")
        operations.add_comment(ticket, body="内部", internal=True, actor=me)
        operations.add_comment(ticket, body="急いでいます", actor=actor("school"))
        assert ticket.first_answered_at is None
        operations.add_comment(ticket, body="うかがいます", actor=me)
        first = ticket.first_answered_at
        operations.add_comment(ticket, body="お待たせしています", actor=me)
        assert first is not None and ticket.first_answered_at == first
        assert (ticket.last_word, ticket.last_word_by) == ("お待たせしています", me.name.split(" ")[0])


def test_a_note_never_becomes_the_last_word(within, akagi, actor):
    with within(akagi):
        ticket = make_ticket()
        before = ticket.updated_at
        operations.add_comment(ticket, body="学校には内緒", internal=True, actor=actor("lead"))
        assert ticket.last_word == "信号なしと出ます。" and ticket.updated_at > before


@pytest.mark.parametrize("prepared", ["nobody", "assigned", "booked"])
def test_a_schools_answer_sets_a_waiting_ticket_going(within, akagi, actor, prepared):
    expected = {
        "nobody": TicketStatus.TRIAGED,
        "assigned": TicketStatus.IN_PROGRESS,
        "booked": TicketStatus.SCHEDULED,
    }
    with within(akagi):
        ticket = make_ticket()
        if prepared == "assigned":
            operations.assign_ticket(ticket, user(), actor=SYSTEM)
        if prepared == "booked":
            book(ticket)
        operations.ask_school(ticket, question="型番を教えてください。", actor=actor("supporter"))
        assert ticket.status is TicketStatus.WAITING
        before = audit.count()
        operations.add_comment(ticket, body="EB-0312です。", actor=actor("school"))
        assert ticket.status is expected[prepared] and audit.count() == before + 1


def test_a_colleagues_comment_leaves_a_waiting_ticket_waiting(within, akagi, actor):
    with within(akagi):
        ticket = bring(make_ticket(), TicketStatus.WAITING)
        operations.add_comment(ticket, body="お急ぎください", actor=actor("supporter"))
        operations.add_comment(ticket, body="どうなりましたか", actor=actor("board"))
        assert ticket.status is TicketStatus.WAITING


def test_nothing_is_said_on_a_cancelled_ticket_but_notes(within, akagi, actor):
    with within(akagi):
        ticket = bring(make_ticket(), TicketStatus.CANCELLED)
        with pytest.raises(NotNow):
            operations.add_comment(ticket, body="？", actor=actor("lead"))
        operations.add_comment(ticket, body="別件で対応", internal=True, actor=actor("lead"))


def test_an_empty_comment_is_refused_unless_it_brings_files(within, akagi, actor):
    with within(akagi):
        ticket, me = make_ticket(), actor("school")
        with pytest.raises(WrongInput):
            operations.add_comment(ticket, body="  ", actor=me)
        comment = operations.add_comment(ticket, body="", files=[picture()], actor=me)
        assert comment.body == "ファイルを追加しました。"
        last = queries.conversation(queries.visible_ticket(me, ticket.id), internal=False)[-1]
        assert [file.name for file in last.files] == ["画面.png"]


def test_a_double_click_says_it_once(within, akagi, actor):
    with within(akagi):
        ticket, me = make_ticket(), actor("supporter")
        first = operations.add_comment(ticket, body="うかがいます", once_key="c1", actor=me)
        assert operations.add_comment(ticket, body="うかがいます", once_key="c1", actor=me).id == first.id
        asked = operations.ask_school(ticket, question="型番は？", once_key="q1", actor=me)
        assert operations.ask_school(ticket, question="型番は？", once_key="q1", actor=me).id == asked.id


def test_two_clicks_at_the_same_moment_say_it_once(app, within, akagi, actor):
    me, ready = actor("supporter"), threading.Barrier(3)
    with within(akagi):
        ticket_id = make_ticket().id

    def click() -> None:
        with within(akagi):
            ticket = queries.visible_ticket(me, ticket_id)
            ready.wait()
            operations.add_comment(ticket, body="うかがいます", once_key="same", actor=me)

    threads = [threading.Thread(target=click) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    with within(akagi):
        assert db.session.scalar(sa.select(sa.func.count()).select_from(TicketComment)) == 1


def test_files_follow_the_visibility_of_what_they_came_with(within, akagi, minato, actor):
    with within(akagi):
        me, theirs = actor("supporter"), actor("school")
        ticket = make_ticket(files=[picture("依頼.png")])
        operations.add_comment(ticket, body="", files=[picture("内部.png")], internal=True, actor=me)
        entries = queries.conversation(queries.visible_ticket(me, ticket.id), internal=True)
        files = {file.name: file.id for entry in entries for file in entry.files}
        assert queries.attachment(theirs, ticket.id, files["依頼.png"]).file.name == "依頼.png"
        assert queries.attachment(theirs, ticket.id, files["内部.png"]) is None
        assert queries.attachment(me, ticket.id, files["内部.png"]) is not None
        assert queries.attachment(me, make_ticket().id, files["依頼.png"]) is None
        ticket_id = ticket.id
    with within(minato):
        assert queries.attachment(actor("lead", "minato"), ticket_id, files["依頼.png"]) is None


def test_an_imported_ticket_without_contacts_has_no_recipients(within, akagi):
    with within(akagi):
        assert queries.recipients(make_ticket(code="002")) == []
