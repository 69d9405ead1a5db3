"""What contracts promise each school in a fiscal year against what was done, what is booked, and what will come."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import floor

from portal.kernel import clock
from portal.kernel.dates import fiscal_year_label
from portal.schools.calendar import WorkCalendar
from portal.schools.models.schools import shortened
from portal.schools.queries import terms
from portal.schools.queries.calendar import work_calendar
from portal.visits.models import PromiseUnit, VisitPromise
from portal.visits.queries.promises import (
    PromisedSchool,
    VisitCount,
    promised_schools,
    promises_between,
    visit_counts,
)

Days = tuple[date, date]
HEADS = ("学校コード", "学校", "約束", "済み", "予約", "年度末の見込み", "不足")


@dataclass(frozen=True)
class PromiseFigures:
    """Visits are distinct person-days."""

    promised: int
    done: int
    booked: int
    forecast: int
    shortfall: int


@dataclass(frozen=True)
class PromiseRow(PromiseFigures):
    """One school."""

    school_id: int
    code: str
    name: str

    @property
    def short_name(self) -> str:
        return shortened(self.name)

    def as_dict(self) -> dict:
        return {"code": self.code, "name": self.name} | figures_of(self)

    def cells(self) -> list[str | int]:
        return [self.code, self.name, *figures_of(self).values()]


@dataclass(frozen=True)
class PromiseTable:
    """The schools that have a promise or a visit, by code."""

    fiscal_year: int
    rows: list[PromiseRow]

    @property
    def total(self) -> PromiseFigures:
        names = PromiseFigures.__dataclass_fields__
        return PromiseFigures(**{name: sum(getattr(row, name) for row in self.rows) for name in names})

    @property
    def short(self) -> list[PromiseRow]:
        """Schools that will get less than promised at the present pace, those that lack most first."""
        return sorted((row for row in self.rows if row.shortfall), key=lambda row: (-row.shortfall, row.code))

    @property
    def kept(self) -> int:
        """How many schools with a promise will get what was promised."""
        return sum(1 for row in self.rows if row.promised and not row.shortfall)

    @property
    def promised_schools(self) -> int:
        return sum(1 for row in self.rows if row.promised)

    def as_dict(self) -> dict:
        return {
            "fiscal_year": self.fiscal_year,
            "schools": [row.as_dict() for row in self.rows],
            "total": figures_of(self.total),
        }

    def as_text(self) -> str:
        lines = [f"訪問の約束 {fiscal_year_label(self.fiscal_year)}", "\t".join(HEADS)]
        lines += ["\t".join(map(str, row.cells())) for row in self.rows]
        return "\n".join([*lines, "\t".join(["", "合計", *map(str, figures_of(self.total).values())])])


def figures_of(row: PromiseFigures) -> dict[str, int]:
    values = asdict(row)
    return {name: values[name] for name in PromiseFigures.__dataclass_fields__}


def promise_table(fiscal_year: int) -> PromiseTable:
    """Promised, done, booked, forecast and shortfall of each school.

    Promised: visits per year, or per term or month summed over the fiscal year; a unit in which the promise holds on
    some of its days counts by that share. A school's own promise goes before its type's. Rounded half up in the end.
    Forecast: visits done until today, stretched from the working days until today (with it) to those of the whole
    year, rounded half up; never less than what is done and booked together. Shortfall: promised less forecast.
    """
    first, last = clock.fiscal_year_range(fiscal_year)
    promises = promises_between(first, last)
    counts = visit_counts(first, last)
    units = {unit: _periods(unit, fiscal_year) for unit in {promise.unit for promise in promises}}
    elapsed, whole = _working_days(first, last)
    rows = []
    for school in promised_schools():
        agreed = promised_visits(school, promises, units, (first, last))
        count = counts.get(school.id, VisitCount(0, 0))
        if agreed or count.done or count.booked:
            rows.append(_row(school, agreed, count, Fraction(whole, elapsed) if elapsed else None))
    return PromiseTable(fiscal_year, rows)


def promised_visits(
    school: PromisedSchool, promises: Iterable[VisitPromise], units: Mapping[PromiseUnit, list[Days]], year: Days
) -> int:
    """The visits of one school in the year, half up."""
    promises = list(promises)
    own = [promise for promise in promises if promise.school_id == school.id]
    usual = [promise for promise in promises if promise.school_type == school.school_type]
    own_days = {day for promise in own for day in _days(_within(promise, year))}
    total = Fraction(0)
    for promise in (*own, *([] if school.archived else usual)):
        taken = own_days if promise.school_id is None else set()
        for period in units[promise.unit]:
            held = sum(1 for day in _days(_within(promise, period)) if day not in taken)
            total += Fraction(promise.visits * held, (period[1] - period[0]).days + 1)
    return half_up(total)


def half_up(value: Fraction) -> int:
    return floor(value + Fraction(1, 2))


def _row(school: PromisedSchool, agreed: int, count: VisitCount, stretch: Fraction | None) -> PromiseRow:
    at_this_pace = half_up(count.done * stretch) if stretch else 0
    forecast = max(count.done + count.booked, at_this_pace)
    return PromiseRow(
        promised=agreed,
        done=count.done,
        booked=count.booked,
        forecast=forecast,
        shortfall=max(0, agreed - forecast),
        school_id=school.id,
        code=school.code,
        name=school.name,
    )


def _periods(unit: PromiseUnit, fiscal_year: int) -> list[Days]:
    """The year, its terms as the tenant set them, or its months."""
    first, last = clock.fiscal_year_range(fiscal_year)
    if unit is PromiseUnit.YEAR:
        return [(first, last)]
    if unit is PromiseUnit.TERM:
        ranges = [(max(term.starts_on, first), min(term.last_day, last)) for term in terms.ranges_of(fiscal_year)]
        return [period for period in ranges if period[0] <= period[1]]
    starts = [date(fiscal_year + (month > 12), (month - 1) % 12 + 1, 1) for month in range(4, 16)]
    ends = [start - timedelta(days=1) for start in starts[1:]] + [last]
    return list(zip(starts, ends, strict=True))


def _within(promise: VisitPromise, period: Days) -> Days:
    return max(promise.starts_on, period[0]), min(promise.ends_on or period[1], period[1])


def _days(period: Days) -> list[date]:
    return [period[0] + timedelta(days=at) for at in range((period[1] - period[0]).days + 1)]


def _working_days(first: date, last: date) -> tuple[int, int]:
    """Until today and in all."""
    calendar: WorkCalendar = work_calendar(first, last)
    days = [day for day in _days((first, last)) if calendar.is_working_day(day)]
    return sum(1 for day in days if day <= clock.today()), len(days)
