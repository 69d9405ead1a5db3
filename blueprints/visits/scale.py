"""Where a time stands in a day's cell of the board: columns of quarter hours, counted from 1."""

from dataclasses import dataclass
from datetime import date, datetime, time

from portal.kernel import clock
from portal.visits.queries import AbsenceRow, WeekBoard

QUARTER = 15
MOST_COLUMNS = 64
USUAL = (time(8, 30), time(17))


@dataclass(frozen=True)
class Scale:
    """The part of the day that every cell shows, in minutes of the day."""

    first: int
    last: int

    @property
    def columns(self) -> int:
        return min(MOST_COLUMNS, max(1, (self.last - self.first) // QUARTER))

    @property
    def noon(self) -> int:
        return self._column(12 * 60)

    def place(self, starts_at: datetime, ends_at: datetime) -> str:
        """The classes that put a time where it belongs."""
        first, last = self._column(_minute(starts_at)), self._column(_minute(ends_at))
        return f"at-{min(first, self.columns)} for-{max(1, last - first)}"

    def place_absence(self, absence: AbsenceRow, day: date) -> str:
        starts_at, ends_at = absence.span
        midnight = clock.start_of_day(day)
        first = self.first if starts_at <= midnight else _minute(starts_at)
        last = self.last if (ends_at - midnight).days >= 1 else _minute(ends_at)
        at = self._column(first)
        return f"at-{min(at, self.columns)} for-{max(1, self._column(last) - at)}"

    def _column(self, minute: int) -> int:
        return max(0, min((minute - self.first) // QUARTER, self.columns)) + 1


def scale_of(board: WeekBoard) -> Scale:
    """Opening hours, made wider by what is booked outside them."""
    opens = [_of_time(day.opens or USUAL[0]) for day in board.days] or [_of_time(USUAL[0])]
    closes = [_of_time(day.closes or USUAL[1]) for day in board.days] or [_of_time(USUAL[1])]
    booked = [block.booking for person in board.people for day in person.days for block in day.blocks]
    first = min(opens + [_minute(row.starts_at) for row in booked])
    last = max(closes + [_minute(row.ends_at) for row in booked])
    return Scale(first // QUARTER * QUARTER, -(-last // QUARTER) * QUARTER)


def _minute(value: datetime) -> int:
    return _of_time(clock.local(value).time())


def _of_time(value: time) -> int:
    return value.hour * 60 + value.minute
