"""Comma, semicolon or tab separated text in UTF-8, UTF-16 or CP932, read as a stream."""

import codecs
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from portal.kernel.cells import take_back
from portal.kernel.imports.source import ImportRefused, is_blank

NAMES = {"utf-8-sig": "UTF-8", "utf-16": "UTF-16", "cp932": "Shift_JIS（CP932）"}
_CHUNK = 256 * 1024
# Tabs and line ends belong in a table; vertical tab, form feed and the old end-of-file sign are dropped.
_NOT_TEXT = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f]")
_DROPPED = {0x0B: "\n", 0x0C: "\n", 0x1A: None, 0x7F: None}


@dataclass(frozen=True)
class DelimitedText:
    path: Path
    encoding: str
    delimiter: str

    def description(self) -> str:
        return NAMES[self.encoding]

    def records(self) -> Iterator[tuple[int, list[str]]]:
        with self.path.open(encoding=self.encoding, newline="") as lines:
            reader = csv.reader(lines, delimiter=self.delimiter, strict=True)
            number = 0
            try:
                for number, cells in enumerate(reader, start=1):
                    record = [take_back(cell.translate(_DROPPED)) for cell in cells]
                    if not is_blank(record):
                        yield number, record
            except csv.Error as error:
                raise ImportRefused(
                    f'{number + 1}行目あたりの引用符（"）が閉じていないか、余分にあります。直してください。'
                ) from error


def open_delimited(path: Path) -> DelimitedText:
    encoding = _encoding_of(path)
    return DelimitedText(path, encoding, _delimiter_of(path, encoding))


def _encoding_of(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = ["utf-16"]
    else:
        candidates = ["utf-8-sig", "cp932"]
    for encoding in candidates:
        if _decodes(path, encoding):
            return encoding
    raise ImportRefused("文字コードがわかりません。UTF-8かShift_JISのCSVで保存し直してください。")


def _decodes(path: Path, encoding: str) -> bool:
    try:
        with path.open(encoding=encoding, newline="") as text:
            while chunk := text.read(_CHUNK):
                if _NOT_TEXT.search(chunk):
                    raise ImportRefused(
                        "表ではないファイルのようです（文字でないデータがあります）。CSVかExcel（.xlsx）を選んでください。"
                    )
    except UnicodeError:
        return False
    return True


def _delimiter_of(path: Path, encoding: str) -> str:
    with path.open(encoding=encoding, newline="") as text:
        start = text.read(64 * 1024)
    first_line = next((line for line in start.splitlines() if line.strip(" ,;\t")), "")
    unquoted = re.sub(r'"[^"]*"', "", first_line)
    return max(",;\t", key=unquoted.count)
