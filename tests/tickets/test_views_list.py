"""The list of tickets as each role sees it: rows, filters in the address, files, budgets, bad addresses."""

import csv
import io
import re

import pytest

from portal.tickets import operations
from portal.tickets.models import Kind, TicketStatus
from tests.tickets import make

BUDGET = 6
EVERYBODY = ("lead", "supporter", "board")


def numbers(page: str) -> list[str]:
    """Ticket numbers in the order of the table."""
    return re.findall(r'<td class="cell-fixed"><a href="[^"]+">(R\d+-\d+)</a></td>', page)


def page_of(client, address: str = "/akagi/tickets", **query) -> str:
    answer = client.get(address, query_string=query)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


@pytest.fixture
def three(within, akagi, actor):
    """One open visit, one resolved online session, one open request of the second school."""
    with within(akagi):
        make.make_ticket(subject="電子黒板が映らない")
        make.resolve(make.make_ticket(subject="通知表の印刷", kind=Kind.ONLINE))
        make.make_ticket(code="002", subject="校内研修の計画", kind=Kind.TRAINING)


@pytest.mark.parametrize("role", EVERYBODY)
def test_staff_and_board_see_every_open_ticket_of_the_tenant(role, three, sign_in):
    page = page_of(sign_in(role))
    assert "電子黒板が映らない" in page and "校内研修の計画" in page
    assert "通知表の印刷" not in page


def test_a_school_sees_its_own_requests_in_every_state_and_no_other_schools(three, sign_in):
    page = page_of(sign_in("school"))
    assert "電子黒板が映らない" in page and "通知表の印刷" in page
    assert "校内研修の計画" not in page
    assert "支援の依頼" in page and "bulk" not in page


def test_a_school_that_never_asked_is_shown_what_will_stand_here_and_how_to_begin(sign_in):
    page = page_of(sign_in("school"))
    assert "依頼は、まだありません" in page
    for kind in ("visit", "online", "training"):
        assert f"/akagi/tickets/new?kind={kind}" in page


def test_people_without_a_part_in_tickets_are_refused(sign_in):
    for role in ("trainee", "office"):
        assert sign_in(role).get("/akagi/tickets").status_code == 403


def test_filters_stand_in_the_address_and_narrow_the_list(three, sign_in):
    client = sign_in("lead")
    assert numbers(page_of(client, kind="training")) == numbers(page_of(client, q="校内研修"))
    assert "通知表の印刷" in page_of(client, status="done")
    assert len(numbers(page_of(client, status="any"))) == 3
    assert "あてはまるチケットはありません" in page_of(client, kind="online")


def test_a_search_goes_over_tickets_in_every_state(three, sign_in):
    assert "通知表の印刷" in page_of(sign_in("lead"), q="通知表")


def test_a_filter_behind_the_button_becomes_a_chip_that_takes_it_away(three, sign_in):
    page = page_of(sign_in("lead"), channel="phone", kind="visit")
    assert re.search(r'<a class="filter filter--set" href="/akagi/tickets\?kind=visit">', page)


def test_the_view_that_is_open_is_marked_and_named(three, sign_in):
    page = page_of(sign_in("lead"), assignee="none")
    assert "<h1>未割り当てのチケット</h1>" in page
    assert re.search(r'href="/akagi/tickets\?assignee=none" aria-current="page"', page)


def test_heads_sort_the_list_and_say_so(three, sign_in):
    client = sign_in("lead")
    upwards = numbers(page_of(client, status="any", sort="number"))
    downwards = numbers(page_of(client, status="any", sort="number", descending="1"))
    assert upwards == downwards[::-1] and len(upwards) == 3
    assert 'aria-sort="ascending"' in page_of(client, sort="number")


@pytest.mark.parametrize(
    "query",
    ["sort=drop", "page=-1", "page=0", "page=x", "status=asleep", "school=abc", "received_from=Feb", "descending=yes"],
)
def test_a_wrong_address_is_a_clear_refusal(query, sign_in):
    answer = sign_in("lead").get(f"/akagi/tickets?{query}")
    assert answer.status_code == 400
    assert re.search(r"使えません|ページ|日付", answer.get_data(as_text=True))


def test_a_page_beyond_the_last_shows_the_last(three, sign_in):
    assert len(numbers(page_of(sign_in("lead"), page="40"))) == 2


@pytest.mark.parametrize("role", [*EVERYBODY, "school"])
def test_the_list_costs_as_many_statements_for_sixty_tickets_as_for_one(role, within, akagi, sign_in, queries):
    with within(akagi):
        make.make_ticket()
    client = sign_in(role)
    page_of(client)
    with queries() as one:
        page_of(client)
    with within(akagi):
        for _ in range(59):
            make.make_ticket()
    with queries() as many:
        page_of(client)
    with queries() as filtered:
        page_of(client, kind="visit", sort="school", page="2")
    assert one.count == many.count == filtered.count <= BUDGET


def test_fifty_rows_make_a_page(within, akagi, sign_in):
    with within(akagi):
        for _ in range(51):
            make.make_ticket()
    client = sign_in("lead")
    assert len(numbers(page_of(client))) == 50
    assert len(numbers(page_of(client, page="2"))) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "cp932"])
def test_the_file_holds_the_rows_of_the_list_in_its_order(encoding, three, sign_in):
    client = sign_in("lead")
    query = {"status": "any", "sort": "number", "descending": "1"}
    shown = numbers(page_of(client, **query))
    answer = client.get("/akagi/tickets/export", query_string=query | {"form": "csv", "encoding": encoding})
    text = answer.get_data().decode("utf-8-sig" if encoding == "utf-8" else "cp932")
    assert [row["番号"] for row in csv.DictReader(io.StringIO(text))] == shown
    assert "attachment" in answer.headers["Content-Disposition"]


def test_excel_is_offered_and_other_forms_are_refused(three, sign_in):
    client = sign_in("board")
    assert client.get("/akagi/tickets/export?form=xlsx").get_data()[:2] == b"PK"
    assert client.get("/akagi/tickets/export?form=pdf").status_code == 400
    assert client.get("/akagi/tickets/export?encoding=latin-1").status_code == 400


def test_a_school_takes_no_file_of_the_list(sign_in):
    assert sign_in("school").get("/akagi/tickets/export").status_code == 403


def test_a_late_ticket_says_by_how_many_days(within, akagi, actor, sign_in):
    with within(akagi):
        ticket = make.make_ticket()
        operations.edit_ticket(ticket, {"due_on": make.at(days=-3).date()}, version=None, actor=make.SYSTEM)
    page = page_of(sign_in("lead"))
    assert re.search(r'<span class="late">.*?（3日超過）</span>', page)


def test_texts_of_tickets_are_shown_as_text(within, akagi, sign_in):
    with within(akagi):
        make.make_ticket(subject="<b>映らない</b>", body='"><script>alert(1)</script>')
    page = page_of(sign_in("lead"))
    assert "&lt;b&gt;映らない&lt;/b&gt;" in page and "<script>alert" not in page


def test_the_way_back_from_a_ticket_leads_to_the_list_as_it_was(within, akagi, sign_in):
    with within(akagi):
        ticket_id = make.make_ticket().id
    client = sign_in("lead")
    page_of(client, kind="visit", sort="school")
    page = page_of(client, f"/akagi/tickets/{ticket_id}")
    assert 'class="back" href="/akagi/tickets?' in page and "kind=visit" in page


def test_a_merged_ticket_leaves_the_open_list(within, akagi, sign_in):
    with within(akagi):
        stays, goes = make.make_ticket(), make.make_ticket(subject="同じ件")
        operations.merge_tickets(goes, stays, actor=make.SYSTEM)
        assert goes.status is TicketStatus.CANCELLED
    assert "同じ件" not in page_of(sign_in("lead"))
