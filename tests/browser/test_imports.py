"""Taking in a file in a real browser: watched without reloading, complete without JavaScript, hinted before sending."""

import pytest

pytestmark = pytest.mark.browser
CSV = "学校コード,学校名,校種,本校コード,郵便番号,住所,電話番号,児童生徒数\nN01,若葉小学校,小学校,,,,,120\n"


@pytest.fixture
def open_page(browse):
    """`open_page("/imports", java_script_enabled=False)` as a lead who signed in."""

    def opened(path: str, **options):
        page = browse("lead", **options)
        page.goto(f"/akagi{path}")
        return page

    return opened


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
