"""The panels of field work: hours of support by the four groups, and the visits that schools were promised. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.reports.dashboard.groups import percent
from portal.reports.dashboard.period import Period
from portal.tickets.models import CategoryGroup
from portal.visits.promises import PromiseRow, PromiseTable

SHOWN_SHORT = 5


@dataclass(frozen=True)
class HourShare:
    """A group's time in minutes and its share in whole percent, in the term and in as many days of the one before."""

    label: str
    minutes: int
    percent: int
    percent_before: int

    @property
    def hours(self) -> int:
        """Half up to whole hours."""
        return (self.minutes + 30) // 60


@dataclass(frozen=True)
class HourPanel:
    finding: str
    minutes: int
    minutes_before: int
    groups: list[HourShare]

    @property
    def largest(self) -> int:
        """The largest percentage, on which the bars stand."""
        return max(max(group.percent, group.percent_before) for group in self.groups)


@dataclass(frozen=True)
class PromisePanel:
    """Schools whose promise will be kept at the present pace, out of all that have one; who falls short most."""

    fiscal_year: int
    kept: int
    promised: int
    short: list[PromiseRow]

    @property
    def first(self) -> list[PromiseRow]:
        return self.short[:SHOWN_SHORT]


def hour_panel(period: Period, now: Mapping[str, int], before: Mapping[str, int]) -> HourPanel | None:
    """Minutes by group of the logs handed in; None while there are none."""
    total, total_before = sum(now.values()), sum(before.values())
    if not total and not total_before:
        return None
    groups = [
        HourShare(
            group.label,
            now.get(group.value, 0),
            percent(now.get(group.value, 0), total),
            percent(before.get(group.value, 0), total_before),
        )
        for group in CategoryGroup
    ]
    return HourPanel(_finding(period, groups, total, total_before), total, total_before, groups)


def promise_panel(table: PromiseTable) -> PromisePanel | None:
    """None where the contract promises nothing."""
    if not table.promised_schools:
        return None
    return PromisePanel(table.fiscal_year, table.kept, table.promised_schools, table.short)


def _finding(period: Period, groups: list[HourShare], total: int, total_before: int) -> str:
    if not total:
        return "この学期の日報はまだありません"
    if not total_before:
        most = max(groups, key=lambda group: group.minutes)
        return f"{most.label}が{most.percent}％でいちばん長い"
    moved = max(groups, key=lambda group: abs(group.percent - group.percent_before))
    points = moved.percent - moved.percent_before
    if not points:
        return f"割合は{period.name_before}と同じ"
    return f"{moved.label}が{abs(points)}ポイント{'増' if points > 0 else '減'}"
