"""What a table must hold: its columns, how each is read, and how a row is known again."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any

from portal.kernel.imports.parsers import text
from portal.kernel.imports.source import ImportRefused
from portal.kernel.imports.tables import Table, header_key

NUMBER_COLUMN = "行番号"
REASON_COLUMN = "理由"
REPORT_COLUMNS = (NUMBER_COLUMN, REASON_COLUMN)


@dataclass(frozen=True)
class Column:
    """`required`: the column must be in the file. `blank`: its cells may be empty, the value is then None."""

    header: str
    key: str
    parse: Callable[[str], Any] = field(default_factory=text)
    required: bool = True
    blank: bool = False
    aliases: tuple[str, ...] = ()
    help: str = ""

    @property
    def may_be_blank(self) -> bool:
        return self.blank or not self.required

    @property
    def names(self) -> tuple[str, ...]:
        return (self.header, *self.aliases)


@dataclass(frozen=True)
class ImportSpec:
    name: str
    columns: tuple[Column, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "columns", tuple(self.columns))
        if set(self.headers) & set(REPORT_COLUMNS):
            raise ValueError(f"{REPORT_COLUMNS} belong to the report of rejected rows")

    @property
    def headers(self) -> list[str]:
        return [column.header for column in self.columns]

    def check(self, table: Table) -> None:
        """ImportRefused, naming them, when required columns are missing."""
        missing = [c.header for c in self.columns if c.required and table.position(c.names) is None]
        if not missing:
            return
        if not any(table.position(column.names) is not None for column in self.columns):
            raise ImportRefused(f"見出しの行が見つかりません。1行目に{'、'.join(self.headers)}を書いてください。")
        raise ImportRefused(f"次の列がありません: {'、'.join(missing)}")

    def unknown_headers(self, table: Table) -> list[str]:
        known = {header_key(name) for column in self.columns for name in column.names}
        known.update(map(header_key, REPORT_COLUMNS))
        return [header for header in table.headers if header and header_key(header) not in known]


@dataclass(frozen=True)
class Row:
    """`number` is the row a spreadsheet shows; `raw` the cells as written; `values` what was read, by key."""

    number: int
    raw: dict[str, str]
    values: dict[str, Any]
    errors: list[str]
    fingerprint: str


def read(table: Table, spec: ImportSpec) -> Iterator[Row]:
    spec.check(table)
    positions = [(column, table.position(column.names)) for column in spec.columns]
    seen: Counter[bytes] = Counter()
    for number, cells in table.records():
        raw = {header: cell for header, cell in zip(table.headers, cells, strict=False) if header}
        values, errors = _parse(positions, cells)
        if _has_stray_cells(table.headers, cells):
            errors.append("見出しのない列に値があります。列がずれていないか確かめてください。")
        content = _content(spec, values, raw if errors else {})
        seen[content] += 1
        fingerprint = hashlib.sha256(content + b"#%d" % seen[content]).hexdigest()
        yield Row(number, raw, values, errors, fingerprint)


def _parse(positions: list[tuple[Column, int | None]], cells: list[str]) -> tuple[dict[str, Any], list[str]]:
    values: dict[str, Any] = {}
    errors = []
    for column, at in positions:
        values[column.key] = None
        cell = cells[at].strip() if at is not None and at < len(cells) else ""
        if not cell:
            if not column.may_be_blank:
                errors.append(f"{column.header}: 空です。")
            continue
        try:
            values[column.key] = column.parse(cell)
        except ValueError as error:
            errors.append(f"{column.header}: {error}")
    return values, errors


def _has_stray_cells(headers: tuple[str, ...], cells: list[str]) -> bool:
    return any(cell.strip() for at, cell in enumerate(cells) if at >= len(headers) or not headers[at])


def _content(spec: ImportSpec, values: dict[str, Any], raw: dict[str, str]) -> bytes:
    # Empty values are left out, so that a column added to a specification later changes no row of old.
    present = {key: _canonical(value) for key, value in values.items() if value is not None}
    document = json.dumps([spec.name, present, raw], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(document.encode()).digest()


def _canonical(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n")
    if isinstance(value, (list, tuple)):
        return [_canonical(item) for item in value]
    return str(value)
