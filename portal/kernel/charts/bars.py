"""Horizontal bars in groups, with their values."""

from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

from markupsafe import Markup

from portal.kernel.charts.svg import HEAD, SCREEN, TYPE, Palette, element, frame, linked

ROW, GAP = 22, 8
# Per cent of the width: the longest bar, with room left for its value on a phone.
LONGEST = 62


@dataclass(frozen=True)
class Bar:
    label: str
    value: float
    href: str | None = None


@dataclass(frozen=True)
class Group:
    label: str
    bars: Sequence[Bar]


def bar_chart(
    groups: Sequence[Group], *, title: str, description: str, unit: str = "件", palette: Palette = SCREEN
) -> Markup:
    """Horizontal bars in groups, all standing on one zero; the last bar of a group is the present one."""
    bars = [bar for group in groups for bar in group.bars]
    lanes = _Lanes(
        left=max((_width(bar.label) for bar in bars), default=0) + TYPE,
        largest=max((bar.value for bar in bars), default=0) or 1,
        unit=unit,
        palette=palette,
    )
    parts, top = [], 0
    for group in groups:
        parts.append(element("line", x1=0, x2="100%", y1=top + 1, y2=top + 1, stroke=palette.rule))
        parts.append(element("text", group.label, x=0, y=top + 21, font_weight="bold"))
        top += HEAD
        for age, bar in zip(reversed(range(len(group.bars))), group.bars, strict=True):
            parts.append(lanes.draw(bar, group.label, top, age))
            top += ROW
        top += GAP
    return frame(title, description, top, palette, parts)


def _width(label: str) -> int:
    return sum(TYPE if east_asian_width(character) in "WFA" else TYPE * 6 // 10 for character in label)


@dataclass(frozen=True)
class _Lanes:
    left: int
    largest: float
    unit: str
    palette: Palette

    def draw(self, bar: Bar, group: str, top: int, age: int) -> Markup:
        """`age` counts back from the present bar, 0."""
        length = f"{bar.value / self.largest * LONGEST:.2f}%"
        before = self.palette.before[(age - 1) % len(self.palette.before)]
        rectangle = element(
            "rect",
            width=length,
            height=TYPE,
            y=4,
            fill=before if age else self.palette.now,
            stroke=self.palette.outline,
        )
        value = element(
            "text", f"{bar.value:,}", x=length, dx=8, y=16,
            font_weight=None if age else "bold", text_decoration="underline" if bar.href else None,
        )  # fmt: skip
        lane = element("svg", rectangle + value, x=self.left, y=top, width="100%", height=ROW, overflow="visible")
        label = element("text", bar.label, x=0, y=top + 16)
        return linked(bar.href, f"{group} {bar.label} {bar.value:,}{self.unit}", label + lane)
