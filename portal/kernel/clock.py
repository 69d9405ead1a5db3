"""What time it is: UTC inside, Japanese wall time for people, fiscal years from 1 April.

The clock can be made to stand, for demo data and tests.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

TOKYO = ZoneInfo("Asia/Tokyo")
FIRST_MONTH_OF_FISCAL_YEAR = 4

_stands_at: ContextVar[datetime | None] = ContextVar("clock_stands_at", default=None)


def now() -> datetime:
    return _stands_at.get() or datetime.now(UTC)


def today() -> date:
    return local(now()).date()


def local(instant: datetime) -> datetime:
    """The same instant as Japanese wall time; a naive one is refused, since nobody knows what it means."""
    if instant.tzinfo is None:
        raise ValueError("naive datetime")
    return instant.astimezone(TOKYO)


def moment(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    """The instant, in UTC, of a Japanese wall time."""
    return datetime(year, month, day, hour, minute, second, tzinfo=TOKYO).astimezone(UTC)


def start_of_day(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=TOKYO).astimezone(UTC)


@contextmanager
def at(instant: datetime | date) -> Iterator[None]:
    """Make the clock stand at an instant; a date means its start, a naive time is Japanese."""
    if not isinstance(instant, datetime):
        instant = start_of_day(instant)
    elif instant.tzinfo is None:
        instant = instant.replace(tzinfo=TOKYO)
    token = _stands_at.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _stands_at.reset(token)


def fiscal_year_of(day: date) -> int:
    return day.year if day.month >= FIRST_MONTH_OF_FISCAL_YEAR else day.year - 1


def fiscal_year_range(fiscal_year: int) -> tuple[date, date]:
    """First and last day, both inside the year."""
    first = date(fiscal_year, FIRST_MONTH_OF_FISCAL_YEAR, 1)
    return first, first.replace(year=fiscal_year + 1) - timedelta(days=1)
