"""The one way to give a table out: CSV for Excel in UTF-8 or CP932, or a workbook; streamed, never formulas."""

import csv
import io
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import IO, Literal, Self

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from portal.kernel import clock
from portal.kernel.cells import make_harmless

CSV = "text/csv"
ZIP = "application/zip"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GETA = "〓"
MAX_CELL = 32_767
MAX_SHEET_ROWS = 1_048_575
_IN_MEMORY = 1024 * 1024
_MAX_UNMAPPABLE = 1_000
# Twins that Unicode has twice and CP932 once: the same sign on paper, so nothing is lost.
_CP932_TWINS = str.maketrans("〜−‖—", "～－∥―")

Cell = str | int | float | Decimal | bool | date | datetime | time | None


@dataclass(frozen=True)
class Column:
    header: str
    width: int | None = None


@dataclass(frozen=True)
class Sheet:
    name: str
    columns: Sequence[Column | str]
    rows: Iterable[Sequence[Cell]]


@dataclass(frozen=True)
class Unmappable:
    row: int
    column: str
    character: str


@dataclass
class Export:
    """`file` is open at its start. `unmappable`: the first characters that CP932 does not have, written as 〓."""

    file: IO[bytes]
    filename: str
    content_type: str
    unmappable: list[Unmappable] = field(default_factory=list)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.file.close()


def _new_file() -> IO[bytes]:
    return tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)


def _columns(columns: Sequence[Column | str]) -> list[Column]:
    return [Column(column) if isinstance(column, str) else column for column in columns]


def write_csv(
    columns: Sequence[Column | str],
    rows: Iterable[Sequence[Cell]],
    *,
    name: str,
    encoding: Literal["utf-8-sig", "cp932"] = "utf-8-sig",
) -> Export:
    """In CP932, when characters do not fit: a ZIP of the CSV and the list of them."""
    headers = [column.header for column in _columns(columns)]
    unmappable: list[Unmappable] = []
    file = _new_file()
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    writer = csv.writer(text)
    writer.writerow(headers)
    for number, row in enumerate(rows, start=2):
        cells = [_csv_text(cell) for cell in row]
        if encoding == "cp932":
            cells = [_fit(cell, number, header, unmappable) for cell, header in zip(cells, headers, strict=True)]
        writer.writerow(cells)
    text.detach().seek(0)
    if unmappable:
        return _zipped(file, name, unmappable)
    return Export(file, f"{name}.csv", CSV)


def _csv_text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return make_harmless(cell)
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, datetime):
        return clock.local(cell).strftime("%Y-%m-%d %H:%M")
    if isinstance(cell, time):
        return cell.strftime("%H:%M")
    return str(cell)


def _fit(cell: str, row: int, column: str, unmappable: list[Unmappable]) -> str:
    cell = cell.translate(_CP932_TWINS)
    try:
        cell.encode("cp932")
        return cell
    except UnicodeEncodeError:
        return "".join(_fit_character(character, row, column, unmappable) for character in cell)


def _fit_character(character: str, row: int, column: str, unmappable: list[Unmappable]) -> str:
    try:
        character.encode("cp932")
        return character
    except UnicodeEncodeError:
        if len(unmappable) < _MAX_UNMAPPABLE:
            unmappable.append(Unmappable(row, column, character))
        return GETA


def _zipped(table: IO[bytes], name: str, unmappable: list[Unmappable]) -> Export:
    signs = [(item.row, item.column, item.character, f"U+{ord(item.character):04X}") for item in unmappable]
    listing = write_csv(["行", "列", "文字", "符号"], signs, name="文字の一覧")
    file = _new_file()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for filename, content in ((f"{name}.csv", table), (f"{name}_{listing.filename}", listing.file)):
            with content, archive.open(filename, "w", force_zip64=True) as entry:
                shutil.copyfileobj(content, entry)
    file.seek(0)
    return Export(file, f"{name}.zip", ZIP, unmappable)


def write_xlsx(sheets: Sequence[Sheet], *, name: str) -> Export:
    """Text is always text, whatever it starts with; numbers and dates are numbers and dates."""
    file = _new_file()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "yyyy/m/d",
    }
    with xlsxwriter.Workbook(file, options) as workbook:
        head = workbook.add_format({"bold": True, "bg_color": "#ECECEC", "bottom": 1, "text_wrap": True})
        moment = workbook.add_format({"num_format": "yyyy/m/d h:mm"})
        hour = workbook.add_format({"num_format": "h:mm"})
        for sheet in sheets:
            _write_sheet(workbook.add_worksheet(_sheet_name(sheet.name)), sheet, head, {datetime: moment, time: hour})
    file.seek(0)
    return Export(file, f"{name}.xlsx", XLSX)


def _sheet_name(name: str) -> str:
    return name.translate(dict.fromkeys(map(ord, "[]:*?/\\"), "・")).strip("'")[:31] or "表"


def _write_sheet(worksheet: Worksheet, sheet: Sheet, head: Format, formats: dict[type, Format]) -> None:
    columns = _columns(sheet.columns)
    for at, column in enumerate(columns):
        worksheet.set_column(at, at, column.width or max(10, 2 * len(column.header) + 2))
    worksheet.freeze_panes(1, 0)
    worksheet.write_row(0, 0, [column.header for column in columns], head)
    for number, row in enumerate(sheet.rows, start=1):
        if number > MAX_SHEET_ROWS:
            raise ValueError("a sheet holds 1,048,575 rows below its head")
        for at, cell in enumerate(row):
            _write_cell(worksheet, number, at, cell, formats)


def _write_cell(worksheet: Worksheet, row: int, at: int, cell: Cell, formats: dict[type, Format]) -> None:
    if cell is None:
        return
    if isinstance(cell, str):
        worksheet.write_string(row, at, cell[:MAX_CELL])
    elif isinstance(cell, bool):
        worksheet.write_boolean(row, at, cell)
    elif isinstance(cell, datetime):
        worksheet.write_datetime(row, at, clock.local(cell).replace(tzinfo=None), formats[datetime])
    elif isinstance(cell, time):
        worksheet.write_datetime(row, at, cell, formats[time])
    elif isinstance(cell, date):
        worksheet.write_datetime(row, at, cell)
    else:
        worksheet.write_number(row, at, cell)
