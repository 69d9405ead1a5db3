"""The first visible sheet of an Excel workbook (.xlsx), with limits checked before anything is unpacked."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from portal.kernel.imports.source import MAX_COLUMNS, ImportRefused, Limits, is_blank

# A packed workbook of the allowed size may unpack to this many times its limit.
UNPACKED_RATIO = 10
_CHUNK = 1024 * 1024
_OVERLAP = 256
# A cell that holds something: an element that does not close itself.
_FILLED_CELL = re.compile(rb"""<(?:\w+:)?c\s[^<>]*?\br=["']([A-Z]{1,3})(\d{1,9})["'][^<>]*(?<!/)>""")
# All that a damaged archive or its parts can raise, seen by feeding thousands of damaged workbooks.
_DAMAGE = (CalamineError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)
_BROKEN = "Excelファイルが壊れているようです。Excelで開いて保存し直してください。"


@dataclass(frozen=True)
class Sheet:
    sheet: CalamineSheet

    def description(self) -> str:
        return f"Excelのシート「{self.sheet.name}」"

    def records(self) -> Iterator[tuple[int, list[str]]]:
        for number, cells in enumerate(self.sheet.iter_rows(), start=1):
            record = [_as_text(cell) for cell in cells]
            if not is_blank(record):
                yield number, record


def open_workbook(path: Path, limits: Limits) -> Sheet:
    try:
        _check_archive(path, limits)
        workbook = CalamineWorkbook.from_path(path)
        for index, sheet in enumerate(workbook.sheets_metadata):
            if sheet.visible == SheetVisibleEnum.Visible:
                return Sheet(workbook.get_sheet_by_index(index))
    except _DAMAGE as error:
        raise ImportRefused(_BROKEN) from error
    raise ImportRefused("Excelファイルに表示されているシートがありません。")


def _check_archive(path: Path, limits: Limits) -> None:
    """Unpack piece by piece, keeping nothing: sizes and positions written in the file are not believed."""
    left = limits.max_bytes * UNPACKED_RATIO
    with zipfile.ZipFile(path) as archive:
        if "xl/workbook.xml" not in archive.namelist():
            raise ImportRefused("Excel（.xlsx）ではないファイルです。CSVかExcel（.xlsx）を選んでください。")
        for entry in archive.infolist():
            is_sheet = entry.filename.startswith("xl/worksheets/")
            with archive.open(entry) as content:
                tail = b""
                while chunk := content.read(_CHUNK):
                    left -= len(chunk)
                    if left < 0:
                        raise ImportRefused("Excelファイルの中身が大きすぎます。画像や余分なシートを除いてください。")
                    if is_sheet:
                        _check_positions(tail + chunk, limits)
                        tail = chunk[-_OVERLAP:]


def _check_positions(xml: bytes, limits: Limits) -> None:
    for cell in _FILLED_CELL.finditer(xml):
        # Some rows above the table are let through here; the exact count comes with the records.
        if int(cell[2]) > limits.max_rows + 100:
            raise limits.too_many_rows()
        if _column_number(cell[1]) > MAX_COLUMNS:
            raise ImportRefused(f"列が多すぎます。{MAX_COLUMNS}列までにしてください。")


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _as_text(cell: object) -> str:
    """The text that the same value has in a CSV file."""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        moment = cell.isoformat(sep=" ", timespec="seconds")
        return moment.removesuffix(" 00:00:00")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return cell.isoformat(timespec="minutes")
    return str(cell)
