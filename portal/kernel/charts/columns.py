"""Upright columns on one zero, each with its value and a mark for what it is compared with."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from portal.kernel.charts.svg import HEAD, SCREEN, Palette, element, frame, linked

PLOT = 190
WIDE = 0.62
# More digits than this stand beside one another only where there is room: the present and the largest column.
MOST_DIGITS = 3


@dataclass(frozen=True)
class Column:
    """`value` is None where nothing is known yet; `before` is drawn as a line across the column."""

    label: str
    value: int | None
    href: str | None = None
    before: int | None = None
    is_now: bool = False


def column_chart(
    columns: Sequence[Column],
    *,
    title: str,
    description: str,
    unit: str = "件",
    before: str = "前年",
    palette: Palette = SCREEN,
) -> Markup:
    """Columns in the order of time; `before` is how the compared value is called."""
    largest = max((max(column.value or 0, column.before or 0) for column in columns), default=0) or 1
    slots = _Slots(100 / max(len(columns), 1), largest, unit, before, palette)
    parts = [slots.draw(column, at) for at, column in enumerate(columns)]
    parts.append(element("line", x1=0, x2="100%", y1=PLOT, y2=PLOT, stroke=palette.ink))
    return frame(title, description, PLOT + 26, palette, parts)


@dataclass(frozen=True)
class _Slots:
    width: float
    largest: int
    unit: str
    before: str
    palette: Palette

    def draw(self, column: Column, at: int) -> Markup:
        middle = f"{(at + 0.5) * self.width:.2f}%"
        label = element(
            "text", column.label, x=middle, y=PLOT + 20, text_anchor="middle",
            font_weight="bold" if column.is_now else None,
        )  # fmt: skip
        return linked(column.href, self._name(column), self._bar(column, at, middle) + label)

    def _bar(self, column: Column, at: int, middle: str) -> Markup:
        left = f"{(at + (1 - WIDE) / 2) * self.width:.2f}%"
        drawn = Markup("")
        if column.value:
            height = self._height(column.value)
            colour = self.palette.now if column.is_now else self.palette.before[-1]
            drawn += element(
                "rect", x=left, y=PLOT - height, width=f"{WIDE * self.width:.2f}%", height=height, fill=colour,
                stroke=self.palette.outline,
            )  # fmt: skip
        if column.before:
            y = PLOT - self._height(column.before)
            right = f"{(at + (1 + WIDE) / 2) * self.width:.2f}%"
            drawn += element("line", x1=left, x2=right, y1=y, y2=y, stroke=self.palette.ink, stroke_width=2)
        if column.value is not None and self._has_room(column):
            drawn += self._figure(column, middle)
        return drawn

    def _figure(self, column: Column, middle: str) -> Markup:
        """The value above its column, with a white edge, so that a mark behind it does not strike it out."""
        return element(
            "text", f"{column.value:,}", x=middle, y=PLOT - self._height(column.value or 0) - 6, text_anchor="middle",
            font_weight="bold" if column.is_now else None, text_decoration="underline" if column.href else None,
            stroke="#ffffff", stroke_width=4, stroke_linejoin="round", paint_order="stroke",
        )  # fmt: skip

    def _has_room(self, column: Column) -> bool:
        return len(str(self.largest)) <= MOST_DIGITS or column.is_now or column.value == self.largest

    def _height(self, value: int) -> float:
        return value / self.largest * (PLOT - HEAD)

    def _name(self, column: Column) -> str:
        value = "まだ" if column.value is None else f"{column.value:,}{self.unit}"
        before = "" if column.before is None else f"（{self.before} {column.before:,}{self.unit}）"
        return f"{column.label} {value}{before}"
