"""The panel of done cases by kind and term. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal.reports.dashboard.period import Period
from portal.reports.queries.cases import Count
from portal.reports.terms.figures import tenths
from portal.schools.calendar import WorkCalendar
from portal.schools.queries.terms import TermRange
from portal.tickets.models import Kind


@dataclass(frozen=True)
class TermSum:
    """A term's cases. `age` is 'now', 'before' (the term compared) or 'earlier', as bars are coloured."""

    term: TermRange
    name: str
    age: str
    cases: int


@dataclass(frozen=True)
class KindPanel:
    """`kinds` holds each kind's sums in the order of `terms`, the most frequent kind first."""

    finding: str
    support: str
    terms: list[TermSum]
    kinds: list[tuple[Kind, list[TermSum]]]

    @property
    def largest(self) -> int:
        return max((one.cases for _kind, sums in self.kinds for one in sums), default=0)

    @property
    def names_are_long(self) -> bool:
        """A term of another year stands among them, under its full name."""
        return any(len(one.name) > 4 for one in self.terms)

    @property
    def is_one_year(self) -> bool:
        """All terms shown follow one another in one year, so that their sum means something."""
        return len({one.term.fiscal_year for one in self.terms}) == 1

    @property
    def total(self) -> int:
        return sum(one.cases for one in self.terms)


def kind_panel(period: Period, counts: Iterable[Count], calendar: WorkCalendar) -> KindPanel:
    shown = period.shown
    cells = {kind: [0] * len(shown) for kind in Kind}
    for count in counts:
        if not count.by_category:
            cells[count.kind][count.term] += count.cases
    kinds = sorted(Kind, key=lambda kind: -sum(cells[kind]))
    totals = _sums(period, [sum(column) for column in zip(*cells.values(), strict=True)])
    finding, support = _pace(period, totals, calendar)
    return KindPanel(finding, support, totals, [(kind, _sums(period, cells[kind])) for kind in kinds])


def _sums(period: Period, cases: Sequence[int]) -> list[TermSum]:
    ages = {period.term: "now", period.before: "before"}
    return [
        TermSum(term, period.name_of(term), ages.get(term, "earlier"), number)
        for term, number in zip(period.shown, cases, strict=True)
    ]


def _pace(period: Period, totals: Sequence[TermSum], calendar: WorkCalendar) -> tuple[str, str]:
    """Cases per day on which the centre is open, now and before."""
    if not any(one.cases for one in totals):
        return "まだ支援の記録がありません", ""
    now = next(one for one in totals if one.age == "now")
    days = _open_days(calendar, period.term.starts_on, period.until)
    pace = tenths(now.cases, days)
    if pace is None:
        return f"{now.name}は{now.cases:,}件", ""
    finding, support = f"1開所日あたり{pace}件", f"{now.name}は{days}開所日で{now.cases:,}件"
    before = next((one for one in totals if one.age == "before"), None)
    if before is None:
        return finding, support
    days_before = _open_days(calendar, before.term.starts_on, before.term.last_day)
    pace_before = tenths(before.cases, days_before)
    if pace_before is None:
        return finding, support
    support += f"（{before.name}は{days_before}開所日で{before.cases:,}件）"
    return f"{finding}。{before.name}の{pace_before}件{_compared(pace, pace_before)}", support


def _compared(now: Decimal, before: Decimal) -> str:
    if now == before:
        return "と同じ"
    return "より多い" if now > before else "より少ない"


def _open_days(calendar: WorkCalendar, first: date, last: date) -> int:
    days = range(first.toordinal(), last.toordinal() + 1)
    return sum(calendar.is_working_day(date.fromordinal(day)) for day in days)
