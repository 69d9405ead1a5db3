"""Monthly reports on the web: begun, written, handed in, checked, approved, and given out."""

import re

import pytest

from portal.kernel import clock
from tests.worklogs import make

MONTH = "2022-10"


@pytest.fixture(autouse=True)
def evening():
    with clock.at(make.EVENING):
        yield


@pytest.fixture
def begun(within, akagi, actor, sign_in) -> str:
    """The address of the supporter's report of a month with one log."""
    with within(akagi):
        make.handed_in(actor("supporter"), wishes="充電保管庫の増設")
    subject = f"supporter-{actor('supporter').user_id}"
    answer = sign_in("supporter").post("/akagi/monthly-reports/", data={"month": MONTH, "subject": subject})
    assert answer.status_code == 303
    return answer.headers["Location"]


def page(client, address: str, code: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == code, answer.get_data(as_text=True)[:1500]
    return answer.get_data(as_text=True)


def version(text: str) -> str:
    return re.search(r'name="version"[^>]*value="(\d+)"', text)[1]


def write(client, address: str, **more):
    values = {"issues": "保管庫の鍵", "proposals": "研修を学期に一度", "version": version(page(client, address))}
    return client.post(f"{address}/text", data=values | more)


def test_a_report_goes_from_its_writer_to_the_board_and_is_frozen_as_a_paper(begun, sign_in, run_jobs):
    supporter, lead, board = sign_in("supporter"), sign_in("lead"), sign_in("board")
    text = page(supporter, begun)
    assert "授業支援" in text and "合計" in text and "1時間" in text
    assert write(supporter, begun).status_code == 303
    assert page(board, begun, 404)
    assert write(supporter, begun, submit="1").status_code == 303
    assert lead.post(f"{begun}/check").status_code == 303
    assert board.post(f"{begun}/approve").status_code == 303
    assert "PDFを作っています" in page(board, begun)
    run_jobs()
    assert "PDFをダウンロードする" in page(board, f"{begun}/progress")
    answer = board.get(f"{begun}/file")
    assert answer.mimetype == "application/pdf" and answer.data.startswith(b"%PDF")


def test_a_report_comes_back_with_its_reason(begun, sign_in):
    supporter, lead = sign_in("supporter"), sign_in("lead")
    write(supporter, begun, submit="1")
    assert lead.post(f"{begun}/return", data={"reason": ""}).status_code == 422
    assert lead.post(f"{begun}/return", data={"reason": "課題をくわしく"}).status_code == 303
    assert "課題をくわしく" in page(supporter, begun)


def test_what_two_people_wrote_is_not_lost(begun, sign_in):
    supporter = sign_in("supporter")
    old = version(page(supporter, begun))
    write(supporter, begun)
    answer = supporter.post(f"{begun}/text", data={"issues": "別の課題", "proposals": "", "version": old})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "別の課題" in text and "ほかの人が先に変更しました" in text


def test_the_list_offers_what_may_be_begun_and_shows_the_hours(begun, sign_in):
    lead = sign_in("lead")
    text = page(lead, f"/akagi/monthly-reports/?month={MONTH}")
    assert "センター全体" in text and begun in text and "支援時間の推移" in text
    answer = lead.post("/akagi/monthly-reports/", data={"month": MONTH, "subject": "centre-0"})
    assert "学校別" in page(lead, answer.headers["Location"])
    for wrong in ("", "centre", "nobody-1", "supporter-x"):
        assert lead.post("/akagi/monthly-reports/", data={"month": MONTH, "subject": wrong}).status_code == 400


def test_a_workbook_holds_the_tables(begun, sign_in):
    answer = sign_in("supporter").get(f"{begun}/workbook")
    assert answer.status_code == 200 and "spreadsheet" in answer.mimetype


def test_reports_of_others_and_of_other_tenants_stay_closed(begun, sign_in):
    assert sign_in("school").get(begun).status_code == 403
    assert sign_in("supporter", "minato").get(begun.replace("akagi", "minato")).status_code == 404
