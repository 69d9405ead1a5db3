"""Any table that a Japanese office saves is taken in; whatever else is refused with a sentence that helps."""

import csv
import zipfile
from datetime import UTC, date, datetime

import pytest
import xlsxwriter

from portal.kernel import imports
from portal.kernel.imports import ACCEPTED, UNCHANGED, Column, ImportRefused, ImportSpec, Limits

KINDS = {"オンライン": "online", "訪問": "visit", "研修": "training"}
SPEC = ImportSpec(
    "visits",
    (
        Column("実施日", "day", imports.day),
        Column("学校コード", "school", imports.code(r"\d{4}", "学校コードは4桁の数字です。"), aliases=("コード",)),
        Column("種別", "kind", imports.choice(KINDS)),
        Column("件名", "subject", imports.text(40), blank=True),
        Column("人数", "people", imports.integer(0, 999), required=False),
    ),
)
HEADER = "実施日,学校コード,種別,件名\r\n"
ROW = "2022-09-01,0001,訪問,端末の配付\r\n"


@pytest.fixture
def write(tmp_path):
    def write_file(content, encoding="utf-8", name="file.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write_file


def rows_of(path, **limits):
    return list(imports.read(imports.open_table(path, Limits(**limits)), SPEC))


def refusal_of(path, **limits):
    with pytest.raises(ImportRefused) as refused:
        rows_of(path, **limits)
    return str(refused.value)


# What is taken


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp932"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"])
def test_every_encoding_delimiter_and_line_end_gives_the_same_rows(write, encoding, delimiter, line_end):
    content = HEADER + "令和4年9月1日,0001,訪問,①㈱髙﨑さんの件～Ⅲ\r\n"
    [row] = rows_of(write(content.replace(",", delimiter).replace("\r\n", line_end), encoding))
    assert row.errors == []
    assert row.values == {
        "day": date(2022, 9, 1), "school": "0001", "kind": "visit", "subject": "①㈱髙﨑さんの件～Ⅲ", "people": None,
    }  # fmt: skip


def test_columns_may_stand_in_any_order_and_width_and_under_another_name(write):
    [row] = rows_of(write("種別, コード ,件　名,メモ,実施日\nオンライン,０００２,,覚え,2022/9/1\n"))
    assert row.values == {"day": date(2022, 9, 1), "school": "0002", "kind": "online", "subject": None, "people": None}
    assert row.raw["メモ"] == "覚え"


def test_quoted_cells_keep_delimiters_quotes_and_line_ends(write):
    [row] = rows_of(write(HEADER + '2022-09-01,0001,訪問,"一行目, ""引用""\r\n二行目"\r\n'))
    assert row.raw["件名"] == '一行目, "引用"\r\n二行目'
    assert row.values["subject"] == '一行目, "引用" 二行目'


def test_row_numbers_are_those_a_spreadsheet_shows(write):
    content = "\r\n" + HEADER + '2022-09-01,0001,訪問,"a\nb"\r\n\r\n,,,\r\n' + ROW
    assert [row.number for row in rows_of(write(content))] == [3, 6]


def test_a_workbook_gives_the_same_rows_as_the_csv_file(write, tmp_path):
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy/m/d"}) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["実施日", "学校コード", "種別", "件名", "人数"])
        sheet.write_datetime(1, 0, datetime(2022, 9, 1))  # noqa: DTZ001
        sheet.write_row(1, 1, ["0001", "訪問", "端末の配付"])
        sheet.write_number(1, 4, 12)
    [from_book] = rows_of(path)
    [from_text] = rows_of(write("人数,件名,種別,学校コード,実施日\n12,端末の配付,訪問,0001,R4.9.1\n", "cp932"))
    assert from_book.values == from_text.values
    assert from_book.fingerprint == from_text.fingerprint


def test_formulas_stay_text_and_our_own_apostrophe_is_taken_back(write):
    content = HEADER + "2022-09-01,0001,訪問,=1+1\r\n2022-09-01,0001,訪問,'=1+1\r\n2022-09-01,0001,訪問,'くん付け\r\n"
    assert [row.values["subject"] for row in rows_of(write(content))] == ["=1+1", "=1+1", "'くん付け"]


def test_a_value_that_does_not_fit_is_an_error_of_its_row_alone(write):
    content = HEADER + "2022-02-30,1,出張,\r\n" + ROW + ",0001,訪問,x,あふれ\r\n"
    bad, good, shifted = rows_of(write(content))
    assert [error.split(":")[0] for error in bad.errors] == ["実施日", "学校コード", "種別"]
    assert "オンライン、訪問、研修" in bad.errors[2]
    assert good.errors == []
    assert shifted.errors[0] == "実施日: 空です。"
    assert "見出しのない列" in shifted.errors[1]


# Knowing a row again


def test_two_equal_rows_are_two_and_the_same_file_again_is_none(write):
    path = write(HEADER + ROW + ROW)
    first = [row.fingerprint for row in rows_of(path)]
    assert len(set(first)) == 2
    assert [row.fingerprint for row in rows_of(path)] == first


def test_a_row_is_known_again_whatever_the_spelling_of_its_values(write):
    [plain] = rows_of(write(HEADER + ROW))
    [other] = rows_of(write("種別,学校コード,実施日,件名,備考\n 訪問 ,０００１,令和4年9月1日,端末の配付,別\n"))
    [changed] = rows_of(write(HEADER + ROW.replace("0001", "0002")))
    assert other.fingerprint == plain.fingerprint
    assert changed.fingerprint != plain.fingerprint


# What is refused as a whole


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空です"),
        (b"\r\n \r\n", "見出しの行がありません"),
        (HEADER.encode(), "データの行がありません"),
        (b"%PDF-1.7\n...", "PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0", "画像"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "パスワード"),
        (b"<html><table><tr><td>", "HTML"),
        (b"PK\x03\x04broken", "壊れて"),
        (b"a,b\n\x00\x01\x02,2\n", "表ではない"),
        (b"a,b\n\x81\xff\xfe,2\n", "文字コード"),
        ("実施日,種別,実施 日\n1,2,3\n".encode(), "「実施 日」が二つ"),
        ("名前,年齢\n1,2\n".encode(), "見出しの行が見つかりません"),
        ("実施日,件名\n1,2\n".encode(), "次の列がありません: 学校コード、種別"),
        ((HEADER + '2022-09-01,0001,訪問,"閉じない\r\n').encode(), "引用符"),
        ((HEADER + '2022-09-01,0001,訪問,"途中"で\r\n').encode(), "2行目あたりの引用符"),
        ((",".join(f"列{n}" for n in range(300)) + "\n1\n").encode(), "列が多すぎます"),
    ],
)
def test_what_is_no_table_of_this_kind_is_refused_with_the_reason(write, content, words):
    assert words in refusal_of(write(content))


def test_a_file_that_is_too_big_is_refused_by_its_size(write):
    assert "大きすぎます" in refusal_of(write(HEADER + ROW * 50_000), max_bytes=1024 * 1024)


def test_a_million_rows_are_refused_before_any_is_taken(write, tmp_path):
    path = write(HEADER + "2022-09-01,0001,訪問,x\r\n" * 1_000_000)
    taken = []
    with pytest.raises(ImportRefused, match="20,000行まで"):
        imports.run_import(
            path, SPEC, taken.extend, undo=taken.clear, report_dir=tmp_path, limits=Limits(max_bytes=64 * 1024 * 1024)
        )
    assert taken == []


def test_a_workbook_with_too_many_rows_is_refused(tmp_path):
    path = tmp_path / "long.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["実施日", "学校コード", "種別", "件名"])
        for number in range(1, 301):
            sheet.write_row(number, 0, ["2022-09-01", "0001", "訪問", "x"])
    assert "行が多すぎます" in refusal_of(path, max_rows=100)
    assert "行が多すぎます" in refusal_of(path, max_rows=299)
    assert len(rows_of(path, max_rows=300)) == 300


def test_a_workbook_whose_last_cell_is_far_out_is_refused_before_it_fills_the_memory(tmp_path):
    path = tmp_path / "far.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write(0, 0, "実施日")
        sheet.write(0, 16_383, "遠い列")
    assert "列が多すぎます" in refusal_of(path)


def test_a_workbook_that_unpacks_to_much_more_than_its_size_is_refused(tmp_path):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/sharedStrings.xml", b" " * 12_000_000)
    assert "中身が大きすぎます" in refusal_of(path, max_bytes=1024 * 1024)


def test_a_zip_or_a_word_document_is_no_workbook(tmp_path):
    path = tmp_path / "document.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert "Excel（.xlsx）ではない" in refusal_of(path)


def test_hidden_sheets_and_rows_that_are_only_coloured_are_passed_over(tmp_path):
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        hidden = workbook.add_worksheet("控え")
        sheet = workbook.add_worksheet("表")
        sheet.activate()
        sheet.set_first_sheet()
        hidden.hide()
        sheet.write_row(2, 0, ["実施日", "学校コード", "種別", "件名"])
        sheet.write_row(3, 0, ["2022-09-01", "0001", "訪問", "x"])
        sheet.write_blank(500_000, 0, None, workbook.add_format({"bg_color": "#FFFF00"}))
    assert [row.number for row in rows_of(path)] == [4]


# Running


class Ledger:
    """A table that takes rows in as an area would, and can take them back."""

    def __init__(self):
        self.kept, self.undone, self.batches = {}, 0, []

    def apply(self, rows):
        self.batches.append(len(rows))
        return [self.take(row) for row in rows]

    def take(self, row):
        if row.values["school"] == "9999":
            return "学校コード: 9999という学校はありません。"
        if row.fingerprint in self.kept:
            return UNCHANGED
        self.kept[row.fingerprint] = row.values
        return ACCEPTED

    def undo(self):
        self.undone += 1
        self.kept.clear()


@pytest.fixture
def ledger():
    return Ledger()


def run(path, ledger, tmp_path, **options):
    return imports.run_import(path, SPEC, ledger.apply, undo=ledger.undo, report_dir=tmp_path / "reports", **options)


def test_a_good_file_is_accepted_once_and_unchanged_the_second_time(write, ledger, tmp_path):
    path = write(HEADER + ROW + ROW + ROW.replace("0001", "0002"))
    assert run(path, ledger, tmp_path).as_dict() == {
        "accepted": 3, "rejected": 0, "unchanged": 0, "rejected_file": None,
    }  # fmt: skip
    assert run(path, ledger, tmp_path).as_dict() == {
        "accepted": 0, "rejected": 0, "unchanged": 3, "rejected_file": None,
    }  # fmt: skip
    assert (len(ledger.kept), ledger.undone) == (3, 0)


def test_one_bad_row_undoes_the_whole_file_and_says_what_would_have_gone_in(write, ledger, tmp_path):
    result = run(write(HEADER + ROW + ROW.replace("0001", "9999") + "x" + ROW), ledger, tmp_path)
    assert (result.accepted, result.acceptable, result.rejected, result.undone) == (0, 1, 2, True)
    assert (ledger.kept, ledger.undone) == ({}, 1)
    assert [number for number, _ in result.examples] == [3, 4]
    assert "何も取り込みませんでした" in result.messages[-1]


def test_the_good_rows_alone_go_in_when_asked_for_and_the_others_come_back_with_reasons(write, ledger, tmp_path):
    content = "備考," + HEADER + "=A1," + ROW + "@memo," + ROW.replace("0001", "9999") + "－1,x" + ROW
    result = run(write(content), ledger, tmp_path, take_good_rows=True)
    assert (result.accepted, result.rejected, result.undone, ledger.undone) == (1, 2, False, 0)
    assert result.rejected_path.read_bytes().startswith(b"\xef\xbb\xbf")
    with result.rejected_path.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    assert lines[0] == ["行番号", "備考", "実施日", "学校コード", "種別", "件名", "理由"]
    assert lines[1][:4] == ["3", "'@memo", "2022-09-01", "9999"]
    assert lines[1][-1] == "学校コード: 9999という学校はありません。"
    assert lines[2][1] == "'－1"


def test_the_file_of_rejected_rows_can_be_corrected_and_taken_in_as_it_is(write, ledger, tmp_path):
    first = run(write(HEADER + ROW + ROW.replace("0001", "9999")), ledger, tmp_path, take_good_rows=True)
    corrected = write(first.rejected_path.read_bytes().replace(b"9999", b"0003"), name="corrected.csv")
    result = run(corrected, ledger, tmp_path)
    assert result.accepted == 1
    assert not any("使いませんでした" in message for message in result.messages)


def test_unknown_columns_are_named_but_do_not_stop_the_import(write, ledger, tmp_path):
    result = run(write("備考," + HEADER + "x," + ROW), ledger, tmp_path)
    assert result.accepted == 1
    assert "次の列は使いませんでした: 備考" in result.messages


def test_rows_arrive_in_batches_with_progress(write, ledger, tmp_path):
    seen = []
    content = HEADER + "".join(ROW.replace("0001", f"{n:04}") for n in range(25))
    run(write(content), ledger, tmp_path, batch_size=10, on_progress=lambda done, total: seen.append((done, total)))
    assert ledger.batches == [10, 10, 5]
    assert seen == [(10, 25), (20, 25), (25, 25)]


def test_an_import_broken_off_leaves_no_report_behind(write, ledger, tmp_path):
    def cancel(done, total):
        raise InterruptedError

    content = HEADER + ROW.replace("0001", "9999") * 20
    with pytest.raises(InterruptedError):
        run(write(content), ledger, tmp_path, batch_size=5, on_progress=cancel)
    assert list((tmp_path / "reports").iterdir()) == []


def test_thousands_of_bad_rows_are_kept_on_disk_not_in_the_result(write, ledger, tmp_path):
    result = run(write(HEADER + ROW.replace("0001", "9999") * 5_000), ledger, tmp_path)
    assert (result.rejected, len(result.examples)) == (5_000, 20)
    with result.rejected_path.open(encoding="utf-8-sig", newline="") as file:
        assert sum(1 for _ in csv.reader(file)) == 5_001


def test_a_specification_cannot_take_the_names_of_the_report_columns():
    with pytest.raises(ValueError, match="belong to the report"):
        ImportSpec("x", (Column("理由", "reason"),))


@pytest.mark.parametrize(
    ("parser", "typed", "value"),
    [
        (imports.integer(), "１，２３４", 1234),
        (imports.email, " a.b@example.jp ".strip(), "a.b@example.jp"),
        (imports.email, "ａ＠example.jp", "a@example.jp"),
        (imports.phone, "０２７０（００）００００", "0270-00-0000"),
        (imports.text(10, multiline=True), "a\nb", "a\nb"),
        (imports.day, datetime(2022, 9, 1, tzinfo=UTC), date(2022, 9, 1)),
    ],
)
def test_parsers_take_what_people_type(parser, typed, value):
    assert parser(typed) == value


@pytest.mark.parametrize(
    ("parser", "typed"),
    [
        (imports.integer(), "12.5"),
        (imports.integer(0, 10), "11"),
        (imports.integer(), "=1+1"),
        (imports.integer(), "9" * 400),
        (imports.email, "a@b"),
        (imports.email, "a b@example.jp"),
        (imports.text(3), "長すぎる"),
        (imports.choice(KINDS), "訪"),
    ],
)
def test_parsers_refuse_the_rest_in_japanese(parser, typed):
    with pytest.raises(ValueError, match=r"[ぁ-ん]"):
        parser(typed)


def test_a_workbook_damaged_anywhere_is_refused_or_read_but_never_an_accident(write, tmp_path):
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        workbook.add_worksheet().write_row(0, 0, ["実施日", "学校コード"])
    whole = path.read_bytes()
    for at in range(4, len(whole), 37):
        try:
            rows_of(write(whole[:at] + b"\x55\xaa" + whole[at + 2 :], name="bent.xlsx"))
        except ImportRefused as refusal:
            assert str(refusal).endswith("。") or "次の列がありません" in str(refusal)
