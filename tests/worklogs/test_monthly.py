"""Monthly reports: numbered, written, checked, approved and then frozen, with the paper that shows it."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from portal.kernel import audit, clock
from portal.kernel.access import NotAllowed
from portal.kernel.db import db
from portal.kernel.states import EditedMeanwhile
from portal.worklogs import monthly, operations, queries
from portal.worklogs.models import ReportScope, ReportStatus
from tests.worklogs.make import data, log, record, school, user

NOVEMBER = date(2022, 11, 1)
DAY = date(2022, 11, 14)
FIRST_OF_DECEMBER = clock.moment(2022, 12, 1, 16, 20)


@pytest.fixture(autouse=True)
def _first_of_december():
    with clock.at(FIRST_OF_DECEMBER):
        yield


@pytest.fixture
def november(within, akagi, actor):
    me = actor("supporter")
    with within(akagi):
        of = log(me, DAY)
        record(of, me, "9:00", "10:30", content="算数の操作支援", good_practice=True, grade_class="4年", subject="算数")
        record(of, me, "10:30", "10:45", category_code="E2", content="理科室で無線に接続できない")
        operations.submit_log(of, accepted=True, actor=me)
        operations.confirm_as_school(queries.confirmations_of(of)[0], actor=actor("school"))


def mine(actor):
    return monthly.monthly_report(NOVEMBER, ReportScope.SUPPORTER, user=user(), actor=actor("supporter"))


def approved(actor):
    report = mine(actor)
    monthly.edit_report(
        report, issues="端末の更新に時間がかかる。", proposals="動画を共有する。", actor=actor("supporter")
    )
    monthly.submit_report(report, actor=actor("supporter"))
    monthly.check_report(report, actor=actor("lead"))
    return monthly.approve_report(report, actor=actor("board"))


def words(pdf: bytes) -> str:
    return "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def test_a_report_is_made_once_with_a_number_of_its_month_and_kind(within, akagi, actor):
    with within(akagi):
        first = mine(actor)
        assert first.code == "R4-11-S001"
        assert mine(actor) is first
        lead = actor("lead")
        assert (
            monthly.monthly_report(NOVEMBER, ReportScope.SUPPORTER, user=user("lead"), actor=lead).code == "R4-11-S002"
        )
        assert monthly.monthly_report(NOVEMBER, ReportScope.SCHOOL, school=school(), actor=lead).code == "R4-11-G001"
        assert monthly.monthly_report(NOVEMBER, ReportScope.CENTRE, actor=lead).code == "R4-11-C001"
        assert monthly.monthly_report(date(2022, 10, 9), ReportScope.CENTRE, actor=lead).code == "R4-10-C001"
        with pytest.raises(operations.WrongInput, match="これからの月"):
            monthly.monthly_report(date(2023, 1, 1), ReportScope.CENTRE, actor=lead)


def test_two_who_begin_a_report_at_once_share_it_and_its_number(within, akagi, actor):
    def begin(_):
        with clock.at(FIRST_OF_DECEMBER), within(akagi):
            return mine(actor).code

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(begin, range(4))) == {"R4-11-S001"}
    with within(akagi):
        lead = actor("lead")
        assert (
            monthly.monthly_report(NOVEMBER, ReportScope.SUPPORTER, user=user("lead"), actor=lead).code == "R4-11-S002"
        )


def test_each_step_is_for_those_whose_it_is(within, akagi, actor):
    me, lead, board = actor("supporter"), actor("lead"), actor("board")
    with within(akagi):
        with pytest.raises(NotAllowed):
            monthly.monthly_report(NOVEMBER, ReportScope.CENTRE, actor=me)
        report = mine(actor)
        assert queries.report(board, report.id) is None
        assert queries.report(actor("school"), report.id) is None
        with pytest.raises(NotAllowed):
            monthly.submit_report(report, actor=lead)
        monthly.submit_report(report, actor=me)
        assert queries.report(board, report.id) is report
        assert monthly.report_actions(lead, report) == {"check", "return"}
        with pytest.raises(NotAllowed):
            monthly.approve_report(report, actor=board)
        with pytest.raises(operations.Missing):
            monthly.return_report(report, reason="", actor=lead)
        monthly.return_report(report, reason="課題を書いてください。", actor=lead)
        assert (report.status, report.return_reason) == (ReportStatus.DRAFT, "課題を書いてください。")


def test_words_saved_by_an_old_form_are_not_overwritten(within, akagi, actor):
    me = actor("supporter")
    with within(akagi):
        report = mine(actor)
        version = report.version
        monthly.edit_report(report, issues="一", proposals="", version=version, actor=me)
        with pytest.raises(EditedMeanwhile):
            monthly.edit_report(report, issues="二", proposals="", version=version, actor=me)


def test_an_approved_report_stays_as_it_was_whatever_becomes_of_the_logs(within, akagi, actor, november, run_jobs):
    me = actor("supporter")
    with within(akagi):
        report = approved(actor)
        report_id = report.id
        of = queries.day_log(me.user_id, DAY)
        operations.check_log(of, actor=actor("lead"))
        operations.approve_log(of, actor=actor("board"))
        operations.correct_log(of, reason="時間の誤り", actor=me)
        entry = queries.entries_of(of)[0]
        operations.edit_entry(entry, data("9:00", "10:00"), accepted=True, actor=me)
        operations.submit_log(of, accepted=True, actor=me)
        db.session.commit()
        assert queries.month_figures(NOVEMBER, ReportScope.SUPPORTER, me.user_id).minutes == 75
        assert monthly.report_figures(report).minutes == 105
    run_jobs()
    with within(akagi):
        report = queries.report(me, report_id)
        assert report.file.name == f"R4-11-S001_月次業務報告書_2022-11_{user().name.replace(' ', '')}.pdf"
        kept = monthly.report_pdf(report)
        assert monthly.report_pdf(report) == kept
        text = words(kept)
    for expected in (
        "月次業務報告書", "令和４年11月分（令和４年11月１日～11月30日）", "R4-11-S001", "あかぎ市教育委員会御中",
        "勤務日数訪問日数計画訪問要請による訪問支援件数支援時間1日1日1回0回2件1.75時間", "L5操作支援11.50",
        "E2障害トラブル対応10.25", "訪問1件のうち1件確認済", "令和4年12月1日16時20分", "14日（月）",
        "算数の操作支援、理科室で無線に接続できない", "その場で解決", "（４年・算数）", "端末の更新に時間がかかる。",
        "1/2", "2/2",
    ):  # fmt: skip
        assert expected in text, (expected, text)
    assert "作成中" not in text


def test_a_report_that_is_not_approved_says_so_on_its_paper(within, akagi, actor, november):
    with within(akagi):
        assert "作成中" in words(monthly.report_pdf(mine(actor)))


@pytest.mark.parametrize("scope", [ReportScope.SCHOOL, ReportScope.CENTRE])
def test_a_school_and_the_centre_have_their_own_list(within, akagi, actor, november, scope):
    with within(akagi):
        chosen = school() if scope is ReportScope.SCHOOL else None
        report = monthly.monthly_report(NOVEMBER, scope, school=chosen, actor=actor("lead"))
        paper = monthly.report_figures(report)
        assert (paper.entries, paper.minutes) == (2, 105)
        assert paper.lines[0]["place"] == (user().name.replace(" ", "　") if chosen else school().name)
        assert "月次業務報告書" in words(monthly.report_pdf(report))


def test_the_workbook_holds_the_same_figures(within, akagi, actor, november):
    with within(akagi):
        with monthly.report_workbook(mine(actor), actor=actor("supporter")) as export:
            book = CalamineWorkbook.from_filelike(export.file)
        assert book.sheet_names == ["概要", "分類別", "訪問等の一覧", "障害・破損への対応", "好事例", "課題及び提案"]
        rows = book.get_sheet_by_name("分類別").to_python()[1:]
        assert rows[0] == ["授業支援", "L5", "操作支援", 1, 90, 1.5]
        assert rows[-1][3:] == [2, 105, 1.75]
        assert audit.history(mine(actor), internal=True)[0].action == "monthly_report.exported"


def test_the_list_of_a_month_names_who_has_begun(within, akagi, minato, actor, november):
    with within(akagi):
        report = mine(actor)
        (row,) = queries.report_rows(actor("supporter"), NOVEMBER)
        assert (row.code, row.subject_name, row.has_file) == (report.code, user().name, False)
        assert queries.report_rows(actor("board"), NOVEMBER) == []
        found = queries.report_subjects(NOVEMBER, date(2022, 11, 30))
        assert [(one.scope, one.name, one.report_id) for one in found] == [
            (ReportScope.SUPPORTER, user().name, report.id),
            (ReportScope.SCHOOL, school().name, None),
        ]
        report_id = report.id
    with within(minato):
        assert queries.report(actor("lead", "minato"), report_id) is None


def test_a_command_names_a_supporter_or_a_school(within, akagi, november):
    with within(akagi):
        assert monthly.subject_of("Supporter@akagi.example", None).id == user().id
        assert monthly.subject_of(None, "001").id == school().id
        assert monthly.subject_of(None, None).scope is ReportScope.CENTRE
        for email, code in (("nobody@akagi.example", None), (None, "999"), ("a@b.example", "001")):
            with pytest.raises(operations.WrongInput):
                monthly.subject_of(email, code)
