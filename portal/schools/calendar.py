"""Reckons with opening hours and holidays: which days the centre works, and how many minutes lie between two moments.

Pure: `queries.calendar` loads what it needs from the tenant's rows.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache

import jpholiday

from portal.kernel import clock


@dataclass(frozen=True)
class Hours:
    """Opening hours of one weekday, in Japanese wall time; the break is both or neither."""

    opens: time
    closes: time
    break_starts: time | None = None
    break_ends: time | None = None

    def spans(self) -> list[tuple[time, time]]:
        """The open parts of the day."""
        if self.break_starts is None or self.break_ends is None:
            return [(self.opens, self.closes)]
        return [(self.opens, self.break_starts), (self.break_ends, self.closes)]


@dataclass(frozen=True)
class DayChange:
    """The tenant's own word on one day: closed under this name, or (`works`) open although it is a holiday."""

    name: str
    works: bool = False


@dataclass(frozen=True)
class WorkCalendar:
    """Opening hours by weekday (0 = Monday; a weekday that is missing is closed) and the tenant's changes by day."""

    hours: Mapping[int, Hours]
    changes: Mapping[date, DayChange] = field(default_factory=dict)

    def holiday_name(self, day: date) -> str | None:
        """Why the centre rests on that day, beside weekends; None when it does not."""
        change = self.changes.get(day)
        if change:
            return None if change.works else change.name
        return national_holidays(day.year).get(day)

    def is_holiday(self, day: date) -> bool:
        return self.holiday_name(day) is not None

    def hours_on(self, day: date) -> Hours | None:
        """Opening hours of that day; None when the centre is closed."""
        return None if self.is_holiday(day) else self.hours.get(day.weekday())

    def is_working_day(self, day: date) -> bool:
        return self.hours_on(day) is not None

    def working_minutes(self, start: datetime, end: datetime) -> int:
        """Whole minutes of opening hours between two aware moments; 0 when `end` is not after `start`."""
        seconds = 0.0
        for day in _days(clock.local(start).date(), clock.local(end).date()):
            hours = self.hours_on(day)
            for opens, closes in hours.spans() if hours else ():
                first = max(start, datetime.combine(day, opens, clock.TOKYO))
                last = min(end, datetime.combine(day, closes, clock.TOKYO))
                seconds += max(0, (last - first).total_seconds())
        return int(seconds // 60)


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=1)


@lru_cache(maxsize=200)
def national_holidays(year: int) -> dict[date, str]:
    """Holidays by the law on national holidays, by day."""
    return {day: name.split()[-1] for day, name in jpholiday.year_holidays(year)}


def new_year_days(year: int) -> list[date]:
    """29 December of `year` to 3 January, when public offices are closed."""
    return list(_days(date(year, 12, 29), date(year + 1, 1, 3)))
