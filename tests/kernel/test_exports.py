"""Tables go out as Excel reads them, nothing runs, and what goes out comes in again unchanged."""

import csv
import io
import zipfile
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from portal.kernel import imports
from portal.kernel.cells import make_harmless, take_back
from portal.kernel.exports import Column, Sheet, write_csv, write_xlsx
from portal.kernel.imports import ImportSpec

AWKWARD = [
    "=1+1", "+81", "-x", "@SUM(A1)", "\t=1", " =1", "＝1+1", "－計", "'=1",
    "''=1", "'普通", "-", "－", "-5", "+5.5", "-1,234",
    "0012", 'a"b', "a,b", "a\nb", "①㈱髙", "=cmd|' /C calc'!A0", "-5-5", "1e5",
]  # fmt: skip


def read_csv(export, encoding="utf-8-sig"):
    return list(csv.reader(io.StringIO(content_of(export).decode(encoding), newline="")))


def content_of(export):
    with export:
        return export.file.read()


def test_csv_is_utf_8_with_a_mark_for_excel_and_typed_values_as_plain_text():
    export = write_csv(
        ["日", "時刻", "数", "割合", "可否", "空"],
        [
            [date(2022, 9, 1), datetime(2022, 9, 1, 1, 30, tzinfo=UTC), 1234, Decimal("2.6"), True, None],
            [time(9, 5), "", -5, 0.5, False, ""],
        ],
        name="一覧",
    )  # fmt: skip
    assert (export.filename, export.content_type) == ("一覧.csv", "text/csv")
    content = content_of(export)
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig").split("\r\n")[1:3] == [
        "2022-09-01,2022-09-01 10:30,1234,2.6,1,",
        "09:05,,-5,0.5,0,",
    ]


@pytest.mark.parametrize("typed", AWKWARD)
def test_text_made_harmless_is_taken_back_unchanged(typed):
    assert take_back(make_harmless(typed)) == typed


@pytest.mark.parametrize("typed", ["=1+1", "+81-27", "-x", "@SUM(A1)", "\t=1", " =1", "＝1+1", "'=1", "-5-5", "=\n1"])
def test_what_would_run_as_a_formula_gets_an_apostrophe(typed):
    assert make_harmless(typed) == "'" + typed


@pytest.mark.parametrize("typed", ["-5", "+5.5", "-1,234", "-", "－", "普通", "'普通", "0012", ""])
def test_numbers_and_plain_text_are_left_alone(typed):
    assert make_harmless(typed) == typed


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932"])
def test_a_round_trip_through_csv_changes_nothing(tmp_path, encoding):
    export = write_csv(["番号", "内容"], [(n, text) for n, text in enumerate(AWKWARD)], name="x", encoding=encoding)
    path = tmp_path / export.filename
    path.write_bytes(content_of(export))
    spec = ImportSpec("x", (imports.Column("番号", "n"), imports.Column("内容", "text")))
    assert [row.raw["内容"] for row in imports.read(imports.open_table(path), spec)] == AWKWARD


def test_a_round_trip_through_a_workbook_changes_nothing(tmp_path):
    export = write_xlsx([Sheet("表", ["番号", "内容"], enumerate(AWKWARD))], name="x")
    path = tmp_path / export.filename
    path.write_bytes(content_of(export))
    spec = ImportSpec("x", (imports.Column("番号", "n"), imports.Column("内容", "text")))
    assert [row.raw["内容"] for row in imports.read(imports.open_table(path), spec)] == AWKWARD


def test_cp932_takes_the_twins_of_signs_that_it_has_only_once():
    export = write_csv(["内容"], [["9時〜10時 −5℃ ① ㈱ 髙"]], name="x", encoding="cp932")
    assert export.unmappable == []
    assert read_csv(export, "cp932")[1] == ["9時～10時 －5℃ ① ㈱ 髙"]


def test_characters_that_cp932_lacks_are_listed_beside_the_file():
    export = write_csv(["名", "内容"], [["𠮷田", "ok"], ["森鷗外", "🙂"]], name="一覧", encoding="cp932")
    assert [(item.row, item.column, item.character) for item in export.unmappable] == [
        (2, "名", "𠮷"), (3, "名", "鷗"), (3, "内容", "🙂"),
    ]  # fmt: skip
    assert export.filename == "一覧.zip"
    with export, zipfile.ZipFile(export.file) as archive:
        assert archive.namelist() == ["一覧.csv", "一覧_文字の一覧.csv"]
        assert archive.read("一覧.csv").decode("cp932").splitlines()[1:] == ["〓田,ok", "森〓外,〓"]
        assert "2,名,𠮷,U+20BB7" in archive.read("一覧_文字の一覧.csv").decode("utf-8-sig")


def test_a_workbook_holds_numbers_dates_and_text_as_what_they_are(tmp_path):
    moment = datetime(2022, 9, 1, 1, 30, tzinfo=UTC)
    rows = [[date(2022, 9, 1), moment, 5, Decimal("2.5"), "=1+1", "0012", True, time(9, 5), None]]
    export = write_xlsx([Sheet("件数 [1/2]", [Column("日", 12), *"bcdefghi"], rows)], name="x")
    path = tmp_path / "x.xlsx"
    path.write_bytes(content_of(export))
    workbook = CalamineWorkbook.from_path(path)
    assert workbook.sheet_names == ["件数 ・1・2・"]
    assert workbook.get_sheet_by_index(0).to_python()[1] == [
        date(2022, 9, 1), moment.replace(hour=10, tzinfo=None), 5.0, 2.5, "=1+1", "0012", True, time(9, 5), "",
    ]  # fmt: skip
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert 'state="frozen"' in sheet


def test_rows_are_taken_as_a_stream():
    export = write_csv(["n"], ([n] for n in range(200_000)), name="x")
    with export:
        assert sum(1 for _ in export.file) == 200_001
