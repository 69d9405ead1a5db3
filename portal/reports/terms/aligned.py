"""A table for a terminal: the first column to the left, figures to the right, Japanese signs two columns wide."""

from collections.abc import Sequence
from typing import Any
from unicodedata import east_asian_width


def aligned(rows: Sequence[Sequence[Any]]) -> str:
    texts = [[_text(cell) for cell in row] for row in rows]
    widths = [max(map(_width, column)) for column in zip(*texts, strict=True)]
    return "\n".join("  ".join(_padded(row, widths)) for row in texts)


def _padded(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    blanks = [" " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)]
    first, *rest = zip(row, blanks, strict=True)
    return [first[0] + first[1], *(blank + cell for cell, blank in rest)]


def _text(cell: Any) -> str:
    if cell is None:
        return "－"
    return cell if isinstance(cell, str) else f"{cell:,}"


def _width(text: str) -> int:
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)
