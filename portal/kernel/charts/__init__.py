"""Charts as SVG made on the server: every bar and point a link, the same on a page and on paper."""

from portal.kernel.charts.bars import Bar, Group, bar_chart
from portal.kernel.charts.columns import Column, column_chart
from portal.kernel.charts.lines import Point, line_chart
from portal.kernel.charts.svg import PAPER, SCREEN, Palette

__all__ = [
    "PAPER",
    "SCREEN",
    "Bar",
    "Column",
    "Group",
    "Palette",
    "Point",
    "bar_chart",
    "column_chart",
    "line_chart",
]
