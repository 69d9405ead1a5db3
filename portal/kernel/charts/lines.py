"""A curve over a grid, with a forecast where there is one."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from markupsafe import Markup

from portal.kernel.charts.svg import HEAD, SCREEN, Palette, element, frame, linked

# Height of the plot, and where its first and last points stand in per cent of the width.
PLOT, FIRST, LAST = 220, 12, 94
MOST_LABELS = 7


@dataclass(frozen=True)
class Point:
    """`value` is None where nothing is known; `forecast` draws the way to this point dashed."""

    label: str
    value: float | None
    href: str | None = None
    forecast: bool = False


def line_chart(
    points: Sequence[Point], *, title: str, description: str, unit: str = "件", palette: Palette = SCREEN
) -> Markup:
    """A curve over a grid; the way to a forecast is dashed, and the last known value is written beside its point."""
    step, lines = _grid(max((point.value or 0 for point in points), default=0))
    parts = []
    for line in range(lines + 1):
        y = _height(line / lines)
        parts.append(element("line", x1=0, x2="100%", y1=y, y2=y, stroke=palette.rule if line else palette.ink))
        parts.append(element("text", f"{line * step:,}", x=0, y=y - 4))
    places = [f"{FIRST + (LAST - FIRST) * at / max(len(points) - 1, 1):.2f}%" for at in range(len(points))]
    heights = [None if point.value is None else _height(point.value / (step * lines)) for point in points]
    parts += _segments(points, places, heights, palette)
    every = ceil(len(points) / MOST_LABELS)
    for at, (point, x) in enumerate(zip(points, places, strict=True)):
        if (len(points) - 1 - at) % every == 0:
            parts.append(element("text", point.label, x=x, y=PLOT + 20, text_anchor="middle"))
    parts += _marks(points, places, heights, unit, palette)
    return frame(title, description, PLOT + 28, palette, parts)


def _grid(largest: float) -> tuple[int, int]:
    """Step and number of grid lines: steps of 1, 2 or 5 with noughts, at most five of them."""
    step = 10 ** max(floor(log10(largest)) - 1, 0) if largest > 0 else 1
    for factor in (1, 2, 5, 10, 20):
        if largest <= step * factor * 5:
            return step * factor, max(ceil(largest / (step * factor)), 1)
    raise AssertionError("a hundred of the smallest step always suffices")


def _height(share: float) -> float:
    return PLOT - share * (PLOT - HEAD)


def _segments(
    points: Sequence[Point], places: list[str], heights: list[float | None], palette: Palette
) -> list[Markup]:
    return [
        element(
            "line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=palette.now, stroke_width=2,
            stroke_dasharray="5 4" if point.forecast else None,
        )
        for point, x1, y1, x2, y2 in zip(points[1:], places, heights, places[1:], heights[1:], strict=False)
        if y1 is not None and y2 is not None
    ]  # fmt: skip


def _marks(
    points: Sequence[Point], places: list[str], heights: list[float | None], unit: str, palette: Palette
) -> list[Markup]:
    drawn = []
    known = [at for at, point in enumerate(points) if point.value is not None and not point.forecast]
    previous: float | None = None
    for at, (point, x, y) in enumerate(zip(points, places, heights, strict=True)):
        if y is None:
            continue
        name = f"{point.label} {point.value:,}{unit}"
        mark = element("circle", cx=x, cy=y, r=4, fill=palette.now)
        if known and at == known[-1]:
            # On the side of the point where the curve does not come from.
            falls = previous is not None and y > previous
            mark += element("text", name, x=x, y=y + (24 if falls else -10), text_anchor="end", font_weight="bold")
        drawn.append(linked(point.href, name, mark))
        previous = y
    return drawn
