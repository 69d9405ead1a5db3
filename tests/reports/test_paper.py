"""The paper on cases by term: numbered without gaps, frozen, made once."""

import io
import threading
from datetime import date

import pytest
import sqlalchemy as sa
from pypdf import PdfReader

from portal.kernel import audit, clock, tenancy
from portal.kernel.access import NotAllowed
from portal.kernel.db import db
from portal.kernel.outbox import OutboxItem
from portal.kernel.stored import StoredFile
from portal.reports import terms
from portal.reports.models import Paper
from portal.reports.queries import papers
from portal.schools.models import School, SchoolType, SupportCentre
from portal.tickets.models import Ticket
from tests.reports import make

CENTRE = {
    "name": "あかぎ市GIGAスクール運営支援センター",
    "telephone": "0270-00-0000",
    "extension": "312",
    "head_name": "久保田　直樹",
    "contact_names": "大谷・関口",
    "addressee": "あかぎ市教育委員会教育長",
    "document_prefix": "あ運支",
}


@pytest.fixture
def akagi_2022(akagi, within, golden):
    with within(akagi):
        make.describe_centre(**CENTRE)
        make.make_school("003", "若葉中学校", school_type=SchoolType.JUNIOR_HIGH)
        make.add_golden(golden)
    return akagi


def issue(card, **options) -> Paper:
    with clock.at(make.THIRD_TERM):
        return terms.issue_paper(card, 2022, actor=make.ACTOR, **options)


def words(pdf: bytes) -> str:
    return "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def test_the_paper_holds_the_figures_the_era_date_and_its_numbers(akagi_2022, within):
    with within(akagi_2022):
        text = words(terms.paper_pdf(issue(akagi_2022)))
    for expected in (
        "あ運支第1号", "令和５年１月20日", "あかぎ市教育委員会教育長様", "センター長久保田直樹",
        "令和４年度学期別支援件数について（報告）", "オンライン支援510419", "訪問支援248366626769", "研修支援15124314",
        "26838870726100.0", "※3学期は継続中であり、令和5年1月20日現在の件数である。", "リーダーを含む２名である",
        "担当運営支援センター大谷・関口", "0270-00-0000（内線312）", "R4-T-0001",
    ):  # fmt: skip
        assert expected.replace(" ", "") in text, expected


def test_a_paper_is_frozen_when_it_is_issued(akagi_2022, within, run_jobs):
    with within(akagi_2022):
        paper_id = issue(akagi_2022).id
    with within(akagi_2022):
        frozen = papers.paper(paper_id).snapshot
        db.session.execute(sa.update(School).values(name="改名した学校"))
        db.session.execute(sa.update(SupportCentre).values(head_name="別の　人"))
        db.session.execute(sa.delete(Ticket))
    assert run_jobs() == 1
    with within(akagi_2022):
        paper = papers.paper(paper_id)
        assert paper.snapshot == frozen
        first = terms.paper_pdf(paper)
    assert "久保田直樹" in words(first)
    assert "26838870726100.0" in words(first)
    with within(akagi_2022):
        assert terms.paper_pdf(papers.paper(paper_id)) == first


def test_a_paper_that_is_made_is_never_made_again(akagi_2022, within, run_jobs):
    """The command makes it at once; the worker then finds it done."""
    with within(akagi_2022):
        paper = issue(akagi_2022)
        made = terms.paper_pdf(paper)
        paper_id, file_id = paper.id, paper.file_id
        paper.snapshot = {}
    assert run_jobs() == 1
    with within(akagi_2022):
        assert papers.paper(paper_id).file_id == file_id
        assert terms.paper_pdf(papers.paper(paper_id)) == made
        assert db.session.scalar(sa.select(sa.func.count()).select_from(StoredFile)) == 1


def test_numbers_run_on_within_the_fiscal_year_of_the_day_of_issue(akagi_2022, minato, within):
    with within(akagi_2022):
        assert [issue(akagi_2022).code for _ in range(2)] == ["R4-T-0001", "R4-T-0002"]
        with clock.at(date(2023, 4, 3)):
            later = terms.issue_paper(akagi_2022, 2022, actor=make.ACTOR)
        assert (later.code, later.document_number) == ("R5-T-0001", "あ運支第1号")
    with within(minato):
        assert issue(minato).code == "R4-T-0001"


def test_a_double_click_makes_one_paper_and_takes_one_number(akagi_2022, app, within):
    ready = threading.Barrier(2)
    codes = []

    def click() -> None:
        with app.app_context(), tenancy.tenant(akagi_2022.id), clock.at(make.THIRD_TERM):
            ready.wait(10)
            codes.append(terms.issue_paper(akagi_2022, 2022, actor=make.ACTOR, once_key="one form").code)
            db.session.commit()

    threads = [threading.Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == ["R4-T-0001", "R4-T-0001"]
    with within(akagi_2022):
        assert papers.count() == 1
        assert db.session.scalar(sa.select(sa.func.count()).select_from(OutboxItem)) == 1
        assert issue(akagi_2022, once_key="another form").code == "R4-T-0002"


def test_issuing_is_written_down_and_wants_the_permission(akagi_2022, within, actor):
    with within(akagi_2022):
        paper = terms.issue_paper(akagi_2022, 2022, actor=actor("board"))
        assert [event.action_label for event in audit.history(paper, internal=True)] == ["報告書を発行した"]
        with pytest.raises(NotAllowed):
            terms.issue_paper(akagi_2022, 2022, actor=actor("supporter"))


def test_a_year_without_terms_gets_no_paper_and_takes_no_number(akagi_2022, within):
    with within(akagi_2022):
        with pytest.raises(terms.NoTerms):
            terms.issue_paper(akagi_2022, 2019, actor=make.ACTOR)
        assert issue(akagi_2022).code == "R4-T-0001"


def test_an_empty_tenant_without_a_described_centre_gets_a_whole_paper(minato, within):
    with within(minato):
        db.session.execute(sa.delete(SupportCentre))
        paper = issue(minato)
        text = words(terms.paper_pdf(paper))
        assert paper.document_number == "第1号"
    assert "みなと市教育委員会御中" in text
    assert "－" in text


def test_terms_ahead_have_no_figure_yet(akagi_2022, within):
    with within(akagi_2022), clock.at(date(2022, 4, 2)):
        db.session.execute(sa.delete(Ticket))
        frozen = terms.issue_paper(akagi_2022, 2022, actor=make.ACTOR).snapshot
    assert frozen["totals"]["counts"] == [0, None, None]


@pytest.mark.parametrize(
    ("addressee", "honorific"),
    [
        ("あかぎ市教育委員会教育長", "様"),
        ("あかぎ市教育委員会", "御中"),
        ("学校教育課", "御中"),
        ("教育長 木村 浩一", "様"),
    ],
)
def test_a_person_is_addressed_otherwise_than_an_office(akagi, within, addressee, honorific):
    with within(akagi):
        make.describe_centre(**CENTRE | {"addressee": addressee})
        assert issue(akagi).snapshot["honorific"] == honorific


def test_branch_schools_and_staff_are_counted_on_the_paper(akagi_2022, within):
    with within(akagi_2022):
        main = make.school_ids()[0]
        for number in (1, 2):
            make.make_school(f"80{number}", f"分校{number}", branch_of_id=main)
        frozen = issue(akagi_2022).snapshot
    assert "学校数には、分校2校を含む。支援の体制は、リーダーを含む2名である。" in frozen["remarks"]
    assert frozen["school_totals"]["schools"] == 5


def test_shares_that_do_not_add_up_are_explained(minato, within):
    with within(minato):
        school = make.school_ids()[0]
        for kind in terms.KINDS:
            make.add_ticket(school, kind=kind)
        frozen = issue(minato).snapshot
    assert [kind["share"] for kind in frozen["kinds"]] == [33.3, 33.3, 33.3]
    assert frozen["totals"]["share"] == 100.0
    assert "一致しない" in frozen["remarks"][-1]
