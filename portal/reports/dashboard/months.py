"""The panel of the year's course by month, against the year before. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from portal.kernel import clock
from portal.kernel.dates import fiscal_year_label
from portal.reports.dashboard.period import Period
from portal.reports.queries.board import MonthCount


@dataclass(frozen=True)
class Month:
    """A month of the year looked at: its cases (None while it is ahead) and those of the same month a year before."""

    first: date
    last: date
    cases: int | None
    before: int
    is_now: bool

    @property
    def first_before(self) -> date:
        return self.first.replace(year=self.first.year - 1)

    @property
    def last_before(self) -> date:
        return _last_of_month(self.first_before)


@dataclass(frozen=True)
class MonthPanel:
    finding: str
    months: list[Month]
    compared: bool

    @property
    def largest(self) -> int:
        return max(max(month.cases or 0, month.before) for month in self.months)


def month_spans(period: Period) -> list[tuple[date, date, date]]:
    """The fiscal year looked at and the one before, each with the day up to which they are compared."""
    year = period.term.fiscal_year
    first, last = clock.fiscal_year_range(year)
    then = min(period.today, last)
    first_before, last_before = clock.fiscal_year_range(year - 1)
    then_before = last_before if then == last else _year_before(then)
    return [(first, last, then), (first_before, last_before, then_before)]


def month_panel(period: Period, counts: Iterable[MonthCount]) -> MonthPanel:
    by_month = {count.month: count for count in counts}
    (first, _last, then), (first_before, _, _) = month_spans(period)
    starts = [date(first.year + (at > 8), (at + 3) % 12 + 1, 1) for at in range(12)]
    months = []
    for start in starts:
        before = by_month.get(start.replace(year=start.year - 1))
        found = by_month.get(start)
        cases = None if start > then else (found.cases if found else 0)
        is_now = start <= then <= _last_of_month(start)
        months.append(Month(start, _last_of_month(start), cases, before.cases if before else 0, is_now))
    now = sum(count.until_then for count in by_month.values() if count.month >= first)
    earlier = sum(count.until_then for count in by_month.values() if first_before <= count.month < first)
    compared = any(month.before for month in months)
    finding = _difference(fiscal_year_label(period.term.fiscal_year), now, earlier, compared)
    return MonthPanel(finding, months, compared)


def _difference(year: str, now: int, before: int, compared: bool) -> str:
    if not compared:
        return f"{year}は{now:,}件"
    if now == before:
        return f"{year}は{now:,}件。前年の同じ日までと同じ"
    return f"{year}は{now:,}件。前年の同じ日までより{abs(now - before):,}件{'多い' if now > before else '少ない'}"


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)


def _last_of_month(first: date) -> date:
    following = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
    return date.fromordinal(following.toordinal() - 1)
