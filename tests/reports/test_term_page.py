"""The page on cases by term: its figures, their links, its files, the paper, and what goes wrong."""

import csv
import io
from datetime import date

import pytest
import sqlalchemy as sa
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from portal.kernel import clock
from portal.kernel.audit import AuditEvent
from portal.kernel.db import db
from portal.reports import terms
from portal.reports.queries import papers
from portal.tickets.queries import TicketFilters, count_matching
from tests.reports import make
from tests.reports.pages import Page, arguments, figures

PAGE = "/akagi/reports/terms"


@pytest.fixture(autouse=True)
def third_term():
    with clock.at(make.noon(make.THIRD_TERM)):
        yield


@pytest.fixture
def golden_akagi(akagi, minato, within, golden):
    with within(akagi):
        make.add_golden(golden)
        make.make_school("900", "件数のない分校")
    with within(minato):
        make.add_ticket(make.school_ids()[0])
    return akagi


@pytest.fixture
def board(golden_akagi, sign_in):
    return sign_in("board")


def shown(client, address: str = f"{PAGE}?fiscal_year=2022") -> Page:
    answer = client.get(address)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return Page(answer.get_data(as_text=True))


def downloaded(client, address: str) -> bytes:
    with client.get(address) as answer:
        assert answer.status_code == 200
        return answer.data


def test_the_page_shows_the_golden_table_and_says_that_a_term_is_running(board):
    page = shown(board)
    assert "オンライン支援 5 10 4 19 2.6 訪問支援 248 366 62 676 93.1 研修支援 15 12 4 31 4.3" in page.text
    assert "合計 268 388 70 726 100.0" in page.text
    assert "※3学期は継続中・令和5年1月20日現在" in page.text
    assert "件数のない分校 0 0 0 0 0 0 0" in page.text
    assert page.faults == []


def test_every_figure_opens_exactly_as_many_tickets(board, golden_akagi, within, actor):
    links = figures(shown(board), "/akagi/tickets")
    assert len(links) > 100
    reader = actor("board")
    with within(golden_akagi):
        for address, figure in set(links):
            filters = TicketFilters.from_args(arguments(address))
            assert count_matching(reader, filters) == figure, address


def test_a_figure_and_a_bar_lead_to_the_list(board):
    page = shown(board)
    [bar] = [address for address, name in page.links if name == "訪問支援 2学期 366件"]
    answer = board.get(bar)
    assert answer.status_code == 200
    assert "366" in Page(answer.get_data(as_text=True)).text


def test_the_page_takes_few_statements_however_many_rows(board, queries):
    shown(board)
    with queries() as counted:
        shown(board)
    assert counted.count <= 8, counted.texts


def test_the_newest_year_that_has_begun_is_shown_unless_another_is_asked_for(board, sign_in):
    assert "令和4年度 ｜" in board.get(PAGE).text
    with clock.at(make.noon(date(2026, 5, 1))):
        later = sign_in("board")
        assert "令和8年度 ｜" in later.get(PAGE).text
        assert "令和4年度 ｜" in later.get(f"{PAGE}?fiscal_year=2022").text


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("sort=code", ["001", "002", "900"]),
        ("sort=code&descending=1", ["900", "002", "001"]),
        ("sort=total&descending=1", ["002", "001", "900"]),
        ("sort=term1&descending=0", ["900", "001", "002"]),
        ("sort=training&descending=1", ["002", "001", "900"]),
    ],
)
def test_the_schools_are_sorted_as_asked(board, golden_akagi, within, order, expected):
    with within(golden_akagi):
        make.add_ticket(make.school_ids()[1], served_on=date(2022, 9, 2))
    text = shown(board, f"{PAGE}?fiscal_year=2022&{order}").text
    schools = text[text.index("件数のない学校も並びます") :].split()
    assert [word for word in schools if word in expected] == expected


@pytest.mark.parametrize(
    "query", ["fiscal_year=abc", "fiscal_year=99999999999", "fiscal_year=-1", "sort=secret", "page=-1"]
)
def test_a_wrong_address_is_answered_clearly(board, query):
    assert board.get(f"{PAGE}?{query}").status_code == 400


def test_a_year_without_terms_is_said_on_page_and_file(board):
    answer = board.get(f"{PAGE}?fiscal_year=2019")
    assert answer.status_code == 404
    assert "令和元年度の学期が登録されていません" in answer.get_data(as_text=True)
    assert Page(answer.get_data(as_text=True)).faults == []
    assert board.get(f"{PAGE}?fiscal_year=2019&format=json").json["error"]
    assert board.get(f"{PAGE}/export/xlsx?fiscal_year=2019").status_code == 404


def test_the_same_table_comes_as_json(board, golden_akagi, within):
    with within(golden_akagi):
        expected = terms.table(2022).as_dict()
    assert board.get(f"{PAGE}?fiscal_year=2022&format=json").json == expected


@pytest.mark.parametrize("encoding", ["utf-8", "cp932"])
def test_the_table_comes_as_csv_for_excel(board, encoding):
    content = downloaded(board, f"{PAGE}/export/csv?fiscal_year=2022&encoding={encoding}")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig" if encoding == "utf-8" else encoding))))
    assert rows[0] == ["種別", "1学期", "2学期", "3学期", "計", "構成比（％）"]
    assert rows[2] == ["訪問支援", "248", "366", "62", "676", "93.1"]
    assert rows[-1] == ["合計", "268", "388", "70", "726", "100.0"]


def test_the_workbook_has_a_sheet_per_table_with_the_same_sums(board, golden_akagi, within):
    content = downloaded(board, f"{PAGE}/export/xlsx?fiscal_year=2022")
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert book.sheet_names == ["学期別・種別", "校種別", "学校別", "分類別", "集計の方法"]
    for name in ("学校別", "分類別"):
        assert sum(row[-1] for row in book.get_sheet_by_name(name).to_python()[1:]) == 726
    assert book.get_sheet_by_name("学期別・種別").to_python()[-1] == ["合計", 268, 388, 70, 726, 100]
    with within(golden_akagi):
        taken = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "report.exported")).one()
        assert taken.subject_label == "令和4年度 学期別支援件数（xlsx）"


def issue(client, once_key: str = "form one"):
    return client.post(f"{PAGE}/papers", data={"fiscal_year": "2022", "once_key": once_key})


def test_a_paper_is_issued_made_by_the_worker_and_downloaded(board, run_jobs):
    answer = issue(board)
    assert answer.status_code == 302
    page = board.get(answer.location)
    assert "PDFを作っています" in page.text
    assert Page(page.text).faults == []
    assert board.get(f"{answer.location}/file").status_code == 404
    assert "hx-get" in board.get(f"{answer.location}/progress").text
    assert run_jobs() == 1
    progress = board.get(f"{answer.location}/progress").text
    assert "hx-get" not in progress
    assert "PDFをダウンロードする" in progress
    with board.get(f"{answer.location}/file") as file:
        assert file.mimetype == "application/pdf"
        assert "R4-T-0001" in file.headers["Content-Disposition"]
        assert len(PdfReader(io.BytesIO(file.data)).pages) == 1
    assert "R4-T-0001" in shown(board).text
    assert "R4-T-0001" in shown(board, "/akagi/reports/papers").text


def test_two_clicks_lead_to_one_paper(board, golden_akagi, within):
    assert issue(board).location == issue(board).location
    with within(golden_akagi):
        assert papers.count() == 1


def test_a_paper_that_could_not_be_made_says_so_and_is_made_on_asking(board, golden_akagi, within, run_jobs):
    address = issue(board).location
    with within(golden_akagi):
        db.session.execute(sa.text("UPDATE outbox SET status = 'dead'"))
    assert "PDFを作れませんでした" in board.get(address).text
    assert board.post(f"{address}/again").status_code == 302
    assert "PDFを作っています" in board.get(address).text
    assert run_jobs() == 1
    assert "PDFをダウンロードする" in board.get(address).text


@pytest.mark.parametrize("path", ["", "/file", "/progress"])
def test_a_paper_of_another_tenant_is_not_there(board, run_jobs, sign_in, path):
    address = issue(board).location
    run_jobs()
    other = sign_in("board", "minato")
    assert other.get(address.replace("akagi", "minato") + path).status_code == 404
    assert other.get(address + path).status_code == 302


def test_supporters_read_but_do_not_issue_and_schools_do_neither(golden_akagi, sign_in):
    supporter, school = sign_in("supporter"), sign_in("school")
    page = supporter.get(f"{PAGE}?fiscal_year=2022")
    assert page.status_code == 200
    assert "報告書（PDF）を作る" not in page.text
    assert issue(supporter).status_code == 403
    for address in (PAGE, f"{PAGE}/export/csv", "/akagi/reports/papers", "/akagi/dashboard"):
        assert school.get(address).status_code == 403


def test_a_form_without_its_key_is_refused(board, app):
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        assert issue(board).status_code == 400
    finally:
        app.config["WTF_CSRF_ENABLED"] = False


def test_the_empty_list_of_papers_says_what_will_stand_there(board):
    assert "まだ発行した報告書はありません" in shown(board, "/akagi/reports/papers").text
