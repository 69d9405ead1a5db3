"""Hours by the four groups over months, as a chart with its table."""

from dataclasses import dataclass

from flask import url_for
from markupsafe import Markup

from portal.kernel.charts import Bar, Group, bar_chart
from portal.tickets.models import CategoryGroup

RECENT = 6


@dataclass(frozen=True)
class HoursChart:
    svg: Markup
    heads: list[str]
    rows: list[tuple[str, str, list[float], float]]

    @property
    def empty(self) -> bool:
        return not any(total for *_, total in self.rows)


def hours_chart(points: list) -> HoursChart:
    """The chart holds the last half year, the table every month."""
    groups = [Group(group.label, _bars(group, points[-RECENT:])) for group in CategoryGroup]
    svg = bar_chart(
        groups,
        title="分類別の支援時間",
        description="授業支援・校務支援・環境整備・校内研修の月ごとの時間",
        unit="時間",
    )
    return HoursChart(svg, [group.label for group in CategoryGroup], [_row(point) for point in reversed(points)])


def _bars(group: CategoryGroup, points: list) -> list[Bar]:
    return [
        Bar(f"{point.month.month}月", _hours(point.minutes_by_group[group.value]), _address(point)) for point in points
    ]


def _row(point) -> tuple[str, str, list[float], float]:
    minutes = [point.minutes_by_group[group.value] for group in CategoryGroup]
    label = f"{point.month.year}年{point.month.month}月"
    return label, _address(point), [_hours(one) for one in minutes], _hours(sum(minutes))


def _address(point) -> str:
    return url_for("monthly_reports.index", month=f"{point.month:%Y-%m}")


def _hours(minutes: int) -> float:
    """Hours to a tenth; whole ones without a point."""
    return round(minutes / 60, 1) if minutes % 60 else minutes // 60
