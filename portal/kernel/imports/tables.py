"""Opens a file as a table, whatever kind it is: recognised by content, checked whole, kept on disk."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from portal.kernel.imports.delimited import open_delimited
from portal.kernel.imports.source import MAX_COLUMNS, ImportRefused, Limits, Source
from portal.kernel.imports.workbook import open_workbook

_ONLY_TABLES = "CSVかExcel（.xlsx）を選んでください。"
_NO_TABLES = (
    (b"%PDF-", f"PDFは取り込めません。{_ONLY_TABLES}"),
    (b"\xff\xd8\xff", f"画像は取り込めません。{_ONLY_TABLES}"),
    (b"\x89PNG", f"画像は取り込めません。{_ONLY_TABLES}"),
    (
        b"\xd0\xcf\x11\xe0",
        "古い形式（.xls）か、パスワード付きのExcelです。パスワードなしの.xlsxかCSVで保存し直してください。",
    ),
    (b"<!DOCTYPE", f"ウェブページ（HTML）は取り込めません。{_ONLY_TABLES}"),
    (b"<html", f"ウェブページ（HTML）は取り込めません。{_ONLY_TABLES}"),
)


@dataclass(frozen=True)
class Table:
    """`headers` as written, an empty one for a column without a name; rows come from the file each time."""

    source: Source
    headers: tuple[str, ...]
    header_number: int
    row_count: int

    def records(self) -> Iterator[tuple[int, list[str]]]:
        return (record for record in self.source.records() if record[0] > self.header_number)

    def position(self, names: tuple[str, ...]) -> int | None:
        wanted = {header_key(name) for name in names}
        return next((at for at, header in enumerate(self.headers) if header_key(header) in wanted), None)


def header_key(header: str) -> str:
    return "".join(unicodedata.normalize("NFKC", header).casefold().split())


def open_table(path: Path | str, limits: Limits | None = None) -> Table:
    """Read once from end to end, so that what is wrong with the whole file is said before a row is taken."""
    path, limits = Path(path), limits or Limits()
    limits.check_size(path)
    source = _recognise(path, limits)
    records = source.records()
    header_number, first = next(records, (0, []))
    if not first:
        raise ImportRefused("見出しの行がありません。1行目に列の名前を書いてください。")
    headers = _check_headers(first)
    row_count = 0
    for row_count, _ in enumerate(records, start=1):
        if row_count > limits.max_rows:
            raise limits.too_many_rows()
    if not row_count:
        raise ImportRefused("見出しだけで、データの行がありません。")
    return Table(source, headers, header_number, row_count)


def _recognise(path: Path, limits: Limits) -> Source:
    with path.open("rb") as file:
        start = file.read(64).lstrip()
    for magic, message in _NO_TABLES:
        if start.lower().startswith(magic.lower()):
            raise ImportRefused(message)
    if start.startswith(b"PK\x03\x04"):
        return open_workbook(path, limits)
    return open_delimited(path)


def _check_headers(record: list[str]) -> tuple[str, ...]:
    headers = [" ".join(cell.split()) for cell in record]
    while headers and not headers[-1]:
        headers.pop()
    if len(headers) > MAX_COLUMNS:
        raise ImportRefused(f"列が多すぎます。{MAX_COLUMNS}列までにしてください。")
    seen: set[str] = set()
    for header in filter(None, headers):
        if header_key(header) in seen:
            raise ImportRefused(f"見出し「{header}」が二つあります。一つにしてください。")
        seen.add(header_key(header))
    return tuple(headers)
