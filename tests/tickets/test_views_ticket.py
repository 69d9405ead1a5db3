"""One ticket in the browser: who sees what, each step of its life, and what happens when a step is refused."""

import re

import pytest

from portal.tickets import operations
from portal.tickets.models import TicketStatus
from tests.tickets import make

BUDGET = 8
TODAY = make.at(days=0).date()
TOMORROW = make.at(days=1).date()


def date_inputs(name: str, day) -> dict[str, str]:
    return {f"{name}-year": str(day.year), f"{name}-month": str(day.month), f"{name}-day": str(day.day)}


@pytest.fixture
def ticket_id(within, akagi) -> int:
    with within(akagi):
        return make.make_ticket().id


@pytest.fixture
def at_state(within, akagi):
    """`at_state("scheduled")` answers the id of a ticket of the first school in that state."""

    def bring(status: str, code: str = "001") -> int:
        with within(akagi):
            return make.bring(make.make_ticket(code=code), TicketStatus(status)).id

    return bring


@pytest.fixture
def status_of(within, akagi):
    def read(ticket_id: int) -> TicketStatus:
        with within(akagi):
            return make.stored(ticket_id).status

    return read


def text(answer, code: int = 200) -> str:
    assert answer.status_code == code, answer.get_data(as_text=True)[:2000]
    return answer.get_data(as_text=True)


def page_of(client, ticket_id: int, step: str = "") -> str:
    return text(client.get(f"/akagi/tickets/{ticket_id}{step}"))


@pytest.mark.parametrize("role", ["lead", "supporter", "school", "board"])
def test_whoever_may_see_a_ticket_sees_what_was_asked(role, ticket_id, sign_in):
    page = page_of(sign_in(role), ticket_id)
    assert "電子黒板が映らない" in page and "信号なしと出ます。" in page
    assert 'aria-current="step">受付' in page


def test_another_schools_ticket_is_like_none(within, akagi, sign_in):
    with within(akagi):
        other = make.make_ticket(code="002").id
    client = sign_in("school")
    for step in ("", "/edit", "/cancellation", "/attachments/1", "/appointment/refusal"):
        theirs, nobodys = (client.get(f"/akagi/tickets/{number}{step}") for number in (other, 99_999))
        assert theirs.status_code == nobodys.status_code == 404
        assert theirs.get_data() == nobodys.get_data()
    assert client.post(f"/akagi/tickets/{other}/comments", data={"body": "？"}).status_code == 404


def test_notes_are_on_the_centres_page_alone(ticket_id, within, akagi, sign_in, actor):
    supporter = sign_in("supporter")
    answer = supporter.post(
        f"/akagi/tickets/{ticket_id}/comments", data={"visibility": "internal", "body": "切替器を持参"}
    )
    assert answer.status_code == 303
    assert "切替器を持参" in page_of(supporter, ticket_id)
    for role in ("school", "board"):
        page = page_of(sign_in(role), ticket_id)
        assert "切替器を持参" not in page and "内部メモ" not in page


@pytest.mark.parametrize("role", ["school", "board"])
def test_who_may_not_write_notes_is_refused_one(role, ticket_id, sign_in):
    data = {"visibility": "internal", "body": "メモ"}
    assert sign_in(role).post(f"/akagi/tickets/{ticket_id}/comments", data=data).status_code == 403


@pytest.mark.parametrize("role", ["lead", "school", "board"])
def test_a_page_costs_the_same_for_a_long_conversation(role, ticket_id, within, akagi, sign_in, queries, actor):
    client = sign_in(role)
    page_of(client, ticket_id)
    with queries() as one:
        page_of(client, ticket_id)
    with within(akagi):
        ticket = make.stored(ticket_id)
        for number in range(60):
            operations.add_comment(ticket, body=f"その{number}", actor=actor("supporter"))
    with queries() as many:
        page_of(client, ticket_id)
    assert one.count == many.count <= BUDGET, many.texts


def test_a_comment_sent_twice_is_said_once(ticket_id, sign_in):
    client = sign_in("supporter")
    data = {"visibility": "public", "body": "明日うかがいます。", "once_key": "a" * 32}
    for _ in range(2):
        assert client.post(f"/akagi/tickets/{ticket_id}/comments", data=data).status_code == 303
    assert page_of(client, ticket_id).count('<p class="message__text">明日うかがいます。') == 1


def test_an_empty_comment_comes_back_with_the_reason(ticket_id, sign_in):
    answer = sign_in("supporter").post(f"/akagi/tickets/{ticket_id}/comments", data={"visibility": "public"})
    assert "本文を入力してください。" in text(answer, 422)


def test_the_lead_triages_books_and_the_school_accepts(ticket_id, sign_in, status_of, within, akagi):
    lead = sign_in("lead")
    triaged = lead.post(
        f"/akagi/tickets/{ticket_id}/triage", data={"category_code": "E2", "priority": "high", "note": "予備を持参"}
    )
    assert triaged.status_code == 303
    with within(akagi):
        supporter_id = make.user().id
    booked = lead.post(
        f"/akagi/tickets/{ticket_id}/appointment",
        data=date_inputs("day", TOMORROW)
        | {"starts": "13:15", "ends": "14:30", "mode": "visit", "assignee": str(supporter_id)},
    )
    assert booked.status_code == 303, text(booked, 303)
    page = page_of(lead, ticket_id)
    assert "明日 13:15–14:30" in page and "学校の承諾待ち" in page
    school = sign_in("school")
    assert "この日時を承諾する" in page_of(school, ticket_id)
    assert school.post(f"/akagi/tickets/{ticket_id}/appointment/acceptance").status_code == 303
    assert "学校が承諾" in page_of(lead, ticket_id)
    assert status_of(ticket_id) is TicketStatus.SCHEDULED


def test_a_supporter_does_and_closes(at_state, sign_in, status_of):
    ticket_id = at_state("scheduled")
    client = sign_in("supporter")
    assert client.post(f"/akagi/tickets/{ticket_id}/start").status_code == 303
    data = date_inputs("served_on", TODAY) | {
        "minutes": "45",
        "work_done": "切替器を交換した。",
        "answer": "直りました。",
    }
    assert client.post(f"/akagi/tickets/{ticket_id}/resolution", data=data).status_code == 303
    assert "切替器を交換した。" in page_of(client, ticket_id)
    assert client.post(f"/akagi/tickets/{ticket_id}/closure").status_code == 303
    assert status_of(ticket_id) is TicketStatus.CLOSED


def test_a_question_waits_for_the_school_and_its_answer_goes_on(at_state, sign_in, status_of):
    ticket_id = at_state("in_progress")
    client = sign_in("supporter")
    data = {"question": "型番を教えてください。", "once_key": "b" * 32}
    assert client.post(f"/akagi/tickets/{ticket_id}/question", data=data).status_code == 303
    assert status_of(ticket_id) is TicketStatus.WAITING
    assert "学校の回答待ち" in page_of(client, ticket_id)
    answer = {"visibility": "public", "body": "EB-0312です。"}
    assert sign_in("school").post(f"/akagi/tickets/{ticket_id}/comments", data=answer).status_code == 303
    assert status_of(ticket_id) is TicketStatus.IN_PROGRESS


def test_a_school_turns_a_time_down_and_wishes_for_another(at_state, sign_in, status_of):
    ticket_id = at_state("scheduled")
    data = {"reason": "公開授業と重なるため", "wish_1_band": "13:00-15:00"} | date_inputs(
        "wish_1", make.at(days=9).date()
    )
    answer = sign_in("school").post(f"/akagi/tickets/{ticket_id}/appointment/refusal", data=data)
    assert answer.status_code == 303, text(answer, 303)
    assert status_of(ticket_id) is TicketStatus.TRIAGED
    assert "13:00–15:00" in page_of(sign_in("lead"), ticket_id, "/appointment")


@pytest.mark.parametrize(
    ("step", "status"), [("cancellation", TicketStatus.CANCELLED), ("appointment/cancellation", TicketStatus.TRIAGED)]
)
def test_a_step_backwards_asks_for_its_reason(step, status, at_state, sign_in, status_of):
    ticket_id = at_state("scheduled")
    client = sign_in("lead")
    assert "理由を入力してください。" in text(client.post(f"/akagi/tickets/{ticket_id}/{step}", data={}), 422)
    assert client.post(f"/akagi/tickets/{ticket_id}/{step}", data={"reason": "重複のため"}).status_code == 303
    assert status_of(ticket_id) is status
    assert "重複のため" in page_of(client, ticket_id)


def test_a_closed_ticket_is_opened_again(at_state, sign_in, status_of):
    ticket_id = at_state("closed")
    client = sign_in("school")
    assert client.post(f"/akagi/tickets/{ticket_id}/reopening", data={"reason": "また映らない"}).status_code == 303
    assert status_of(ticket_id) is TicketStatus.IN_PROGRESS


def test_a_time_that_is_taken_is_refused_with_what_stands_there(within, akagi, sign_in, status_of):
    with within(akagi):
        make.book(make.make_ticket(subject="先の予定"))
        ticket_id, supporter_id = make.make_ticket().id, make.user().id
    form = date_inputs("day", TOMORROW) | {
        "starts": "13:30",
        "ends": "14:30",
        "mode": "visit",
        "assignee": str(supporter_id),
    }
    client = sign_in("lead")
    page = text(client.post(f"/akagi/tickets/{ticket_id}/appointment", data=form), 422)
    assert "ほかの予定があります" in page and "先の予定" in page
    assert 'value="13:30"' in page, "what was typed stays"
    assert status_of(ticket_id) is TicketStatus.RECEIVED
    asked = text(client.post(f"/akagi/tickets/{ticket_id}/appointment", data=form | {"check": "1"}))
    assert "先の予定" in asked and "空いています" in asked


def test_times_off_the_quarter_hours_are_refused_in_words(ticket_id, within, akagi, sign_in):
    with within(akagi):
        supporter_id = make.user().id
    data = date_inputs("day", TOMORROW) | {"starts": "13:10", "ends": "14:00", "mode": "visit"}
    answer = sign_in("lead").post(
        f"/akagi/tickets/{ticket_id}/appointment", data=data | {"assignee": str(supporter_id)}
    )
    assert "15分きざみ" in text(answer, 422)


def test_a_button_pressed_too_late_says_why_and_changes_nothing(at_state, sign_in, status_of):
    ticket_id = at_state("closed")
    client = sign_in("supporter")
    page = text(client.post(f"/akagi/tickets/{ticket_id}/start"), 422)
    assert "いまの状態は「終了」のため" in page and 'role="alert"' in page
    assert status_of(ticket_id) is TicketStatus.CLOSED


def test_a_steps_page_that_no_longer_fits_leads_back_with_the_reason(at_state, sign_in):
    ticket_id = at_state("closed")
    client = sign_in("supporter")
    answer = client.get(f"/akagi/tickets/{ticket_id}/resolution", follow_redirects=True)
    assert "いまの状態は「終了」のため" in text(answer)


STEPS_BY_ROLE = {
    "school": ("triage", "assignment", "appointment", "question", "resolution", "merge", "links", "follow-up"),
    "board": ("triage", "assignment", "appointment", "question", "resolution", "merge", "links", "follow-up", "edit"),
    "supporter": ("assignment", "merge"),
}


@pytest.mark.parametrize("role", STEPS_BY_ROLE)
def test_steps_beyond_ones_role_are_refused_and_not_offered(role, ticket_id, sign_in):
    client = sign_in(role)
    page = page_of(client, ticket_id)
    for step in STEPS_BY_ROLE[role]:
        assert client.get(f"/akagi/tickets/{ticket_id}/{step}").status_code == 403, step
        assert client.post(f"/akagi/tickets/{ticket_id}/{step}", data={}).status_code == 403, step
        assert f'href="/akagi/tickets/{ticket_id}/{step}"' not in page, step


@pytest.mark.parametrize("status", [status.value for status in TicketStatus])
@pytest.mark.parametrize("role", ["lead", "supporter", "school", "board"])
def test_every_step_offered_opens_and_one_button_at_most_is_filled(role, status, at_state, sign_in):
    client, ticket_id = sign_in(role), at_state(status)
    page = page_of(client, ticket_id)
    for step in set(re.findall(rf'href="/akagi/tickets/{ticket_id}/([^"#]+)"', page)):
        assert client.get(f"/akagi/tickets/{ticket_id}/{step}").status_code == 200, step
    assert page.count("button--filled") <= 1


def test_a_supporter_takes_a_ticket_and_leaves_it(ticket_id, sign_in):
    client = sign_in("supporter")
    assert client.post(f"/akagi/tickets/{ticket_id}/assignment/own").status_code == 303
    assert "担当をはずれる" in page_of(client, ticket_id)
    assert client.post(f"/akagi/tickets/{ticket_id}/assignment/end").status_code == 303
    assert "自分が担当する" in page_of(client, ticket_id)


def test_the_lead_gives_a_ticket_to_somebody(ticket_id, within, akagi, sign_in):
    with within(akagi):
        supporter = make.user()
        name, supporter_id = supporter.name, supporter.id
    client = sign_in("lead")
    data = {"assignee": str(supporter_id)}
    assert client.post(f"/akagi/tickets/{ticket_id}/assignment", data=data).status_code == 303
    assert name in page_of(client, ticket_id)
    refused = client.post(f"/akagi/tickets/{ticket_id}/assignment", data={"assignee": "99999"})
    assert "選び直してください" in text(refused, 422)
