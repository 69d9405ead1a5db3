"""Taking in a file in a real browser: watched without reloading, complete without JavaScript, hinted before sending."""

import shutil
import threading

import pytest
from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from tests.conftest import PASSWORD

pytestmark = pytest.mark.browser
CSV = "学校コード,学校名,校種,本校コード,郵便番号,住所,電話番号,児童生徒数\nN01,若葉小学校,小学校,,,,,120\n"


@pytest.fixture
def address(app):
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/akagi"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def open_page(address):
    """`open_page("/imports", java_script_enabled=False)` as a lead who signed in."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])

        def opened(path: str, **options):
            page = browser.new_context(locale="ja-JP", **options).new_page()
            page.goto(f"{address}/sign-in")
            page.fill("[name=email]", "lead@akagi.example")
            page.fill("[name=password]", PASSWORD)
            page.press("[name=password]", "Enter")
            page.wait_for_url(lambda url: "sign-in" not in url)
            page.goto(address + path)
            return page

        yield opened
        browser.close()


@pytest.fixture
def csv_file(tmp_path):
    path = tmp_path / "学校.csv"
    path.write_text(CSV)
    return path


def test_the_result_comes_without_reloading(open_page, csv_file, run_jobs):
    page = open_page("/imports/schools")
    page.set_input_files("input[type=file]", csv_file)
    page.get_by_role("button", name="取り込む").click()
    page.get_by_text("順番を待っています").wait_for()
    run_jobs()
    page.get_by_text("取り込みました").wait_for(timeout=15_000)
    assert page.locator("[hx-get]").count() == 0


def test_everything_works_without_javascript(open_page, csv_file, run_jobs):
    page = open_page("/imports/schools", java_script_enabled=False)
    page.set_input_files("input[type=file]", csv_file)
    page.get_by_role("button", name="取り込む").click()
    page.get_by_text("順番を待っています").wait_for()
    run_jobs()
    page.get_by_role("link", name="読み込み直す").click()
    page.get_by_text("取り込みました").wait_for()


def test_a_file_that_is_too_large_is_told_before_it_is_sent(open_page, tmp_path):
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate(21 * 1024 * 1024)
    page = open_page("/imports/schools")
    page.set_input_files("input[type=file]", large)
    page.get_by_text("ファイルが大きすぎます（21.0MB）").wait_for()
    page.get_by_role("button", name="取り込む").click()
    assert page.url.endswith("/imports/schools")
    assert page.get_by_role("button", name="取り込む").is_enabled()
