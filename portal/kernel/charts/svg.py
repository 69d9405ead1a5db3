"""The parts that charts are drawn from: elements, palettes, the frame, links.

Widths are percentages and heights pixels, so that a chart fills its place while its type keeps its size.
Looks come from presentation attributes and classes; there is no style and no script.
"""

from dataclasses import dataclass
from hashlib import sha256

from markupsafe import Markup, escape

TYPE = 14
HEAD = 30


@dataclass(frozen=True)
class Palette:
    ink: str
    now: str
    before: tuple[str, ...]
    rule: str
    outline: str | None = None
    font: str = "inherit"


SCREEN = Palette(ink="#1a1a1a", now="#0017c1", before=("#666666", "#949494"), rule="#d8d8db")
PAPER = Palette(
    ink="#000000", now="#56688f", before=("#ffffff", "#c4c4c4"), rule="#b3b3b3", outline="#000000", font="BIZ UDPGothic"
)


def element(name: str, content: str = "", /, **attributes: object) -> Markup:
    """An element whose content is escaped unless it is markup; attributes that are None are left out."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_short(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Markup(f"<{name}{written}>{escape(content)}</{name}>")  # noqa: S704 - names are ours, the rest is escaped


def _short(value: object) -> object:
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return value if isinstance(value, int) else escape(value)


def frame(title: str, description: str, height: int, palette: Palette, parts: list[Markup]) -> Markup:
    key = sha256(f"{title}{description}{parts}".encode()).hexdigest()[:8]
    return element(
        "svg",
        Markup("").join(
            [element("title", title, id=f"t{key}"), element("desc", description, id=f"d{key}"), *parts]
        ),
        xmlns="http://www.w3.org/2000/svg", class_="chart", role="group", width="100%", height=height,
        font_family=palette.font, font_size=TYPE, fill=palette.ink,
        aria_labelledby=f"t{key}", aria_describedby=f"d{key}",
    )  # fmt: skip


def linked(href: str | None, name: str, content: Markup) -> Markup:
    if href is None:
        return element("g", content, role="img", aria_label=name)
    return element("a", content, href=href, class_="chart-link", aria_label=name)
