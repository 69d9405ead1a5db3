"""Who is told of what, and in which words."""

from datetime import timedelta

import pytest

from portal.accounts.operations import deactivate_user
from portal.kernel import clock
from portal.kernel.access import Role
from portal.schools.operations import ContactData, add_contact
from portal.tickets import operations, queries
from portal.tickets.mails import STEPS
from portal.tickets.models import Kind, TicketStatus
from portal.tickets.operations import PlannedVisit, Wish
from tests.tickets.make import SYSTEM, ask, at, book, bring, make_ticket, make_user, resolve, school, user

LEAD, SUPPORTER, SCHOOL = "lead@akagi.example", "supporter@akagi.example", "school@akagi.example"


@pytest.fixture
def told(run_jobs, mailbox):
    """What was mailed since the last call: {address: [subjects]}."""

    def read() -> dict[str, list[str]]:
        mailbox.clear()
        run_jobs()
        found: dict[str, list[str]] = {}
        for message in mailbox.messages:
            found.setdefault(message["To"].addresses[0].addr_spec, []).append(str(message["Subject"]))
        return found

    return read


def test_a_request_is_acknowledged_and_the_leads_are_told(within, akagi, actor, told, mailbox):
    with within(akagi):
        ticket = ask(actor("school"))
        number = ticket.id
    assert set(told()) == {SCHOOL, LEAD}
    text = mailbox.text(SCHOOL)
    assert str(mailbox.to(SCHOOL)[0]["Subject"]).startswith(
        "【あかぎ市 学校ICT支援】支援のご依頼を受け付けました（R8-1"
    )
    assert f"http://localhost/akagi/tickets/{number}" in text and "記" in text and "送信専用" in text
    assert "様" in text and "あか" in text
    assert "信号なし" in mailbox.text(LEAD)


def test_nobody_is_told_of_what_they_did_themselves(within, akagi, actor, told):
    with within(akagi):
        number = make_ticket(actor=actor("lead")).id
    assert told() == {}
    with within(akagi):
        operations.assign_ticket(queries.visible_ticket(SYSTEM, number), user(), actor=actor("supporter"))
    assert told() == {}


def test_the_assignee_and_who_was_it_before_are_told(within, akagi, actor, told):
    with within(akagi):
        other = make_user(email="other@akagi.example").id
        number = operations.assign_ticket(make_ticket(actor=actor("lead")), user(), actor=actor("lead")).id
    assert set(told()) == {SUPPORTER}
    with within(akagi):
        operations.assign_ticket(queries.visible_ticket(SYSTEM, number), queries.user(other), actor=actor("lead"))
    found = told()
    assert set(found) == {"other@akagi.example", SUPPORTER} and "外れました" in found[SUPPORTER][0]


def test_an_appointment_is_told_to_school_and_assignee_and_its_answer_to_the_assignee(
    within, akagi, actor, told, mailbox
):
    with within(akagi):
        number = book(make_ticket(actor=actor("lead")), actor=actor("lead")).id
        when = queries.visible_ticket(SYSTEM, number).booking.period_label
    assert set(told()) == {SCHOOL, SUPPORTER}
    assert when in mailbox.text(SCHOOL) and user_name(within, akagi) in mailbox.text(SCHOOL)
    with within(akagi):
        operations.accept_appointment(queries.visible_ticket(SYSTEM, number), actor=actor("school"))
    assert list(told()) == [SUPPORTER]
    with within(akagi):
        book(queries.visible_ticket(SYSTEM, number), hour=16, actor=actor("lead"))
    found = told()
    assert set(found) == {SCHOOL, SUPPORTER} and "変更" in found[SCHOOL][0]
    with within(akagi):
        operations.decline_appointment(
            queries.visible_ticket(SYSTEM, number),
            reason="校外学習",
            slots=[Wish(clock.today() + timedelta(days=9))],
            actor=actor("school"),
        )
    assert list(told()) == [SUPPORTER] and "校外学習" in mailbox.text(SUPPORTER)


def test_mails_tell_of_the_step_even_when_the_ticket_went_on_meanwhile(within, akagi, actor, told, mailbox):
    with within(akagi):
        ticket = book(make_ticket(actor=actor("lead")), actor=actor("lead"))
        when = queries.booking_of(ticket).period_label
        operations.cancel_appointment(ticket, reason="支援員の休み", actor=actor("lead"))
    found = told()
    assert len(found[SCHOOL]) == 2 and len(found[SUPPORTER]) == 2
    assert all(when in message.get_content() for message in mailbox.to(SCHOOL))


def test_answers_questions_and_results_go_to_the_school(within, akagi, actor, told, mailbox):
    steps = (
        (lambda ticket, me: operations.add_comment(ticket, body="昼にうかがいます。", actor=me), "昼にうかがいます。"),
        (lambda ticket, me: operations.ask_school(ticket, question="型番は何ですか。", actor=me), "型番は何ですか。"),
        (lambda ticket, me: resolve(ticket, actor=me, outcome="映るようになった"), "映るようになった"),
        (lambda ticket, me: operations.reopen_ticket(ticket, reason="再点検", actor=me), "再点検"),
        (lambda ticket, me: operations.cancel_ticket(ticket, reason="別件と同じ", actor=me), "別件と同じ"),
    )
    with within(akagi):
        number = make_ticket(actor=actor("lead")).id
    told()
    for step, words in steps:
        with within(akagi):
            step(queries.visible_ticket(SYSTEM, number), actor("lead"))
        assert set(told()) == {SCHOOL}
        assert words in mailbox.text(SCHOOL)


def test_internal_notes_are_mailed_to_nobody(within, akagi, actor, told):
    with within(akagi):
        number = make_ticket(actor=actor("lead")).id
    told()
    with within(akagi):
        operations.add_comment(
            queries.visible_ticket(SYSTEM, number), body="秘", internal=True, actor=actor("supporter")
        )
    assert told() == {}


def test_a_schools_word_reaches_the_assignee_or_the_leads_while_there_is_none(within, akagi, actor, told, mailbox):
    with within(akagi):
        number = make_ticket(actor=actor("lead")).id
    told()
    with within(akagi):
        operations.add_comment(queries.visible_ticket(SYSTEM, number), body="急いでいます", actor=actor("school"))
    assert set(told()) == {LEAD}
    with within(akagi):
        ticket = queries.visible_ticket(SYSTEM, number)
        operations.assign_ticket(ticket, user(), actor=actor("supporter"))
        operations.add_comment(ticket, body="まだですか", actor=actor("school"))
    assert set(told()) == {SUPPORTER} and "まだですか" in mailbox.text(SUPPORTER)


def test_people_without_address_or_account_in_use_and_other_tenants_get_nothing(within, akagi, actor, told):
    with within(akagi):
        add_contact(school(), ContactData("堀 和子", "校長"), actor=SYSTEM)
        add_contact(school(), ContactData("西村 一郎", "教頭", "n@example.jp", receives_mail=False), actor=SYSTEM)
        deactivate_user(make_user(Role.LEAD, email="gone@akagi.example"), actor=SYSTEM)
        number = make_ticket().id
        operations.add_comment(queries.visible_ticket(SYSTEM, number), body="はい", actor=actor("supporter"))
    assert set(told()) == {LEAD, SCHOOL}
    with within(akagi):
        deactivate_user(user("school"), actor=SYSTEM)
        operations.add_comment(queries.visible_ticket(SYSTEM, number), body="はい", actor=actor("supporter"))
    assert told() == {}


def test_planned_visits_and_follow_ups_are_announced(within, akagi, actor, told):
    with within(akagi):
        operations.plan_visits(
            [PlannedVisit(school(), at(), at(hour=15), user())],
            subject="年次更新",
            batch_key="b",
            actor=actor("lead"),
        )
    assert set(told()) == {SCHOOL, SUPPORTER}
    with within(akagi):
        ticket = bring(make_ticket(actor=actor("lead")), TicketStatus.CLOSED)
        number = ticket.id
    told()
    with within(akagi):
        operations.follow_up_ticket(
            queries.visible_ticket(SYSTEM, number), kind=Kind.TRAINING, subject="研修", actor=actor("lead")
        )
    assert set(told()) == {SCHOOL}


def test_a_merged_request_names_its_target(within, akagi, actor, told, mailbox):
    with within(akagi):
        first, second = make_ticket(actor=actor("lead")), make_ticket(actor=actor("lead"))
        operations.merge_tickets(second, first, actor=actor("lead"))
        label = first.label
    assert set(told()) == {SCHOOL} and label in mailbox.text(SCHOOL)


def test_every_step_has_its_template(app):
    for notices in STEPS.values():
        for notice in notices:
            assert app.jinja_env.get_template(f"tickets/mail/{notice.template}.txt")


def user_name(within, akagi) -> str:
    with within(akagi):
        return user().name
