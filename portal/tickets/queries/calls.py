"""When schools call: requests by weekday and hour of the day they came in."""

from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from portal.kernel import clock
from portal.kernel.access import Actor
from portal.kernel.dates import WEEKDAYS
from portal.kernel.db import db
from portal.tickets.models import Ticket
from portal.tickets.queries.matching import visible

LEVELS = 4


@dataclass(frozen=True)
class HeatMap:
    """Requests by weekday (0 = Monday) and hour in Japan; only hours and weekdays from the first to the last used."""

    counts: dict[tuple[int, int], int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def hours(self) -> range:
        used = [hour for _weekday, hour in self.counts]
        return range(min(used), max(used) + 1) if used else range(0)

    @property
    def rows(self) -> list[tuple[str, list[tuple[int, int]]]]:
        """Weekday's name, then (requests, level 0 to LEVELS) of each hour; the weekend only when there were any."""
        largest = max(self.counts.values(), default=1)
        days = [day for day in range(7) if day < 5 or any(weekday == day for weekday, _hour in self.counts)]
        return [(WEEKDAYS[day], [(found, -(-LEVELS * found // largest)) for found in self._of(day)]) for day in days]

    def _of(self, day: int) -> list[int]:
        return [self.counts.get((day, hour), 0) for hour in self.hours]


def calls_by_hour(actor: Actor, first: date, last: date) -> HeatMap:
    """Requests that came in between two days; planned visits and imported rows, which tell no hour, are left out."""
    came = sa.func.timezone("Asia/Tokyo", Ticket.created_at)
    weekday = sa.cast(sa.extract("isodow", came), sa.Integer) - 1
    hour = sa.cast(sa.extract("hour", came), sa.Integer)
    statement = (
        sa.select(weekday, hour, sa.func.count(Ticket.id))
        .where(
            Ticket.created_at >= clock.start_of_day(first),
            Ticket.created_at < clock.start_of_day(last + timedelta(days=1)),
            ~Ticket.planned,
            Ticket.import_fingerprint.is_(None),
            *visible(actor),
        )
        .group_by(sa.text("1"), sa.text("2"))
    )
    return HeatMap({(day, at): number for day, at, number in db.session.execute(statement)})
