"""The panel of schools that were not visited in the term. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from portal.reports.dashboard.period import Period
from portal.reports.queries.board import SchoolVisits

SHOWN = 7


@dataclass(frozen=True)
class VisitPanel:
    """`missed` come first without a booking, then those whose last visit is longest ago."""

    missed: list[SchoolVisits]
    schools: int
    missed_before: int | None

    @property
    def without_booking(self) -> list[SchoolVisits]:
        return [school for school in self.missed if school.next_at is None]

    @property
    def first(self) -> list[SchoolVisits]:
        return self.missed[:SHOWN]

    @property
    def more(self) -> int:
        return len(self.missed) - len(self.first)


def visit_panel(period: Period, schools: Iterable[SchoolVisits]) -> VisitPanel:
    schools = list(schools)
    missed = [school for school in schools if not school.visited]
    missed.sort(key=lambda school: (school.next_at is not None, school.last_on is not None, school.last_on))
    missed_before = sum(not school.visited_before for school in schools) if period.before else None
    return VisitPanel(missed, len(schools), missed_before)
