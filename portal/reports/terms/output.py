"""The term report as CSV and as a workbook: the same figures as on the page."""

from collections.abc import Iterable, Sequence
from typing import Literal

from portal.kernel.dates import era_date, fiscal_year_label
from portal.kernel.exports import Cell, Column, Export, Sheet, write_csv, write_xlsx
from portal.kernel.tenants import TenantCard
from portal.reports.terms.figures import KINDS, Line, TermTable
from portal.reports.terms.report import TermReport, report

NAME = "学期別支援件数"
RULES = (
    "解決または終了したチケットを、支援を行った日の属する学期に、種別ごとに1回だけ数えています。",
    "学期と学期の間に行った支援は、その直前の学期に数えています。",
    "構成比と1校当たりは、小数点以下第2位を四捨五入しています。",
)


def file_name(fiscal_year: int) -> str:
    return f"{NAME}_{fiscal_year_label(fiscal_year)}"


def csv(figures: TermReport, *, encoding: Literal["utf-8-sig", "cp932"] = "utf-8-sig") -> Export:
    """Kind × term, as at the top of the page."""
    return write_csv(
        figures.table.heads, figures.table.rows(), encoding=encoding, name=file_name(figures.table.fiscal_year)
    )


def workbook(card: TenantCard, fiscal_year: int) -> Export:
    """A sheet per table, and one that says how it was counted; raises NoTerms."""
    return workbook_of(card, report(fiscal_year))


def workbook_of(card: TenantCard, figures: TermReport) -> Export:
    table = figures.table
    terms = [term.name for term in table.terms]
    kinds = [kind.label for kind in KINDS]
    columns = [*terms, *kinds, "計"]
    types: list[Sequence[Cell]] = [
        [line.label, line.schools, *_numbers(line), line.per_school]
        for line in (*figures.school_types, figures.school_sum)
    ]
    schools: list[Sequence[Cell]] = [[line.detail, line.label, *_numbers(line)] for line in figures.schools]
    categories: list[Sequence[Cell]] = [
        [group, line.detail, line.label, *_numbers(line)] for group, line in _categories(figures)
    ]
    sheets = [
        Sheet("学期別・種別", [Column("種別", 18), *table.heads[1:]], table.rows()),
        Sheet("校種別", [Column("校種", 18), "学校数", *columns, "1校当たり"], types),
        Sheet("学校別", ["学校コード", Column("学校", 28), *columns], schools),
        Sheet("分類別", [Column("区分", 14), "分類コード", Column("分類", 40), *columns], categories),
        Sheet("集計の方法", [Column("項目", 14), Column("内容", 80)], _notes(card, table)),
    ]
    return write_xlsx(sheets, name=file_name(table.fiscal_year))


def _numbers(line: Line) -> list[int]:
    return [*line.by_term, *line.by_kind, line.total]


def _categories(figures: TermReport) -> Iterable[tuple[str, Line]]:
    for group in figures.groups:
        for line in group.items:
            yield group.sum.label, line
    for line in figures.others:
        yield "", line


def _notes(card: TenantCard, table: TermTable) -> list[tuple[str, str]]:
    running = table.running_term
    return [
        ("団体", card.name),
        ("年度", fiscal_year_label(table.fiscal_year)),
        ("集計日", era_date(table.as_of)),
        *((("継続中", f"{running.name}は継続中で、集計日までの件数です。"),) if running else ()),
        *(("数え方", rule) for rule in RULES),
    ]
