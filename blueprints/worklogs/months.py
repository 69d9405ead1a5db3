"""Months in the address of lists."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask import abort, request

from portal.kernel import clock


@dataclass(frozen=True)
class Month:
    """A month by its first day, with its neighbours as addresses write them."""

    first: date

    @property
    def last(self) -> date:
        return self.next_first - timedelta(days=1)

    @property
    def next_first(self) -> date:
        return (self.first.replace(day=28) + timedelta(days=4)).replace(day=1)

    @property
    def key(self) -> str:
        return f"{self.first:%Y-%m}"

    @property
    def before(self) -> str:
        return f"{self.first - timedelta(days=1):%Y-%m}"

    @property
    def after(self) -> str:
        return f"{self.next_first:%Y-%m}"

    @property
    def label(self) -> str:
        return f"{self.first.year}年{self.first.month}月"


def wanted_month() -> Month:
    """The month of `?month=2026-11`; this one without it, 400 to what is none."""
    typed = request.values.get("month", "")
    if not typed:
        return Month(clock.today().replace(day=1))
    try:
        year, _, month = typed.partition("-")
        first = date(int(year), int(month), 1)
    except ValueError:
        abort(400, "月は 2026-11 のように指定してください。")
    if not 2000 <= first.year <= 2100:
        abort(400, "月は 2000-01 から 2100-12 までで指定してください。")
    return Month(first)
