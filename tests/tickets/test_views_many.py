"""Many tickets at once, saved views, visits planned in bulk, and the categories."""

import re

import pytest

from portal.tickets import operations, queries
from portal.tickets.filters import TicketFilters
from portal.tickets.models import Kind, TicketStatus
from tests.tickets import make
from tests.tickets.test_views_list import page_of
from tests.tickets.test_views_ticket import date_inputs, text

KEY = "d" * 32


@pytest.fixture
def two(within, akagi) -> list[int]:
    """A resolved ticket and an open one."""
    with within(akagi):
        return [make.resolve(make.make_ticket()).id, make.make_ticket(subject="通知表の印刷").id]


def test_many_are_given_to_somebody_at_once(within, akagi, sign_in):
    with within(akagi):
        ids = [make.make_ticket().id, make.make_ticket().id]
        supporter = make.user()
        name, supporter_id = supporter.name, supporter.id
    client = sign_in("lead")
    data = {"ids": ids, "action": "assign", "assignee": str(supporter_id)}
    page = text(client.post("/akagi/tickets/bulk", data=data, follow_redirects=True))
    assert f"2件：担当を{name}さんにしました。" in page


def test_what_could_not_be_done_is_told_ticket_by_ticket(two, sign_in, within, akagi):
    page = text(sign_in("lead").post("/akagi/tickets/bulk", data={"ids": two, "action": "close"}))
    assert "2件のうち1件" in page and "いまの状態は「受付」のため" in page
    with within(akagi):
        assert [make.stored(number).status for number in two] == [TicketStatus.CLOSED, TicketStatus.RECEIVED]


def test_many_get_a_new_due_date(two, sign_in, within, akagi):
    day = make.at(days=4).date()
    client = sign_in("supporter")
    data = {"ids": two, "action": "due", "due_on": day.isoformat()}
    assert client.post("/akagi/tickets/bulk", data=data).status_code == 303
    with within(akagi):
        assert {make.stored(number).due_on for number in two} == {day}
    page = text(client.post("/akagi/tickets/bulk", data=data | {"due_on": "never"}, follow_redirects=True))
    assert "期限の日付を確かめてください" in page


def test_several_are_merged_into_the_one_that_stays(within, akagi, sign_in):
    with within(akagi):
        ids = [make.make_ticket().id, make.make_ticket().id, make.make_ticket().id]
    client = sign_in("lead")
    page = text(client.post("/akagi/tickets/bulk", data={"ids": ids, "action": "merge"}, follow_redirects=True))
    assert page.count('type="radio"') == 3
    assert "残すチケットを選んでください" in text(client.post("/akagi/tickets/merge", data={"ids": ids}), 422)
    answer = client.post("/akagi/tickets/merge", data={"ids": ids, "into": str(ids[0])})
    assert answer.headers["Location"].endswith(f"/tickets/{ids[0]}")
    with within(akagi):
        assert [make.stored(number).status.value for number in ids] == ["received", "cancelled", "cancelled"]


def test_a_merge_that_one_ticket_forbids_changes_none(within, akagi, sign_in):
    with within(akagi):
        ids = [make.make_ticket().id, make.make_ticket().id, make.make_ticket(code="002").id]
    page = text(sign_in("lead").post("/akagi/tickets/merge", data={"ids": ids, "into": str(ids[0])}), 422)
    assert "学校が異なる" in page
    with within(akagi):
        assert {make.stored(number).status.value for number in ids} == {"received"}


def test_nothing_chosen_is_said(sign_in):
    page = text(sign_in("lead").post("/akagi/tickets/bulk", data={"action": "close"}, follow_redirects=True))
    assert "チケットを選んでから" in page


def test_ids_that_are_not_ones_to_see_end_the_whole_request(two, sign_in, within, akagi):
    client = sign_in("lead")
    for ids in ([*two, 99_999], ["x"]):
        assert client.post("/akagi/tickets/bulk", data={"ids": ids, "action": "close"}).status_code == 404
    assert client.post("/akagi/tickets/bulk", data={"ids": two, "action": "burn"}).status_code == 400
    with within(akagi):
        assert make.stored(two[0]).status is TicketStatus.RESOLVED


@pytest.mark.parametrize(("role", "action"), [("supporter", "assign"), ("board", "close"), ("school", "close")])
def test_what_a_role_may_not_do_to_one_it_may_not_do_to_many(role, action, two, sign_in):
    data = {"ids": two, "action": action, "assignee": ""}
    assert sign_in(role).post("/akagi/tickets/bulk", data=data).status_code == 403


def test_a_view_is_saved_opened_renamed_and_deleted(two, sign_in):
    client = sign_in("lead")
    saved = client.post("/akagi/tickets/views", data={"view_name": "訪問の依頼", "kind": "visit", "sort": "school"})
    assert saved.status_code == 303
    page = page_of(client, kind="visit", sort="school")
    assert "<h1>訪問の依頼</h1>" in page
    (view_id,) = re.findall(r"/akagi/tickets/views/(\d+)/name", page_of(client, "/akagi/tickets/views"))
    renamed = client.post(f"/akagi/tickets/views/{view_id}/name", data={"view_name": "訪問だけ"}, follow_redirects=True)
    assert "訪問だけ" in text(renamed)
    gone = client.post(f"/akagi/tickets/views/{view_id}/deletion", follow_redirects=True)
    assert "保存した見方は、まだありません" in text(gone)


def test_views_need_a_name_of_their_own(sign_in):
    client = sign_in("lead")
    assert "見方の名前を入力してください" in text(client.post("/akagi/tickets/views", data={"view_name": " "}), 422)
    for name in ("甲", "乙"):
        client.post("/akagi/tickets/views", data={"view_name": name})
    ids = re.findall(r"/akagi/tickets/views/(\d+)/name", page_of(client, "/akagi/tickets/views"))
    answer = client.post(f"/akagi/tickets/views/{ids[1]}/name", data={"view_name": "乙"})
    assert "すでにあります" in text(answer, 422)


def test_anothers_view_is_like_none(sign_in, within, akagi, actor):
    with within(akagi):
        view_id = operations.save_view("私の", TicketFilters(kind=Kind.VISIT), actor=actor("supporter")).id
    client = sign_in("lead")
    assert "私の" not in page_of(client)
    assert client.post(f"/akagi/tickets/views/{view_id}/deletion").status_code == 404


def _plan(**changes) -> dict:
    first, last = make.at(days=1).date(), make.at(days=20).date()
    return (
        {"subject": "端末の年次更新", "body": "", "category_code": "", "once_key": KEY}
        | {"school_types": ["elementary"], "weekdays": ["0", "1", "2", "3", "4"], "per_day": "1"}
        | {"starts": "9:00", "ends": "11:00"}
        | date_inputs("first_day", first)
        | date_inputs("last_day", last)
        | changes
    )


def _proposal(page: str) -> dict[str, str]:
    """Every field of the proposal, as the browser would send it back."""
    fields = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and (name[1].startswith("visits-") or name[1] in ("subject", "body", "category_code", "once_key")):
            fields[name[1]] = value[1] if value else ""
    return fields


def test_visits_are_proposed_looked_through_and_planned_all_at_once(sign_in, within, akagi):
    with within(akagi):
        supporter_id = make.user().id
    client = sign_in("lead")
    assert "小学校 2校" in page_of(client, "/akagi/tickets/planning")
    page = text(client.post("/akagi/tickets/planning", data=_plan(assignees=[str(supporter_id)])))
    fields = _proposal(page) | {f"visits-{at}-assignee": str(supporter_id) for at in range(2)}
    assert sum(name.endswith("-day") for name in fields) == 2
    for _ in range(2):
        made = client.post("/akagi/tickets/planning/visits", data=fields)
        assert made.status_code == 303, text(made, 303)
    page = page_of(client, planned="1")
    assert page.count("端末の年次更新</a>") == 2 and "予定あり" in page


def test_a_plan_with_one_clash_is_refused_whole_with_the_reason(sign_in, within, akagi):
    with within(akagi):
        supporter_id = make.user().id
    client = sign_in("lead")
    fields = _proposal(text(client.post("/akagi/tickets/planning", data=_plan())))
    day = fields["visits-0-day"]
    fields |= {"visits-1-day": day} | {f"visits-{at}-assignee": str(supporter_id) for at in range(2)}
    page = text(client.post("/akagi/tickets/planning/visits", data=fields), 422)
    assert "まだ登録されていません" in page and "ほかの予定があります" in page
    with within(akagi):
        assert queries.count_matching(make.SYSTEM, TicketFilters(status="any")) == 0


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"school_types": []}, "学校か校種を選んでください"),
        ({"weekdays": []}, "曜日を選んでください"),
        ({"per_day": "0"}, "1から50まで"),
        (date_inputs("last_day", make.at(days=0).date()), "最初の日以後"),
        ({"starts": "9:99"}, "時と分"),
        (date_inputs("first_day", make.at(days=20).date()), "日数が足りません"),
    ],
)
def test_a_plan_that_cannot_be_says_why(wrong, message, sign_in):
    assert message in text(sign_in("lead").post("/akagi/tickets/planning", data=_plan() | wrong), 422)


def test_only_leads_plan(sign_in):
    for role in ("supporter", "school", "board"):
        assert sign_in(role).get("/akagi/tickets/planning").status_code == 403


@pytest.mark.parametrize("role", ["lead", "tenant_admin"])
def test_a_category_is_added_renamed_hidden_and_shown(role, sign_in, within, akagi):
    client = sign_in(role)
    data = {"group": "environment", "code": "x1", "label": "ドローンの準備"}
    assert "X1 ドローンの準備" in text(client.post("/akagi/categories", data=data, follow_redirects=True))
    assert "使われています" in text(client.post("/akagi/categories", data=data), 422)
    with within(akagi):
        number = queries.category("X1").id
    assert client.post(f"/akagi/categories/{number}", data={"label": "ドローン"}).status_code == 303
    assert "名前を入力してください" in text(client.post(f"/akagi/categories/{number}", data={"label": ""}), 422)
    for step, hidden in (("hiding", True), ("showing", False)):
        assert client.post(f"/akagi/categories/{number}/{step}").status_code == 303
        with within(akagi):
            assert queries.category("X1").hidden is hidden


def test_categories_are_no_business_of_supporters(sign_in):
    assert sign_in("supporter").get("/akagi/categories").status_code == 403
