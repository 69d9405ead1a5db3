"""The tables of cases by term as the page shows them: every figure with the address of its tickets."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from urllib.parse import quote_plus

from markupsafe import Markup, escape

from blueprints.listing import Listing
from blueprints.reports.links import TermLinks
from portal.kernel.charts import Bar, Group, bar_chart
from portal.kernel.dates import fiscal_year_label
from portal.reports.terms import KINDS, TermReport
from portal.reports.terms.figures import Line

SCHOOL_SORTS = ("code", "total", *(f"term{at}" for at in range(10)), *(kind.value for kind in KINDS))


class Row(NamedTuple):
    """A line with its cells: by term, by kind, in all."""

    line: Line
    cells: Markup


def cells(numbers: Iterable[int], addresses: Iterable[str], also: str = "") -> Markup:
    """A row's cells. A figure opens its tickets: a column's address and the row's part; nothing has nothing to open.

    Written here, since eight hundred of them take a template three milliseconds. Addresses come escaped.
    """
    return Markup(  # noqa: S704 - numbers and escaped addresses
        "".join(
            f'<td class="cell-number"><a class="figure" href="{address}{also}">{number:,}</a></td>'
            if number
            else '<td class="cell-number">0</td>'
            for number, address in zip(numbers, addresses, strict=True)
        )
    )


def _escaped(addresses: Iterable[str]) -> list[str]:
    return [str(escape(address)) for address in addresses]


class Tables:
    """Built for one answer."""

    def __init__(self, report: TermReport) -> None:
        self.report = report
        self.links = TermLinks(report.table)
        year = self.links.year
        self._columns = _escaped([*self.links.terms, *(f"{year}&kind={kind.value}" for kind in KINDS), year])
        self._terms = _escaped([*self.links.terms, year])

    def kinds(self) -> list[tuple[str, Markup, object]]:
        """Name, cells by term and in all, share; the sum last."""
        table = self.report.table
        rows = [
            (
                kind.label,
                self._by_term(table.cells[kind], table.kind_total(kind), f"&amp;kind={kind.value}"),
                table.share(kind),
            )
            for kind in KINDS
        ]
        total = self._by_term(table.term_totals, table.total, "")
        return [*rows, ("合計", total, "100.0" if table.total else None)]

    def _by_term(self, counts: Sequence[int], total: int, also: str) -> Markup:
        return cells([*counts, total], self._terms, also)

    def school_types(self) -> list[Row]:
        return [self._row(line, "school_type") for line in self.report.school_types]

    def school_sum(self) -> Row:
        return self._row(self.report.school_sum, None)

    def schools(self, listing: Listing) -> list[Row]:
        """Sorted as the address asks; schools with as many cases stay in the order of their codes."""
        lines = sorted(self.report.schools, key=_key(listing.sort), reverse=listing.descending)
        return [self._row(line, "school") for line in lines]

    def groups(self) -> list[tuple[Row, list[Row]]]:
        return [(self._row(group.sum, "category"), self._rows(group.items, "category")) for group in self.report.groups]

    def others(self) -> list[Row]:
        return self._rows(self.report.others, "category")

    def _rows(self, lines: Iterable[Line], name: str) -> list[Row]:
        return [self._row(line, name) for line in lines]

    def _row(self, line: Line, name: str | None) -> Row:
        also = f"&amp;{name}={quote_plus(str(line.key))}" if name else ""
        return Row(line, cells([*line.by_term, *line.by_kind, line.total], self._columns, also))

    def chart(self) -> str:
        """The same figures as bars, a group for each kind."""
        table = self.report.table
        groups = [
            Group(
                kind.label,
                [
                    Bar(term.name, cases, f"{url}&kind={kind.value}" if cases else None)
                    for term, cases, url in zip(table.terms, table.cells[kind], self.links.terms, strict=True)
                ],
            )
            for kind in sorted(KINDS, key=lambda kind: -table.kind_total(kind))
        ]
        year = fiscal_year_label(table.fiscal_year)
        return bar_chart(
            groups,
            title=f"{year} 種別と学期ごとの支援件数",
            description="数値は表と同じです。棒から、もとのチケットが開きます。",
        )


def _key(sort: str):
    if sort == "code":
        return lambda line: line.detail
    if sort == "total":
        return lambda line: line.total
    kinds = [kind.value for kind in KINDS]
    if sort in kinds:
        return lambda line: line.by_kind[kinds.index(sort)]
    at = int(sort.removeprefix("term"))
    return lambda line: line.by_term[at] if at < len(line.by_term) else 0
