"""What every kind of tabular file has in common: its limits, its records, its refusal."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

MAX_COLUMNS = 256
MEBIBYTE = 1024 * 1024


class ImportRefused(ValueError):
    """The file as a whole cannot be taken in; the message is for the person who sent it."""


@dataclass(frozen=True)
class Limits:
    max_bytes: int = 20 * MEBIBYTE
    max_rows: int = 20_000

    def check_size(self, path: Path) -> None:
        size = path.stat().st_size
        if size == 0:
            raise ImportRefused("ファイルが空です（0バイト）。保存してからもう一度選んでください。")
        if size > self.max_bytes:
            raise ImportRefused(
                f"ファイルが大きすぎます（{size / MEBIBYTE:,.1f}MB）。"
                f"{self.max_bytes / MEBIBYTE:,.0f}MB以下に分けてください。"
            )

    def too_many_rows(self) -> ImportRefused:
        return ImportRefused(f"行が多すぎます。一度に取り込めるのは{self.max_rows:,}行までです。分けてください。")


class Source(Protocol):
    """One table in a file: numbered records as text, as often as asked for."""

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """Records that are not blank, with the row number that a spreadsheet shows."""

    def description(self) -> str: ...


def is_blank(record: list[str]) -> bool:
    return not any(cell.strip() for cell in record)
