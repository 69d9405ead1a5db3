"""The support centre's whole first job: asked for, planned, done, told by mail, and counted in the term's table."""

import pytest
from playwright.sync_api import Page, expect

from portal.kernel import clock
from tests.tickets import make

pytestmark = pytest.mark.browser

SUBJECT = "電子黒板が映らない（3年1組）"


def test_a_visit_is_asked_for_planned_done_and_counted(browse, run_jobs, mailbox, within, akagi):
    with within(akagi):
        supporter = make.user().name
    school, lead, worker = browse("school"), browse("lead"), browse("supporter")
    ask_for_a_visit(school)
    triage_and_book(lead, supporter)
    accept(school)
    do_and_close(worker)
    run_jobs()
    look_at_the_mails(lead, mailbox)
    find_it_in_the_table(browse("board"))


def fill_day(page: Page, name: str, day) -> None:
    for part, value in (("year", day.year), ("month", day.month), ("day", day.day)):
        page.locator(f"[name='{name}-{part}']").fill(str(value))


def ask_for_a_visit(page: Page) -> None:
    expect(page.get_by_role("heading", name="支援を頼む")).to_be_visible()
    page.get_by_role("link", name="訪問支援").click()
    page.get_by_label("件名").fill(SUBJECT)
    page.get_by_label("くわしい内容").fill("信号なしと出ます。")
    fill_day(page, "wish_1", make.at(days=1).date())
    page.get_by_label("第1希望の時間帯").select_option(index=2)
    page.get_by_role("button", name="依頼を送る").click()
    expect(page.get_by_text("として受け付けました")).to_be_visible()


def triage_and_book(page: Page, supporter: str) -> None:
    page.goto("/akagi/tickets")
    page.get_by_role("link", name=SUBJECT).click()
    page.get_by_role("link", name="切り分ける").click()
    page.get_by_label("分類").select_option("E2")
    page.get_by_role("button", name="切り分けを終える").click()
    page.get_by_role("link", name="日時を予約する").click()
    page.locator(".wished__list a").first.click()
    page.get_by_label("終了").fill("14:30")
    page.get_by_role("button", name="空きを確かめる").click()
    expect(page.get_by_text("空いています").first).to_be_visible()
    page.get_by_text(supporter).check()
    page.get_by_role("button", name="この日時で予約する").click()
    expect(page.locator(".appointment")).to_contain_text("学校の承諾待ち")


def accept(page: Page) -> None:
    page.goto("/akagi/school-home")
    page.get_by_role("button", name="承諾する").click()
    expect(page.locator(".appointment")).to_contain_text("学校が承諾")


def do_and_close(page: Page) -> None:
    page.goto("/akagi/tickets?assignee=me")
    page.get_by_role("link", name=SUBJECT).click()
    page.get_by_role("button", name="対応を始める").click()
    page.get_by_role("link", name="解決にする").click()
    page.get_by_label("行ったこと").fill("切替器を交換した。")
    page.get_by_label("学校への回答").fill("直りました。ご確認ください。")
    page.get_by_role("button", name="解決にする").click()
    page.get_by_role("button", name="終了にする").click()
    expect(page.get_by_text("終了にしました。")).to_be_visible()


def look_at_the_mails(page: Page, mailbox) -> None:
    assert "直りました。ご確認ください。" in mailbox.text("school@akagi.example")
    assert mailbox.to("supporter@akagi.example") and mailbox.to("lead@akagi.example")
    page.goto("/akagi/mails")
    expect(page.get_by_role("main").get_by_text(SUBJECT).first).to_be_visible()


def find_it_in_the_table(page: Page) -> None:
    page.goto(f"/akagi/reports/terms?fiscal_year={clock.fiscal_year_of(clock.today())}")
    page.get_by_role("row", name="訪問支援").get_by_role("link", name="1", exact=True).first.click()
    expect(page.get_by_role("link", name=SUBJECT)).to_be_visible()
    expect(page.locator("tbody tr")).to_have_count(1)
