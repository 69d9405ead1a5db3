"""A monthly report as a paper and as a workbook."""

from dataclasses import asdict
from io import BytesIO
from typing import Any

from portal.kernel import audit, jobs, papers, states, stored
from portal.kernel.access import Actor
from portal.kernel.db import db
from portal.kernel.exports import Cell, Column, Export, Sheet, write_xlsx
from portal.worklogs import queries
from portal.worklogs.models import MonthlyReport, ReportScope, ReportStatus
from portal.worklogs.monthly.paper import MonthlyPaper
from portal.worklogs.monthly.reports import MAKE_PAPER, report_figures

TEMPLATE = "worklogs/pdf/monthly.html"
MAX_PAPER_BYTES = 20 * 1024 * 1024
ATTEMPTS = 3


def report_pdf(report: MonthlyReport) -> bytes:
    """The paper: an approved one is made once and kept, another says 作成中. It takes a second: not for a request."""
    if report.status is not ReportStatus.APPROVED:
        return _rendered(report)
    return stored.path_of(queries.stored_file(make_pdf(report))).read_bytes()


def make_pdf(report: MonthlyReport) -> int:
    """Renders what was frozen and keeps the file, unless that was done already; answers the file's id."""
    states.lock(report)
    if report.file_id is None:
        maker = Actor(user_id=None, name=report.approved_by_name)
        name = f"{report.code}_{file_title(report_figures(report))}.pdf"
        file = stored.keep(BytesIO(_rendered(report)), name, max_bytes=MAX_PAPER_BYTES, actor=maker)
        report.file_id = file.id
        db.session.flush()
    return report.file_id


def _rendered(report: MonthlyReport) -> bytes:
    return papers.paper_pdf(TEMPLATE, **asdict(report_figures(report)))


@jobs.handles(MAKE_PAPER, attempts=ATTEMPTS)
def _make_paper(payload: dict[str, Any], _actor: Actor) -> None:
    make_pdf(queries.report_by_id(payload["report_id"]))


def file_title(paper: MonthlyPaper) -> str:
    return f"{paper.title}_{paper.month}_{paper.subject_name.replace('　', '')}"


def report_workbook(report: MonthlyReport, *, actor: Actor) -> Export:
    """A sheet per table of the paper; hours as figures that can be added up."""
    paper = report_figures(report)
    sheets = [
        Sheet("概要", [Column("項目", 18), Column("内容", 40)], _summary(paper)),
        Sheet(
            "分類別",
            [Column("分類", 14), "記号", Column("項目", 40), "件数", "時間（分）", "時間（時間）"],
            _items(paper),
        ),
        _lines(paper),
        Sheet(
            "障害・破損への対応",
            [Column("日", 12), Column("学校", 24), Column("内容", 60), Column("結果", 18)],
            [[row["day"], row["school"], row["content"], row["result"]] for row in paper.incidents],
        ),
        Sheet("好事例", [Column("好事例", 90)], [[text] for text in paper.practices]),
        Sheet("課題及び提案", [Column("課題及び提案", 90)], [[text] for text in paper.remarks]),
    ]
    audit.record("monthly_report.exported", report, actor=actor)
    return write_xlsx(sheets, name=f"{paper.code}_{file_title(paper)}")


def _summary(paper: MonthlyPaper) -> list[list[Cell]]:
    rows: list[list[Cell]] = [
        ["報告書番号", paper.code],
        ["月", paper.month_label],
        ["期間", paper.period],
        ["報告者", paper.reporter],
        [paper.served_label, paper.served],
        ["提出日", paper.submitted_on],
    ]
    rows += [[cell["label"], cell["text"]] for cell in paper.attendance]
    for step in paper.steps:
        rows.append([step["kind"], " ".join(f"{step['post']} {step['name']} {step['at']}".split())])
    return rows


def _items(paper: MonthlyPaper) -> list[list[Cell]]:
    rows: list[list[Cell]] = [
        [group["label"], row["code"], row["label"], row["entries"], row["minutes"], row["minutes"] / 60]
        for group in paper.groups
        for row in group["rows"]
    ]
    return [*rows, ["合計", "", "", paper.entries, paper.minutes, paper.minutes / 60]]


def _lines(paper: MonthlyPaper) -> Sheet:
    if paper.scope == ReportScope.CENTRE.value:
        rows: list[list[Cell]] = [
            [line["place"], line["visits"], line["entries"], line["minutes"], line["minutes"] / 60]
            for line in paper.lines
        ]
        return Sheet("学校別", [Column("学校", 28), "訪問", "件数", "時間（分）", "時間（時間）"], rows)
    place = "支援員" if paper.scope == ReportScope.SCHOOL.value else "学校"
    rows = [
        [line["day"], line["place"], line["mode"], line["entries"], line["minutes"], line["minutes"] / 60,
         line["content"], line["confirmed"]]
        for line in paper.lines
    ]  # fmt: skip
    columns: list[Column | str] = [
        Column("日", 12),
        Column(place, 24),
        "方法",
        "件数",
        "時間（分）",
        "時間（時間）",
        Column("主な内容", 60),
        "学校確認",
    ]
    return Sheet("訪問等の一覧", columns, rows)
