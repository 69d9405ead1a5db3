"""Time as the cases tell it: so many working days ago, on the next working day. Whenever the demo starts, it is now."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from portal.kernel import clock
from portal.kernel.dates import weekday

OPENS, CLOSES = time(8, 15), time(17)
DAY = timedelta(hours=8, minutes=45)


class Calendar:
    """Working days around the moment the demo starts."""

    def __init__(self, works: Callable[[date], bool]) -> None:
        self.works = works
        self.now = clock.local(clock.now()).replace(second=0, microsecond=0)

    def ago(self, days: float) -> datetime:
        """The moment before which so much working time has passed; 0.5 is half a working day ago."""
        end = self._last_working_moment()
        left = days * DAY
        while left >= (open_today := end - self._at(end.date(), OPENS)):
            left -= open_today
            end = self._at(self._step(end.date(), -1), CLOSES)
        return end - left

    def day(self, offset: int) -> date:
        """The working day so many working days from today; 0 is today, even when nobody works."""
        day = self.now.date()
        for _ in range(abs(offset)):
            day = self._step(day, 1 if offset > 0 else -1)
        return day

    def moment(self, offset: int, hhmm: str) -> datetime:
        return self._at(self.day(offset), hour_of(hhmm))

    def _last_working_moment(self) -> datetime:
        today = self.now.date()
        if self.works(today) and self.now >= self._at(today, OPENS):
            return min(self.now, self._at(today, CLOSES))
        return self._at(self._step(today, -1), CLOSES)

    def _step(self, day: date, days: int) -> date:
        day += timedelta(days=days)
        while not self.works(day):
            day += timedelta(days=days)
        return day

    @staticmethod
    def _at(day: date, hour: time) -> datetime:
        return datetime.combine(day, hour, clock.TOKYO)


def hour_of(hhmm: str) -> time:
    """9:05 as a time."""
    hour, minute = hhmm.split(":")
    return time(int(hour), int(minute))


def in_words(moment: datetime) -> str:
    """20日（金）13:15, as people write it to each other."""
    local = clock.local(moment)
    return f"{local.day}日（{weekday(local.date())}）{local.hour}:{local:%M}"
