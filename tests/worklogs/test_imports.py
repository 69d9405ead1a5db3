"""Daily logs from files: twice is once, holes are named, and a year of a large centre is taken in and counted fast."""

import csv
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from portal.kernel import clock, import_runs
from portal.kernel.db import db
from portal.visits.models import Absence, AbsenceKind
from portal.worklogs import operations, queries
from portal.worklogs.imports import SPEC, WORKLOGS
from portal.worklogs.models import DailyLog, LogEntry, LogStatus, ReportScope
from tests.statements import Statements
from tests.tickets.make import make_user
from tests.worklogs.make import EVENING, SYSTEM, data, handed_in, log, record, user

LINE = {
    "担当者": "supporter@akagi.example",
    "日付": "2022-10-18",
    "学校コード": "001",
    "形態": "訪問",
    "分類": "L5",
    "開始": "9:00",
    "終了": "10:30",
    "対象": "3年2組",
    "内容": "算数の操作支援",
    "結果": "完了",
}


@pytest.fixture(autouse=True)
def _evening():
    with clock.at(EVENING):
        yield


def write(path: Path, lines: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, SPEC.headers)
        writer.writeheader()
        writer.writerows(lines)
    return path


def take_in(path: Path, **options):
    result = import_runs.take_in(WORKLOGS, path, actor=SYSTEM, report_dir=path.parent / "rejected", **options)
    db.session.expire_all()
    return result


def test_a_file_counts_once_and_its_logs_count_as_handed_in(within, akagi, tmp_path):
    with within(akagi):
        user_name = user().name
    lines = [
        LINE,
        LINE | {"開始": "10:30", "終了": "11:00", "対象": "佐藤先生", "結果": "引継ぎ"},
        LINE | {"日付": "令和4年10月19日", "学校コード": "", "形態": "センター", "分類": "t2", "担当者": user_name},
    ]
    path = write(tmp_path / "日報.csv", lines)
    with within(akagi):
        assert take_in(path).as_dict().items() >= {"accepted": 3, "rejected": 0, "unchanged": 0}.items()
        again = take_in(path)
        assert (again.accepted, again.unchanged) == (0, 3)
        logs = db.session.scalars(sa.select(DailyLog).order_by(DailyLog.day)).all()
        assert [(one.day.day, one.status, one.submitted_at) for one in logs] == [
            (18, LogStatus.SUBMITTED, EVENING),
            (19, LogStatus.SUBMITTED, EVENING),
        ]
        first, second = queries.entries_of(logs[0])
        assert (first.minutes, first.grade_class, first.teacher) == (90, "3年2組", "")
        assert (second.minutes, second.teacher, second.outcome.label) == (30, "佐藤先生", "引継ぎ")
        found = queries.month_figures(date(2022, 10, 1), ReportScope.CENTRE)
        assert found.minutes_by_code == {"L5": 120, "T2": 90}


REFUSED = [
    ({"担当者": "nobody@akagi.example"}, "アカウントがありません"),
    ({"担当者": "school@akagi.example"}, "アカウントがありません"),
    ({"学校コード": "999"}, "学校コード「999」"),
    ({"学校コード": ""}, "学校コードが必要"),
    ({"分類": "Z9"}, "分類「Z9」"),
    ({"形態": "電話"}, "形態"),
    ({"結果": "未定"}, "結果"),
    ({"日付": "2022-10-21"}, "未来の日付"),
    ({"開始": "23:00", "終了": "1:00"}, "日をまたぐ"),
    ({"開始": "0:00", "終了": "24:00"}, "時刻として読めません"),
    ({"開始": "0:00", "終了": "23:59"}, "12時間まで"),
    ({"開始": "10:00", "終了": "11:00"}, r"09:00〜10:30 の記録と時間が重なって"),
    ({"日付": "2022-10-17"}, "年休の届け"),
]


@pytest.mark.parametrize(("change", "reason"), REFUSED)
def test_a_row_that_cannot_be_is_named_and_the_rest_can_be_taken(within, akagi, tmp_path, change, reason):
    path = write(tmp_path / "日報.csv", [LINE, LINE | change])
    with within(akagi):
        day = date(2022, 10, 17)
        db.session.add(Absence(user_id=user().id, first_day=day, last_day=day, kind=AbsenceKind.ANNUAL_LEAVE))
        db.session.commit()
        refused = take_in(path)
        assert (refused.undone, refused.rejected) == (True, 1)
        assert reason in refused.examples[0][1]
        assert db.session.scalar(sa.select(sa.func.count()).select_from(DailyLog)) == 0
        taken = take_in(path, take_good_rows=True)
        assert (taken.accepted, taken.rejected) == (1, 1)


def test_entries_of_the_portal_and_of_a_file_do_not_overlap(within, akagi, actor, tmp_path):
    me = actor("supporter")
    path = write(tmp_path / "日報.csv", [LINE, LINE | {"開始": "13:00", "終了": "14:00"}])
    with within(akagi):
        handed_in(me, date(2022, 10, 18))
        result = take_in(path, take_good_rows=True)
        assert (result.accepted, result.rejected) == (1, 1)
        assert len(queries.entries_of(log(me, date(2022, 10, 18)))) == 2


def test_a_log_that_is_being_written_or_was_checked_is_left_alone(within, akagi, actor, tmp_path):
    me = actor("supporter")
    afternoon = {"開始": "13:00", "終了": "14:00"}
    path = write(tmp_path / "日報.csv", [LINE | afternoon, LINE | afternoon | {"日付": "2022-10-19"}])
    with within(akagi):
        record(log(me, date(2022, 10, 18)), me)
        operations.check_log(handed_in(me, date(2022, 10, 19)), actor=actor("lead"))
        result = take_in(path)
        assert [reason for _row, reason in result.examples] == [
            "この日の日報は本人が書いている途中です。提出されてから取り込んでください。",
            "この日の日報は「点検済み」のため、取り込めません。",
        ]


def test_an_imported_entry_is_corrected_by_its_writer_after_a_return(within, akagi, actor, tmp_path):
    me = actor("supporter")
    with within(akagi):
        take_in(write(tmp_path / "日報.csv", [LINE]))
        of = log(me, date(2022, 10, 18))
        operations.return_log(of, reason="時間", actor=actor("lead"))
        (entry,) = queries.entries_of(of)
        operations.edit_entry(entry, data("9:00", "10:00"), accepted=True, actor=me)
        assert operations.submit_log(of, accepted=True, actor=me).status is LogStatus.SUBMITTED


def test_two_towns_may_import_the_same_file(within, akagi, minato, tmp_path):
    line = LINE | {"担当者": "supporter@minato.example"}
    with within(minato):
        assert take_in(write(tmp_path / "minato.csv", [line])).accepted == 1
    with within(akagi):
        assert take_in(write(tmp_path / "akagi.csv", [LINE])).accepted == 1
        assert db.session.scalar(sa.select(sa.func.count()).select_from(LogEntry)) == 1


def test_many_entries_take_few_statements_and_a_month_of_them_six(within, akagi, tmp_path):
    with within(akagi):
        people = [make_user().email for _number in range(20)]
    hours = [("9:00", "9:45"), ("9:45", "10:30"), ("10:30", "12:00"), ("13:00", "14:00"), ("14:00", "15:30")]
    codes = ["L2", "L5", "L7", "A3", "E2", "T2"]
    days = [date(2022, 4, 1) + timedelta(days=number) for number in range(200)]
    lines = [
        LINE
        | {"担当者": email, "日付": day.isoformat(), "開始": starts, "終了": ends, "分類": codes[(at + number) % 6]}
        for day in days[:20]
        for number, email in enumerate(people)
        for at, (starts, ends) in enumerate(hours)
    ]
    path = write(tmp_path / "日報.csv", lines)
    with within(akagi):
        with Statements.counted() as counted:
            assert take_in(path).accepted == 2_000
        assert counted.count <= 60, counted.texts
        with Statements.counted() as counted:
            found = queries.month_figures(date(2022, 4, 1), ReportScope.CENTRE)
        assert counted.count <= 7, counted.texts
    expected = Counter(line["分類"] for line in lines if line["日付"] < "2022-05")
    assert found.entries_by_code == {code: expected[code] for code in codes}
