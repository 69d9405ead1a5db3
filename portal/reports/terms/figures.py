"""The table of cases by term and kind, and the rows behind it. Pure: counts go in, figures come out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from portal.reports.terms.aligned import aligned
from portal.schools.models import SchoolType
from portal.schools.queries.terms import TermRange
from portal.tickets.models import Kind

KINDS = tuple(Kind)
SCHOOL_TYPES = (
    SchoolType.ELEMENTARY,
    SchoolType.JUNIOR_HIGH,
    SchoolType.COMPULSORY,
    SchoolType.SPECIAL_NEEDS,
    SchoolType.HIGH,
    SchoolType.SECONDARY,
    SchoolType.KINDERGARTEN,
)
UNCATEGORISED = "未分類"


class NoTerms(ValueError):
    """The fiscal year has no terms, so nothing can be counted in them."""


class TermState(StrEnum):
    OVER = "over"
    RUNNING = "running"
    AHEAD = "ahead"


@dataclass(frozen=True)
class ReportTerm:
    """A term as the report shows it on the day `as_of`."""

    term_id: int
    name: str
    starts_on: date
    last_day: date
    state: TermState

    @property
    def running(self) -> bool:
        return self.state is TermState.RUNNING


@dataclass
class Line:
    """One row: how many cases by term and by kind. `key` is what the list of tickets is filtered by."""

    key: Any
    label: str
    by_term: list[int]
    by_kind: list[int]
    detail: str = ""

    @property
    def total(self) -> int:
        return sum(self.by_term)

    def add(self, other: "Line") -> None:
        self.by_term = [mine + theirs for mine, theirs in zip(self.by_term, other.by_term, strict=True)]
        self.by_kind = [mine + theirs for mine, theirs in zip(self.by_kind, other.by_kind, strict=True)]


@dataclass
class SchoolTypeLine(Line):
    """`schools` is how many schools of the type there are, branch schools among them."""

    schools: int = 0

    @property
    def per_school(self) -> Decimal | None:
        return tenths(self.total, self.schools)


@dataclass
class GroupLines:
    """A group of support categories: its sum and its items."""

    sum: Line
    items: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class TermTable:
    """Kind × term of a fiscal year; `cells` holds the counts by kind, each in the order of the terms."""

    fiscal_year: int
    as_of: date
    terms: list[ReportTerm]
    cells: dict[Kind, list[int]]

    def kind_total(self, kind: Kind) -> int:
        return sum(self.cells[kind])

    def share(self, kind: Kind) -> Decimal | None:
        """Percent of all cases, half up to one decimal."""
        return tenths(100 * self.kind_total(kind), self.total)

    @property
    def term_totals(self) -> list[int]:
        return [sum(column) for column in zip(*self.cells.values(), strict=True)]

    @property
    def total(self) -> int:
        return sum(self.term_totals)

    @property
    def shares_add_up(self) -> bool:
        return not self.total or sum(self.share(kind) or 0 for kind in KINDS) == 100

    @property
    def running_term(self) -> ReportTerm | None:
        return next((term for term in self.terms if term.running), None)

    @property
    def heads(self) -> list[str]:
        return ["種別", *(term.name for term in self.terms), "計", "構成比（％）"]

    def rows(self) -> list[list[Any]]:
        """The table under `heads`, the sum last."""
        kinds = [[kind.label, *self.cells[kind], self.kind_total(kind), self.share(kind)] for kind in KINDS]
        return [*kinds, ["合計", *self.term_totals, self.total, Decimal("100.0") if self.total else None]]

    def as_text(self) -> str:
        return aligned([self.heads, *self.rows()])

    def as_dict(self) -> dict[str, Any]:
        return {
            "fiscal_year": self.fiscal_year,
            "terms": [term.name for term in self.terms],
            **{kind.value: self.cells[kind] for kind in KINDS},
        }


def tenths(part: int, whole: int) -> Decimal | None:
    """part ÷ whole, half up to one decimal; None when there is no whole."""
    return Decimal((20 * part + whole) // (2 * whole)).scaleb(-1) if whole else None


def report_terms(ranges: Iterable[TermRange], as_of: date) -> list[ReportTerm]:
    return [ReportTerm(one.term_id, one.name, one.starts_on, one.last_day, _state(one, as_of)) for one in ranges]


def _state(term: TermRange, day: date) -> TermState:
    if day < term.starts_on:
        return TermState.AHEAD
    return TermState.RUNNING if day < term.ends_before else TermState.OVER


def zeros(terms: Sequence[ReportTerm]) -> tuple[list[int], list[int]]:
    """Nothing yet, by term and by kind."""
    return [0] * len(terms), [0] * len(KINDS)


def empty_line(terms: Sequence[ReportTerm], key: Any = None, label: str = "") -> Line:
    return Line(key, label, *zeros(terms))
