"""Working time between many pairs of moments: each moment's place on the centre's own clock, looked up. Pure."""

from datetime import date, time, timedelta
from functools import cache

from portal.schools.calendar import Hours, WorkCalendar

DAY = 24 * 60
EPOCH = date(1970, 1, 1).toordinal()
TOKYO = 9 * 60  # ahead of UTC; there has been no summer time since 1951


class WorkClock:
    """Runs only while the centre is open. Days outside of `first` … `last` count as closed."""

    def __init__(self, calendar: WorkCalendar, first: date, last: date) -> None:
        self._first = first.toordinal() - EPOCH
        self._days: list[tuple[int, list[int]]] = []
        sum_before = 0
        for ordinal in range((last - first).days + 1):
            minutes = _minutes_of_day(calendar.hours_on(first + timedelta(days=ordinal)))
            self._days.append((sum_before, minutes))
            sum_before += minutes[-1]

    def at(self, minute: int) -> int:
        """Minutes of opening hours from the first day up to a minute since 1970 (UTC)."""
        day, rest = divmod(minute + TOKYO, DAY)
        place = day - self._first
        if place < 0:
            return 0
        if place >= len(self._days):
            before, minutes = self._days[-1]
            return before + minutes[-1]
        before, minutes = self._days[place]
        return before + minutes[rest]

    def between(self, start: int, end: int) -> int:
        return max(0, self.at(end) - self.at(start))


@cache
def _minutes_of_day(hours: Hours | None) -> list[int]:
    """Minutes worked before each minute of the day, and before its end."""
    spans = [(_minute(opens), _minute(closes)) for opens, closes in (hours.spans() if hours else ())]
    return [sum(max(0, min(minute, closes) - opens) for opens, closes in spans) for minute in range(DAY + 1)]


def _minute(moment: time) -> int:
    return moment.hour * 60 + moment.minute
