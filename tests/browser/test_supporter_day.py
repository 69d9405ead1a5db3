"""A supporter's day on a phone: arriving, recording with and without network, handing in; then those who confirm it."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from portal.kernel import clock
from portal.worklogs import queries
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_tickets import overflow
from tests.worklogs import make

MORNING = clock.moment(2026, 11, 19, 9, 10)
DAY = date(2026, 11, 19)


@pytest.fixture
def day(within, akagi) -> Iterator[None]:
    """A working day with two visits, the second at the other school; the portal's clock stands in its morning."""
    with clock.at(MORNING):
        with within(akagi):
            make.booked("9:00", "12:00", day=DAY, title="定期訪問")
            make.booked("13:15", "14:30", day=DAY, code="002", title="定期訪問")
        yield


@pytest.fixture
def phone(day, browse) -> Page:
    """The supporter's, whose clock agrees with the portal's."""
    page = browse("supporter", size=PHONE)
    page.clock.set_fixed_time(MORNING)
    return page


def look(page: Page, faults_of, faults: list[str], name: str) -> None:
    """Notes what axe finds and what runs over its edge."""
    faults += faults_of(page) + overflow(page)


def record(page: Page, item: str, line: str, *, starts: str | None = None) -> None:
    """Three taps and a line."""
    page.get_by_role("link", name="記録する").last.click()
    expect(page.get_by_role("button", name="保存する")).to_be_visible()
    page.get_by_role("radio", name=item, exact=True).check()
    page.get_by_label("内容").fill(line)
    if starts:
        page.get_by_text("くわしく書く").click()
        page.get_by_label("開始").fill(starts)
    page.get_by_role("button", name="保存する").click()
    page.wait_for_url("**/akagi/today")


def ready_for_the_corridor(page: Page) -> None:
    """The worker is there and keeps the day and the form."""
    page.wait_for_selector("html[data-offline-ready]")


def test_a_day_from_arrival_to_approval(phone, browse, faults_of, run_jobs, mailbox, within, akagi, actor, address):
    faults, page = [], phone
    page.goto("/akagi/today")
    look(page, faults_of, faults, "today")
    page.get_by_role("button", name="入校する").click()
    expect(page.get_by_text("に入校中")).to_be_visible()
    record(page, "操作支援", "3年2組 算数 図形アプリの共同編集", starts="9:00")
    expect(page.get_by_text("記録 1件")).to_be_visible()
    ready_for_the_corridor(page)
    page.context.set_offline(True)
    record(page, "ICT機器の準備", "充電保管庫の点検")
    expect(page.get_by_text("圏外です。")).to_be_visible()
    expect(page.get_by_text("この端末に保存中 1件")).to_be_visible()
    expect(page.get_by_text("送信待ち")).to_be_visible()
    look(page, faults_of, faults, "offline")
    page.get_by_role("button", name="退校する").click()
    expect(page.get_by_text("この操作は、つながってからもう一度押してください。")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("記録 2件")).to_be_visible()
    expect(page.get_by_text("この端末に保存中")).to_be_hidden()
    record(page, "教材作成", "校内研修の資料", starts="10:30")
    page.get_by_role("button", name="退校する").click()
    expect(page.get_by_text("に入校中")).to_be_hidden()
    look(page, faults_of, faults, "after")
    page.get_by_role("button", name="日報を提出する").click()
    page.get_by_role("button", name="このまま提出").click()
    expect(page.get_by_role("link", name="この日の日報")).to_be_visible()

    run_jobs()
    school_confirms(browse, mailbox, address, faults_of, faults)
    lead = browse("lead", size=DESK)
    lead.goto("/akagi/worklogs/review")
    lead.get_by_label("すべて選ぶ").check()
    lead.get_by_role("button", name="点検済みにする").click()
    expect(lead.get_by_text("1件：点検しました。")).to_be_visible()
    board = browse("board", size=DESK)
    board.goto("/akagi/worklogs/review")
    board.get_by_role("table").get_by_role("link").first.click()
    look(board, faults_of, faults, "log")
    board.get_by_role("button", name="承認する").click()
    expect(board.get_by_text("承認しました。")).to_be_visible()
    report_holds_it(browse, run_jobs, faults_of, faults)
    with within(akagi):
        log = queries.day_log(actor("supporter").user_id, DAY)
        assert log.status == "approved" and len(log.entries) == 3
        assert all(one.confirmed_at for one in queries.confirmations_of(log))
    assert faults == []


def report_holds_it(browse, run_jobs, faults_of, faults: list[str]) -> None:
    """The month's report, from the supporter to the paper."""
    page = browse("supporter", size=PHONE)
    page.goto("/akagi/monthly-reports/")
    page.get_by_role("button", name="報告書を作る").click()
    expect(page.get_by_role("row", name="合計")).to_contain_text("1時間30分")
    look(page, faults_of, faults, "report")
    page.get_by_label("課題").fill("充電保管庫の鍵")
    page.get_by_role("button", name="保存して提出する").click()
    expect(page.get_by_text("月次報告を提出しました。")).to_be_visible()
    address = page.url
    for role, button in (("lead", "点検済みにする"), ("board", "承認する")):
        page = browse(role)
        page.goto(address)
        page.get_by_role("button", name=button).click()
        expect(page.get_by_role("button", name=button)).to_be_hidden()
    run_jobs()
    with page.expect_download() as download:
        page.get_by_role("link", name="PDFをダウンロードする").click()
    words = "".join(sheet.extract_text() for sheet in PdfReader(download.value.path()).pages)
    assert "操作支援" in words and "充電保管庫の鍵" in words
    look(page, faults_of, faults, "approved")


def school_confirms(browse, mailbox, address: str, faults_of, faults: list[str]) -> None:
    bodies = [mail.get_content() for mail in mailbox.messages]
    link = next(
        found[1] for body in bodies if (found := re.search(r"http://localhost(/akagi/confirmations/\S+)", body))
    )
    page = browse("school", size=PHONE)
    page.context.clear_cookies()
    page.goto(link)
    look(page, faults_of, faults, "link")
    page.get_by_label("お名前").fill("星野 恵")
    page.get_by_role("button", name="この内容で確認する").click()
    expect(page.get_by_text("確認済みです")).to_be_visible()


def test_a_double_tap_saves_once(phone, within, akagi, actor):
    page = phone
    page.goto("/akagi/worklogs/entries/new")
    page.get_by_role("radio", name="操作支援", exact=True).check()
    page.locator("[name=school_id]").select_option(index=1)
    page.get_by_label("内容").fill("二度押し")
    page.get_by_role("button", name="保存する").dblclick()
    page.wait_for_url("**/akagi/today")
    with within(akagi):
        log = queries.day_log(actor("supporter").user_id, DAY)
        assert [one.content for one in log.entries if not one.drafted] == ["二度押し"]


def test_signing_out_clears_what_the_device_kept_after_a_warning(phone):
    page = phone
    page.goto("/akagi/today")
    ready_for_the_corridor(page)
    page.context.set_offline(True)
    page.goto("/akagi/worklogs/entries/new?school=1")
    page.get_by_role("radio", name="操作支援", exact=True).check()
    page.locator("[name=school_id]").select_option(index=1)
    page.get_by_role("button", name="保存する").click()
    expect(page.get_by_text("この端末に保存中 1件")).to_be_visible()
    page.on("dialog", lambda dialog: dialog.dismiss())
    page.locator("summary.account").click()
    with page.expect_event("dialog") as warning:
        page.get_by_role("button", name="サインアウト").click()
    assert "まだ送っていない記録が1件" in warning.value.message
    expect(page.get_by_text("この端末に保存中 1件")).to_be_visible()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_every_page_of_logs_is_free_of_faults(size, day, browse, within, akagi, actor, faults_of):
    with within(akagi):
        before = DAY - timedelta(days=1)
        log_id = make.handed_in(actor("supporter"), before).id
        draft = make.record(make.log(actor("supporter"), DAY), actor("supporter"), "9:00", "9:45")
        entry_place = f"worklogs/entries/{draft.id}/edit"
    faults: list[str] = []
    places = {
        "supporter": ("today", "worklogs/", f"worklogs/{log_id}", "worklogs/entries/new", entry_place),
        "lead": ("worklogs/review?status=any", "worklogs/missing", f"worklogs/{log_id}", "today", "monthly-reports/"),
        "school": ("school-home", "confirmations/", "confirmations/1"),
    }
    for role, addresses in places.items():
        page = browse(role, size=size)
        for place in addresses:
            answer = page.goto(f"/akagi/{place}")
            assert answer.status == 200, place
            look(page, faults_of, faults, place)
    assert faults == []


def test_the_form_fits_a_phone_and_goes_by_the_keyboard_alone(phone, tab_to):
    page = phone
    page.goto("/akagi/worklogs/entries/new?school=1")
    assert page.evaluate("document.documentElement.scrollHeight") <= PHONE[1], "the form needs scrolling"
    tab_to(page, "[name=group]")
    tab_to(page, "[name=category_code]")
    page.keyboard.press("Space")
    tab_to(page, "[name=minutes]")
    page.keyboard.type("45")
    tab_to(page, "[name=content]")
    page.keyboard.type("操作の支援")
    page.keyboard.press("Enter")
    page.wait_for_url("**/akagi/today")
    expect(page.get_by_text("操作の支援")).to_be_visible()


def test_the_whole_form_works_without_script(day, browse):
    page = browse("supporter", size=PHONE, java_script_enabled=False)
    page.goto("/akagi/worklogs/entries/new?school=1")
    page.get_by_role("radio", name="操作支援", exact=True).check()
    page.get_by_label("時間").fill("60")
    page.get_by_label("内容").fill("スクリプトなし")
    page.get_by_role("button", name="保存する").click()
    expect(page.get_by_text("スクリプトなし")).to_be_visible()
