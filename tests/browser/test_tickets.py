"""Pages of tickets in a browser: by keyboard alone, without script, and without a fault that axe can find."""

import pytest
from playwright.sync_api import Page, expect

from portal.tickets import operations
from portal.tickets.filters import TicketFilters
from portal.tickets.models import Kind, TicketStatus
from tests.browser.conftest import DESK, PHONE
from tests.tickets import make

pytestmark = pytest.mark.browser

SUBJECT = "通知表の罫線が消える"


@pytest.fixture
def world(within, akagi, actor) -> dict[str, int]:
    """Tickets in every state, one with everything a page can show; their ids by state."""
    with within(akagi):
        ids = {}
        for status in TicketStatus:
            ids[status.value] = make.bring(make.make_ticket(subject=f"{status.label}の件"), status).id
        full = make.make_ticket(
            subject="すべてがある件", files=[make.picture()], slots=[operations.Wish(make.at(days=2).date())]
        )
        operations.add_comment(full, body="切替器の予備を持参", internal=True, actor=actor("supporter"))
        operations.add_comment(full, body="明日うかがいます。", files=[make.picture()], actor=actor("supporter"))
        make.book(full, hour=15)
        operations.link_tickets(full, make.stored(ids["closed"]), actor=actor("lead"))
        ids["full"] = full.id
        make.book(make.make_ticket(subject="今日の訪問"), days=0, hour=20)
        operations.save_view("訪問だけ", TicketFilters(kind=Kind.VISIT), actor=actor("lead"))
        return ids


def test_a_school_asks_for_support_with_the_keyboard_alone(browse, tab_to):
    page = browse("school")
    tab_to(page, ".choice")
    tab_to(page, ".choice")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tickets/new?kind=online")
    tab_to(page, "[name=subject]")
    page.keyboard.type(SUBJECT)
    tab_to(page, "main form button[type=submit]")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=SUBJECT)).to_be_visible()


def test_the_lead_opens_a_ticket_and_its_menu_with_the_keyboard_alone(browse, tab_to, world):
    page = browse("lead")
    page.goto("/akagi/tickets")
    tab_to(page, ".table__subject")
    page.keyboard.press("Enter")
    expect(page.locator(".ticket-head h1")).to_be_visible()
    tab_to(page, ".ticket-head summary")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="内容を変更する")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="内容を変更する")).to_be_hidden()


def test_an_error_puts_the_focus_on_what_must_be_corrected_and_keeps_the_rest(browse):
    page = browse("school")
    page.goto("/akagi/tickets/new?kind=visit")
    page.get_by_label("くわしい内容").fill("信号なしと出ます。")
    page.get_by_role("button", name="依頼を送る").click()
    link = page.get_by_role("link", name="件名：件名を入力してください。")
    expect(link).to_be_focused()
    link.press("Enter")
    expect(page.get_by_label("件名")).to_be_focused()
    expect(page.get_by_label("くわしい内容")).to_have_value("信号なしと出ます。")


def test_a_note_looks_other_than_an_answer_before_it_is_sent(browse, world):
    page = browse("supporter")
    page.goto(f"/akagi/tickets/{world['full']}")
    page.get_by_text("内部メモ", exact=True).last.click()
    expect(page.get_by_role("button", name="メモを残す")).to_be_visible()
    expect(page.locator(".composer__send .composer__when-public")).to_be_hidden()
    page.get_by_label("本文").fill("予備は倉庫")
    page.get_by_role("button", name="メモを残す").click()
    expect(page.locator(".message--internal", has_text="予備は倉庫")).to_be_visible()


def test_chosen_rows_are_counted_and_closed_together(browse, world):
    page = browse("lead")
    page.goto("/akagi/tickets?status=resolved")
    page.get_by_label("すべて選ぶ").check()
    expect(page.locator(".bulk-bar")).to_contain_text("1件を選択中")
    page.get_by_role("button", name="終了にする").click()
    expect(page.get_by_text("1件：終了にしました。")).to_be_visible()


def test_filters_apply_by_themselves_and_stand_in_the_address(browse, world):
    page = browse("lead")
    page.goto("/akagi/tickets")
    page.get_by_label("状態").select_option("closed")
    page.wait_for_url("**/tickets?status=closed")
    expect(page.get_by_role("link", name="終了の件")).to_be_visible()
    expect(page.locator("tbody tr")).to_have_count(1)


def test_everything_works_without_script(browse, world):
    page = browse("school", java_script_enabled=False)
    page.get_by_role("link", name="オンライン支援").click()
    page.get_by_label("件名").fill(SUBJECT)
    page.get_by_role("button", name="依頼を送る").click()
    expect(page.get_by_role("heading", name=SUBJECT)).to_be_visible()
    page.get_by_label("本文").fill("5年生の分です。")
    page.get_by_role("button", name="送る").click()
    expect(page.get_by_text("5年生の分です。")).to_be_visible()


PAGES = {
    "lead": (
        "tickets",
        "tickets?status=any&sort=number&kind=visit&channel=phone",
        "tickets?q=どこにもない言葉",
        "tickets/{full}",
        "tickets/{waiting}",
        "tickets/{closed}",
        "tickets/{cancelled}",
        "tickets/new",
        "tickets/planning",
        "tickets/views",
        "tickets/{received}/triage",
        "tickets/{full}/assignment",
        "tickets/{full}/appointment",
        "tickets/{full}/appointment?day=2026-12-01&starts=13:00&ends=14:00",
        "tickets/{full}/appointment/cancellation",
        "tickets/{full}/question",
        "tickets/{full}/resolution",
        "tickets/{full}/edit",
        "tickets/{resolved}/edit",
        "tickets/{full}/merge",
        "tickets/{full}/links",
        "tickets/{full}/follow-up",
        "tickets/{full}/cancellation",
        "tickets/{closed}/reopening",
        "tickets/merge?ids={received}&ids={triaged}",
        "categories",
        "categories/1",
        "today",
    ),
    "supporter": ("today", "tickets/{full}"),
    "school": (
        "school-home",
        "tickets",
        "tickets/new?kind=visit",
        "tickets/{full}",
        "tickets/{full}/appointment/refusal",
        "tickets/{received}/edit",
    ),
    "board": ("tickets", "tickets/{full}"),
}


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("role", PAGES)
def test_no_page_has_a_fault_that_axe_finds_or_runs_over_its_edge(role, size, browse, world, faults_of):
    page = browse(role, size=size)
    faults = []
    for place in PAGES[role]:
        answer = page.goto(f"/akagi/{place.format(**world)}")
        assert answer.status == 200, place
        faults += faults_of(page) + overflow(page)
    assert faults == []


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_no_answer_to_a_form_has_a_fault_either(size, browse, world, faults_of):
    page = browse("lead", size=size)
    faults = []
    for place, button in (
        ("tickets/new", "チケットを作る"),
        (f"tickets/{world['received']}/triage", "切り分けを終える"),
        (f"tickets/{world['received']}/appointment", "空きを確かめる"),
        (f"tickets/{world['in_progress']}/resolution", "解決にする"),
    ):
        page.goto(f"/akagi/{place}")
        page.get_by_role("main").get_by_role("button", name=button).click()
        page.wait_for_selector("[data-error-summary]")
        faults += faults_of(page) + overflow(page)
    plan_visits(page)
    assert faults + faults_of(page) + overflow(page) == []


def plan_visits(page: Page) -> None:
    """As far as the proposal."""
    page.goto("/akagi/tickets/planning")
    page.get_by_role("textbox", name="件名").fill("端末の年次更新")
    page.get_by_label("小学校 2校").check()
    for name, day in (("first_day", make.at(days=1).date()), ("last_day", make.at(days=20).date())):
        for part in ("year", "month", "day"):
            page.locator(f"[name='{name}-{part}']").fill(str(getattr(day, part)))
    page.get_by_label("開始").fill("9:00")
    page.get_by_label("終了").fill("11:00")
    page.get_by_role("button", name="計画の案を見る").click()
    expect(page.get_by_role("heading", name="計画の案")).to_be_visible()


def overflow(page: Page) -> list[str]:
    """Pages scroll up and down, never sideways."""
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return [f"{page.url} runs over its edge"] if wide else []
