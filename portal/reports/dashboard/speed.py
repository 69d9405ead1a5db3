"""The panel of first answers and solutions: medians in the centre's working time. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from portal.reports.dashboard.period import Period
from portal.reports.dashboard.workclock import WorkClock
from portal.reports.queries.board import Moments
from portal.schools.calendar import WorkCalendar
from portal.schools.queries.terms import TermRange


@dataclass(frozen=True)
class Median:
    """Of `requests` requests; `minutes` is None when there are none."""

    term: TermRange
    name: str
    minutes: int | None
    requests: int

    @property
    def text(self) -> str:
        return "－" if self.minutes is None else spoken(self.minutes)


@dataclass(frozen=True)
class Speed:
    """One measure in the term and in the one compared. `key` is 'answer' or 'solution'."""

    key: str
    label: str
    now: Median
    before: Median | None

    @property
    def both(self) -> list[tuple[str, Median]]:
        return [("now", self.now), *([("before", self.before)] if self.before else [])]

    @property
    def requests(self) -> int:
        return sum(found.requests for _age, found in self.both)

    @property
    def largest(self) -> int:
        return max(found.minutes or 0 for _age, found in self.both)


@dataclass(frozen=True)
class SpeedPanel:
    finding: str
    measures: list[Speed]


def speed_panel(period: Period, moments: Sequence[Moments], calendar: WorkCalendar) -> SpeedPanel:
    """`moments` belong to the terms of `compared`, in that order."""
    terms = compared(period)
    work = WorkClock(calendar, terms[0].starts_on, period.today)
    answer = _speed("answer", "最初の回答まで", period, [_times(work, one.received, one.answered) for one in moments])
    solution = _speed("solution", "解決まで", period, [_times(work, one.received, one.resolved) for one in moments])
    return SpeedPanel(_finding(answer), [answer, solution])


def compared(period: Period) -> list[TermRange]:
    return [one for one in (period.before, period.term) if one]


def first_day(period: Period) -> date:
    return compared(period)[0].starts_on


def _times(work: WorkClock, starts: Iterable[int], ends: Iterable[int | None]) -> list[int]:
    return [work.between(start, end) for start, end in zip(starts, ends, strict=True) if end is not None]


def _speed(key: str, label: str, period: Period, times: Sequence[list[int]]) -> Speed:
    medians = [_median(period, term, found) for term, found in zip(compared(period), times, strict=True)]
    return Speed(key, label, medians[-1], medians[0] if period.before else None)


def _median(period: Period, term: TermRange, times: list[int]) -> Median:
    return Median(term, period.name_of(term), int(median(times)) if times else None, len(times))


def _finding(answer: Speed) -> str:
    now, before = answer.now, answer.before
    if now.minutes is None:
        return "回答した依頼はまだありません"
    text = f"最初の回答まで{now.text}"
    if before is None or before.minutes is None:
        return text
    if now.text == before.text:
        return f"{text}。{before.name}と同じ"
    return f"{text}。{before.name}より{'早い' if now.minutes < before.minutes else '遅い'}"


def spoken(minutes: int) -> str:
    """Minutes up to an hour, then hours with one decimal, half up."""
    return f"{minutes}分" if minutes < 60 else f"{(minutes + 3) // 6 / 10:,.1f}時間"
