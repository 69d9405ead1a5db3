"""Tickets from files: the golden year twice, holes named row by row, speed."""

import csv
import threading
from collections import Counter
from datetime import date, timedelta
from itertools import cycle, product
from pathlib import Path

import pytest
import sqlalchemy as sa

from portal.kernel import audit, clock, import_runs
from portal.kernel.access import NotAllowed
from portal.kernel.db import db
from portal.kernel.exports import Sheet, write_xlsx
from portal.kernel.imports import ImportRefused
from portal.schools.queries import terms
from portal.tickets import queries
from portal.tickets.imports import SPEC, TICKETS
from portal.tickets.models import Kind, Ticket, TicketStatus
from tests.tickets.make import SYSTEM, make_ticket

LINE = {
    "受付日": "2022-09-01",
    "実施日": "2022-09-02",
    "学校コード": "001",
    "種別": "訪問",
    "経路": "電話",
    "分類": "E2",
    "件名": "電子黒板が映らない",
    "内容": "信号なし",
    "担当者": "supporter@akagi.example",
    "状態": "終了",
}


def write(path: Path, lines: list[dict[str, str]], *, encoding: str = "utf-8-sig", headers=None) -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, headers or SPEC.headers)
        writer.writeheader()
        writer.writerows(lines)
    return path


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def take_in(path: Path, *, actor=SYSTEM, **options):
    result = import_runs.take_in(TICKETS, path, actor=actor, report_dir=path.parent / "rejected", **options)
    db.session.expire_all()
    return result


def count() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Ticket))


def golden_lines(golden: dict) -> list[dict[str, str]]:
    """726 rows that add up to the golden table, days at each term's edges included."""
    days = {0: ["2022-04-01", "2022/8/31"], 1: ["令和4年9月1日", "2022-12-31"], 2: ["R5.1.1", "2023-03-31"]}
    kinds = {"online": "オンライン", "visit": "訪問", "training": "研修支援"}
    table = golden["tickets_by_term"]
    return [
        LINE | {"実施日": day, "受付日": "2022-04-01", "種別": label, "学校コード": school, "件名": f"依頼 {kind}"}
        for (kind, label), term in product(kinds.items(), range(3))
        for _, day, school in zip(range(table[kind][term]), cycle(days[term]), cycle(["001", "002"]), strict=False)
    ]


def by_term() -> dict[str, list[int]]:
    ranges = terms.ranges_of(2022)
    found = db.session.execute(sa.select(Ticket.kind, Ticket.served_on).where(Ticket.status == TicketStatus.CLOSED))
    counts = Counter(
        (kind, next(at for at, one in enumerate(ranges) if one.starts_on <= day < one.ends_before))
        for kind, day in found
    )
    return {kind.value: [counts[kind, at] for at in range(3)] for kind in Kind}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932"])
def test_the_golden_year_counts_once_however_often_its_file_comes(within, akagi, golden, tmp_path, encoding):
    with within(akagi):
        path = write(tmp_path / "year.csv", golden_lines(golden), encoding=encoding)
        assert take_in(path).as_dict() == {"accepted": 726, "rejected": 0, "unchanged": 0, "rejected_file": None}
        expected = {kind.value: golden["tickets_by_term"][kind.value] for kind in Kind}
        assert by_term() == expected
        again = take_in(path)
        assert (again.accepted, again.unchanged) == (0, 726) and count() == 726 and by_term() == expected
        numbers = sorted(db.session.scalars(sa.select(Ticket.number)))
        assert numbers == list(range(1, 727)) and make_ticket().label == "R8-1"


def test_equal_rows_are_two_tickets_and_one_more_is_a_third(within, akagi, tmp_path):
    with within(akagi):
        assert take_in(write(tmp_path / "two.csv", [LINE, LINE])).accepted == 2
        more = take_in(write(tmp_path / "three.csv", [LINE, LINE, LINE]))
        assert (more.accepted, more.unchanged, count()) == (1, 2, 3)


def test_the_order_of_columns_and_the_kind_of_file_make_no_difference(within, akagi, tmp_path):
    with within(akagi):
        take_in(write(tmp_path / "a.csv", [LINE]))
        headers = list(reversed(SPEC.headers))
        assert take_in(write(tmp_path / "b.csv", [LINE], headers=headers)).unchanged == 1
        book = tmp_path / "c.xlsx"
        with write_xlsx([Sheet("表", SPEC.headers, [[LINE[name] for name in SPEC.headers]])], name="c") as export:
            book.write_bytes(export.file.read())
        assert take_in(book).unchanged == 1


def test_a_row_becomes_the_ticket_it_describes(within, akagi, actor, tmp_path):
    with within(akagi):
        take_in(write(tmp_path / "one.csv", [LINE]), actor=actor("lead"))
        ticket = queries.visible_ticket(actor("lead"), db.session.scalar(sa.select(Ticket.id)))
        assert (ticket.label, ticket.status, ticket.kind) == ("R4-1", TicketStatus.CLOSED, Kind.VISIT)
        assert (ticket.received_on, ticket.served_on) == (date(2022, 9, 1), date(2022, 9, 2))
        assert ticket.assignee.email == "supporter@akagi.example" and ticket.category.label == "障害トラブル対応"
        assert queries.ticket_page(actor("lead"), queries.TicketFilters(q="電子黒板", status="any")).total == 1


HOLES = (
    ({"学校コード": "999"}, "学校コード「999」"),
    ({"分類": "Z9"}, "分類「Z9」"),
    ({"分類": "なにか"}, "分類"),
    ({"担当者": "nobody@akagi.example"}, "担当者「nobody@akagi.example」"),
    ({"担当者": "school@akagi.example"}, "担当者"),
    ({"担当者": "佐藤"}, "担当者"),
    ({"実施日": ""}, "実施日が必要"),
    ({"実施日": "2022-03-31"}, "どの学期にも"),
    ({"実施日": "2023-04-01"}, "どの学期にも"),
    ({"実施日": "13月"}, "実施日"),
    ({"受付日": "2099-01-01"}, "未来"),
    ({"受付日": ""}, "受付日"),
    ({"種別": "電話"}, "種別"),
    ({"経路": "手紙"}, "経路"),
    ({"状態": "済"}, "状態"),
    ({"件名": ""}, "件名"),
    ({"件名": "長" * 101}, "件名"),
)


def test_a_row_with_a_hole_is_given_back_with_the_reason(within, akagi, tmp_path):
    with within(akagi):
        lines = [LINE, *(LINE | wrong for wrong, _ in HOLES)]
        result = take_in(write(tmp_path / "holes.csv", lines), take_good_rows=True)
        assert (result.accepted, result.rejected) == (1, len(HOLES))
        rows = read(result.rejected_path)
        assert [row["行番号"] for row in rows] == [str(at) for at in range(3, len(HOLES) + 3)]
        for row, (wrong, reason) in zip(rows, HOLES, strict=True):
            assert reason in row["理由"], wrong


def test_one_hole_stops_the_whole_file_and_leaves_no_gap(within, akagi, tmp_path):
    with within(akagi):
        result = take_in(write(tmp_path / "holes.csv", [LINE, LINE | {"学校コード": "999"}]))
        assert (result.accepted, result.rejected, result.undone, count()) == (0, 1, True, 0)
        take_in(write(tmp_path / "good.csv", [LINE]))
        assert db.session.scalars(sa.select(Ticket.number)).one() == 1


def test_open_rows_need_no_day_of_service(within, akagi, tmp_path):
    lines = [
        LINE | {"状態": status.label, "実施日": "", "担当者": "", "分類": "", "内容": ""} for status in TicketStatus
    ]
    with within(akagi):
        result = take_in(write(tmp_path / "open.csv", lines), take_good_rows=True)
        assert (result.accepted, result.rejected) == (6, 2)


def test_formula_cells_are_words(within, akagi, tmp_path):
    with within(akagi):
        path = write(tmp_path / "formula.csv", [LINE | {"件名": '=HYPERLINK("http://example.jp")', "内容": "@SUM(A1)"}])
        assert take_in(path).accepted == 1
        assert db.session.scalars(sa.select(Ticket.subject)).one() == '=HYPERLINK("http://example.jp")'


def test_a_school_of_another_tenant_is_unknown(within, akagi, minato, tmp_path):
    with within(minato):
        result = take_in(write(tmp_path / "m.csv", [LINE | {"担当者": "supporter@akagi.example"}]), take_good_rows=True)
        assert (result.accepted, result.rejected) == (0, 1)
    with within(akagi):
        assert count() == 0


def test_files_that_are_none_are_refused(within, akagi, tmp_path):
    with within(akagi):
        empty = tmp_path / "empty.csv"
        empty.write_bytes(b"")
        with pytest.raises(ImportRefused):
            take_in(empty)
        with pytest.raises(ImportRefused, match="受付日"):
            take_in(write(tmp_path / "short.csv", [{"件名": "x"}], headers=["件名", "状態"]))


def test_an_import_needs_the_right_and_makes_one_row_of_history(within, akagi, actor, tmp_path):
    with within(akagi):
        path = write(tmp_path / "many.csv", [LINE] * 3)
        with pytest.raises(NotAllowed):
            take_in(path, actor=actor("supporter"))
        db.session.rollback()
        before = audit.count()
        take_in(path, actor=actor("lead"))
        assert audit.count() == before + 1


def test_the_same_file_by_two_people_at_once_counts_once(app, within, akagi, tmp_path):
    path, ready, results = write(tmp_path / "same.csv", [LINE] * 40), threading.Barrier(2), []

    def work() -> None:
        with within(akagi):
            ready.wait()
            results.append(take_in(path).as_dict())

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted((one["accepted"], one["unchanged"]) for one in results) == [(0, 40), (40, 0)]
    with within(akagi):
        assert count() == 40


def test_many_rows_take_few_statements_a_batch(within, akagi, tmp_path, queries):
    first = date(2022, 4, 1)
    lines = [
        LINE | {"受付日": str(first), "実施日": str(first + timedelta(days=at % 360)), "件名": f"依頼{at}"}
        for at in range(2_000)
    ]
    path = write(tmp_path / "large.csv", lines)
    with within(akagi):
        with queries() as counted:
            assert take_in(path).accepted == 2_000
        assert counted.count <= 40, counted.texts
        with queries() as counted:
            assert take_in(path).unchanged == 2_000
        assert counted.count <= 40, counted.texts


def test_today_is_no_future(within, akagi, tmp_path):
    with within(akagi), clock.at(date(2026, 9, 1)):
        line = LINE | {"受付日": "2026-09-01", "実施日": "2026-09-01"}
        assert take_in(write(tmp_path / "today.csv", [line])).accepted == 1
        later = LINE | {"受付日": "2026-09-01", "実施日": "2026-09-02"}
        assert take_in(write(tmp_path / "later.csv", [later]), take_good_rows=True).rejected == 1
