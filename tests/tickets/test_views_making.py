"""Making tickets in the browser: a school asks, the centre notes, visits are planned; and putting tickets right."""

import io
import re

import pytest

from portal.kernel import clock
from portal.kernel.db import db
from portal.tickets import operations
from portal.tickets.models import Channel, TicketStatus
from portal.tickets.queries import ticket_page
from portal.tickets.queries.lists import TicketFilters
from tests.tickets import make
from tests.tickets.test_views_ticket import date_inputs, text

KEY = "c" * 32
REQUEST = {"kind": "visit", "subject": "電子黒板が映らない", "body": "信号なしと出ます。", "once_key": KEY}
BUDGET = 10


def newest(within, akagi):
    """The tickets there are, the newest first."""
    with within(akagi):
        rows = ticket_page(make.SYSTEM, TicketFilters(status="any", sort="number", descending=True)).rows
        found = [make.stored(row.id) for row in rows]
        db.session.expunge_all()
        return found


def hidden(page: str, name: str) -> str:
    (field,) = re.findall(rf'<input[^>]*name="{name}"[^>]*>', page)
    return re.search(r'value="([^"]*)"', field)[1].replace("&#34;", '"').replace("&quot;", '"')


def test_a_school_asks_for_a_visit_with_days_and_a_photo(sign_in, within, akagi):
    client = sign_in("school")
    assert 'value="visit" checked' in text(client.get("/akagi/tickets/new?kind=visit"))
    data = REQUEST | date_inputs("wish_1", make.at(days=3).date()) | {"wish_1_band": "13:00-15:00"}
    data["files"] = (io.BytesIO(make.PNG), "画面 の 写真.png")
    answer = client.post("/akagi/tickets/new", data=data, content_type="multipart/form-data", follow_redirects=True)
    page = text(answer)
    assert "として受け付けました" in page and "画面 の 写真.png" in page
    (ticket,) = newest(within, akagi)
    assert ticket.channel is Channel.PORTAL and ticket.school.code == "001"
    assert [(slot.day, slot.starts.hour) for slot in ticket.slots] == [(make.at(days=3).date(), 13)]


def test_a_form_sent_twice_makes_one_ticket(sign_in, within, akagi):
    client = sign_in("school")
    first, second = (client.post("/akagi/tickets/new", data=REQUEST) for _ in range(2))
    assert first.status_code == second.status_code == 303
    assert first.headers["Location"] == second.headers["Location"]
    assert len(newest(within, akagi)) == 1


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"subject": " "}, "件名を入力してください。"),
        ({"kind": ""}, "頼みたいことを選んでください。"),
        ({"kind": "party"}, "頼みたいこと"),
        ({"subject": "長" * 101}, "100文字までで入力してください。"),
        ({"wish_1-year": "2026", "wish_1-month": "13", "wish_1-day": "1"}, "カレンダーにある日付"),
        ({"due_on-year": "2020", "due_on-month": "1", "due_on-day": "5"}, "期限は今日以降"),
        ({"wish_1-year": "2020", "wish_1-month": "1", "wish_1-day": "5"}, "過ぎています"),
        ({"wish_1_band": "noon"}, "時間帯を選んでください。"),
    ],
)
def test_what_is_wrong_is_named_and_what_was_typed_stays(wrong, message, sign_in, within, akagi):
    page = text(sign_in("school").post("/akagi/tickets/new", data=REQUEST | wrong), 422)
    assert message in page and "まだ送られていません" in page
    assert "信号なしと出ます。" in page and f'value="{KEY}"' in page
    assert newest(within, akagi) == []


def test_errors_are_listed_in_the_order_of_the_page(sign_in):
    page = text(sign_in("lead").post("/akagi/tickets/new", data={"wish_1_band": "noon", "channel": "phone"}), 422)
    listed = re.findall(r'<li><a href="#[^"]+">([^：]+)：', page)
    assert listed == ["学校", "種別", "件名", "第1希望の時間帯"]


def test_a_file_that_is_not_to_be_kept_is_named(sign_in, within, akagi):
    data = REQUEST | {"files": (io.BytesIO(b"MZ\x90\x00program"), "便利.exe")}
    answer = sign_in("school").post("/akagi/tickets/new", data=data, content_type="multipart/form-data")
    page = text(answer, 422)
    assert "便利.exe" in page and "もう一度選んでください" in page
    assert newest(within, akagi) == []


def test_a_school_cannot_fill_in_the_centres_fields(sign_in, within, akagi):
    data = REQUEST | {"school": "2", "channel": "fax", "priority": "high", "category_code": "E2"}
    assert sign_in("school").post("/akagi/tickets/new", data=data).status_code == 303
    (ticket,) = newest(within, akagi)
    assert ticket.school.code == "001" and ticket.channel is Channel.PORTAL and ticket.category_code is None


def test_the_centre_notes_a_call(sign_in, within, akagi):
    with within(akagi):
        school_id = make.school("002").id
    client = sign_in("supporter")
    assert f'value="{school_id}" selected' in text(client.get(f"/akagi/tickets/new?school={school_id}")).replace(
        f'selected value="{school_id}"', f'value="{school_id}" selected'
    )
    data = REQUEST | date_inputs("received_on", clock.today())
    data |= {"school": str(school_id), "channel": "phone", "priority": "high", "requester_name": "岡田 真理"}
    assert client.post("/akagi/tickets/new", data=data | {"category_code": "E2"}).status_code == 303
    (ticket,) = newest(within, akagi)
    assert (ticket.school.code, ticket.requester_name, ticket.category_code) == ("002", "岡田 真理", "E2")


@pytest.mark.parametrize("school", ["", "abc", "99999"])
def test_the_centre_chooses_a_school_that_there_is(school, sign_in):
    data = REQUEST | date_inputs("received_on", clock.today()) | {"school": school, "channel": "phone"}
    assert "学校を選" in text(sign_in("lead").post("/akagi/tickets/new", data=data | {"priority": "normal"}), 422)


def test_the_board_makes_no_tickets(sign_in):
    client = sign_in("board")
    assert client.get("/akagi/tickets/new").status_code == client.post("/akagi/tickets/new").status_code == 403


def test_making_a_ticket_costs_few_statements(sign_in, queries):
    client = sign_in("school")
    with queries() as counted:
        assert client.post("/akagi/tickets/new", data=REQUEST).status_code == 303
    assert counted.count <= BUDGET, counted.texts


def test_a_ticket_is_put_right(sign_in, within, akagi):
    with within(akagi):
        ticket_id = make.make_ticket().id
    client = sign_in("lead")
    page = text(client.get(f"/akagi/tickets/{ticket_id}/edit"))
    assert (
        client.post(f"/akagi/tickets/{ticket_id}/edit", data=_form(page, subject="プロジェクター")).status_code == 303
    )
    (ticket,) = newest(within, akagi)
    assert ticket.subject == "プロジェクター" and ticket.body == "信号なしと出ます。"


def _form(page: str, **changes: str) -> dict[str, str]:
    """The edit form as the browser would send it."""
    today = clock.today()
    return (
        {"version": hidden(page, "version"), "opened": hidden(page, "opened")}
        | {"kind": "visit", "subject": "電子黒板が映らない", "body": "信号なしと出ます。", "category_code": ""}
        | {"priority": "normal", "channel": "phone", "requester_name": "", "contact_id": ""}
        | {"wish_1_band": "", "wish_2_band": "", "wish_3_band": ""}
        | date_inputs("received_on", today)
        | changes
    )


def test_who_saves_second_sees_both_versions_and_loses_nothing(sign_in, within, akagi):
    with within(akagi):
        ticket_id = make.make_ticket().id
    address = f"/akagi/tickets/{ticket_id}/edit"
    first, second = sign_in("lead"), sign_in("supporter")
    mine, theirs = text(first.get(address)), text(second.get(address))
    assert first.post(address, data=_form(mine, subject="1階の電子黒板", priority="high")).status_code == 303
    page = text(second.post(address, data=_form(theirs, subject="2階の電子黒板", body="青い画面です。")), 409)
    assert "ほかの人が先に変更しました" in page
    assert "1階の電子黒板" in page and 'value="2階の電子黒板"' in page and "青い画面です。</textarea>" in page
    again = _form(page, subject="2階の電子黒板", body="青い画面です。", priority="high")
    assert second.post(address, data=again).status_code == 303
    (ticket,) = newest(within, akagi)
    assert (ticket.subject, ticket.body, ticket.priority) == ("2階の電子黒板", "青い画面です。", "high")


def test_what_only_the_other_changed_is_taken_over(sign_in, within, akagi):
    with within(akagi):
        ticket_id = make.make_ticket().id
    address = f"/akagi/tickets/{ticket_id}/edit"
    first, second = sign_in("lead"), sign_in("supporter")
    mine, theirs = text(first.get(address)), text(second.get(address))
    changed = _form(mine, priority="high") | date_inputs("due_on", make.at(days=5).date())
    assert first.post(address, data=changed).status_code == 303
    page = text(second.post(address, data=_form(theirs, body="青い画面です。")), 409)
    assert re.search(rf'<input[^>]*name="due_on-day"[^>]*value="{make.at(days=5).day}"', page)
    assert re.search(r'value="high" checked', page)


def test_a_school_puts_its_own_request_right_until_work_begins(sign_in, within, akagi):
    with within(akagi):
        ticket = make.make_ticket()
        ticket_id = ticket.id
    client = sign_in("school")
    page = text(client.get(f"/akagi/tickets/{ticket_id}/edit"))
    assert 'name="priority"' not in page
    data = {"version": hidden(page, "version"), "opened": hidden(page, "opened"), "subject": "2台とも映らない"}
    assert client.post(f"/akagi/tickets/{ticket_id}/edit", data=data).status_code == 303
    with within(akagi):
        make.bring(make.stored(ticket_id), TicketStatus.IN_PROGRESS)
    assert client.get(f"/akagi/tickets/{ticket_id}/edit").status_code == 302


def test_the_result_of_a_done_ticket_is_put_right(sign_in, within, akagi):
    with within(akagi):
        ticket_id = make.resolve(make.make_ticket()).id
    client = sign_in("supporter")
    page = text(client.get(f"/akagi/tickets/{ticket_id}/edit"))
    result = date_inputs("served_on", clock.today()) | {"minutes": "90", "work_done": "配線を直した。"}
    assert client.post(f"/akagi/tickets/{ticket_id}/edit", data=_form(page) | result).status_code == 303
    (ticket,) = newest(within, akagi)
    assert (ticket.minutes, ticket.work_done) == (90, "配線を直した。")


def test_a_ticket_goes_on_in_another_and_is_joined_to_others(sign_in, within, akagi):
    with within(akagi):
        ticket_id, other_id = make.make_ticket().id, make.make_ticket(subject="切替器の故障").id
    client = sign_in("supporter")
    data = {"kind": "visit", "subject": "切替器を届ける", "once_key": KEY, "assignee": ""}
    assert client.post(f"/akagi/tickets/{ticket_id}/follow-up", data=data).status_code == 303
    assert "切替器の故障" in text(client.get(f"/akagi/tickets/{ticket_id}/links?q=故障"))
    assert client.post(f"/akagi/tickets/{ticket_id}/links", data={"other": str(other_id)}).status_code == 303
    page = text(client.get(f"/akagi/tickets/{ticket_id}"))
    assert "続きのチケット" in page and "関連するチケット・受付" in page
    assert client.post(f"/akagi/tickets/{ticket_id}/links/{other_id}/removal").status_code == 303
    assert "関連するチケット・" not in text(client.get(f"/akagi/tickets/{ticket_id}"))


def test_a_ticket_is_merged_into_another_of_its_school_alone(sign_in, within, akagi):
    with within(akagi):
        ticket_id, stays = make.make_ticket().id, make.make_ticket(subject="先の依頼").id
        elsewhere = make.make_ticket(code="002", subject="よその依頼").id
    client = sign_in("lead")
    page = text(client.get(f"/akagi/tickets/{ticket_id}/merge?q=依頼"))
    assert "先の依頼" in page and "よその依頼" not in page
    refused = client.post(f"/akagi/tickets/{ticket_id}/merge", data={"other": str(elsewhere)})
    assert "学校が異なる" in text(refused, 422)
    assert client.post(f"/akagi/tickets/{ticket_id}/merge", data={"other": str(stays)}).status_code == 303
    assert "まとめ先" in text(client.get(f"/akagi/tickets/{ticket_id}"))
    assert "選んでください" in text(client.post(f"/akagi/tickets/{stays}/merge", data={"other": "x"}), 422)


def test_files_come_back_under_their_names_as_what_they_are(sign_in, within, akagi):
    with within(akagi):
        ticket_id = make.make_ticket(files=[make.picture("電子黒板.png")]).id
    client = sign_in("school")
    (address,) = re.findall(r'class="attachment" href="([^"]+)"', text(client.get(f"/akagi/tickets/{ticket_id}")))
    with client.get(address) as answer:
        assert answer.mimetype == "image/png" and answer.headers["X-Content-Type-Options"] == "nosniff"
        disposition = answer.headers["Content-Disposition"]
        assert disposition.startswith("inline") and "filename*=UTF-8''%E9%9B%BB" in disposition
    data = {"body": "表です。", "visibility": "public", "files": (io.BytesIO("番号,名前\n".encode()), "表.csv")}
    client.post(f"/akagi/tickets/{ticket_id}/comments", data=data, content_type="multipart/form-data")
    table = re.findall(r'class="attachment" href="([^"]+)"', text(client.get(f"/akagi/tickets/{ticket_id}")))[-1]
    with client.get(table) as answer:
        assert answer.headers["Content-Disposition"].startswith("attachment")


def test_a_notes_file_and_another_schools_are_hidden(sign_in, within, akagi, actor):
    with within(akagi):
        ticket = make.make_ticket()
        operations.add_comment(ticket, body="内", internal=True, files=[make.picture()], actor=actor("lead"))
        elsewhere = make.make_ticket(code="002", files=[make.picture()]).id
        ticket_id = ticket.id
    lead = sign_in("lead")
    (note,) = re.findall(r'class="attachment" href="([^"]+)"', text(lead.get(f"/akagi/tickets/{ticket_id}")))
    (theirs,) = re.findall(r'class="attachment" href="([^"]+)"', text(lead.get(f"/akagi/tickets/{elsewhere}")))
    for address in (note, theirs):
        with lead.get(address) as answer:
            assert answer.status_code == 200
        assert sign_in("school").get(address).status_code == 404
    assert sign_in("board").get(note).status_code == 404
