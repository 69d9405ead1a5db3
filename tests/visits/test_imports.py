"""The rota and travel times from files."""

from datetime import date, time

import pytest

from portal.kernel import clock
from portal.kernel.access import NotAllowed
from portal.visits import operations, queries
from portal.visits.exports import export_rota
from portal.visits.imports import ROTA, TRAVEL
from portal.visits.models import BookingMode
from tests.schools.make import take_in, write_table
from tests.tickets.make import school, user
from tests.visits.make import ACTOR, MONDAY, at, person

HEADERS = ("担当者", "学校コード", "曜日", "開始", "終了", "開始日", "終了日")
LINE = ["supporter@akagi.example", "001", "月", "9:00", "12:00", "2022-09-01", ""]


@pytest.fixture(autouse=True)
def _september():
    with clock.at(at(date(2022, 9, 1), 8)):
        yield


@pytest.fixture
def rota(tmp_path):
    def take(*lines, name: str = "rota.csv", **options):
        return take_in(ROTA, write_table(tmp_path / name, [list(line) for line in lines], headers=HEADERS), **options)

    return take


def line(**changes):
    return [changes.get(header, value) for header, value in zip(HEADERS, LINE, strict=True)]


def test_a_file_becomes_the_rota_and_is_booked_in_the_worker(within, akagi, rota, run_jobs):
    with within(akagi):
        result = rota(LINE, line(学校コード="", 曜日="火曜日", 開始="09:00:00", 終了="10時30分", 終了日="2022/9/13"))
        assert (result.accepted, result.rejected) == (2, 0)
        first, second = queries.rota_slots()
        assert (first.weekday, first.starts, first.school_id, first.ends_on) == (0, time(9), school().id, None)
        assert (second.mode, second.school_id, second.ends) == (BookingMode.CENTRE, None, time(10, 30))
        assert second.ends_on == date(2022, 9, 13)
        assert queries.bookings_of([user().id], MONDAY, MONDAY) == []
    run_jobs()
    with within(akagi):
        assert len(queries.bookings_of([user().id], MONDAY, date(2022, 9, 30))) == 5


def test_the_same_file_again_changes_nothing_nor_does_another_spelling(within, akagi, rota):
    with within(akagi):
        rota(LINE)
        again = rota(line(曜日="月曜日", 開始="０９：００", 開始日="令和4年9月1日"), LINE, name="again.csv")
        assert (again.accepted, again.unchanged, again.rejected) == (0, 2, 0)
        assert len(queries.rota_slots()) == 1


def test_an_edited_slot_is_not_brought_back_by_its_old_file(within, akagi, rota):
    with within(akagi):
        rota(LINE)
        slot = queries.rota_slot(queries.rota_slots()[0].id)
        operations.end_slot(slot, date(2022, 9, 30), actor=ACTOR)
        assert rota(LINE, name="again.csv").unchanged == 1 and len(queries.rota_slots()) == 1


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"担当者": "だれも いない"}, "いません"),
        ({"担当者": "nobody@akagi.example"}, "アカウントがありません"),
        ({"担当者": "board@akagi.example"}, "アカウントがありません"),
        ({"学校コード": "999"}, "999"),
        ({"曜日": "げつ"}, "月から日まで"),
        ({"開始": "25:00"}, "時刻"),
        ({"開始": "9:10"}, "15分"),
        ({"終了": "8:00"}, "終了時刻"),
        ({"終了日": "2022-08-01"}, "最後の日"),
    ],
)
def test_wrong_rows_are_told(within, akagi, rota, changes, reason):
    with within(akagi):
        result = rota(line(**changes))
        assert result.undone and reason in result.examples[0][1]
        assert queries.rota_slots() == []


def test_overlapping_rows_are_refused(within, akagi, rota):
    with within(akagi):
        assert "同じ時間" in rota(LINE, line(開始="11:00", 終了="13:00")).examples[0][1]


def test_people_are_found_by_name_unless_two_share_it(within, akagi, rota):
    with within(akagi):
        one = person("中村", "直樹")
        rota(line(担当者="中村　直樹"))
        assert queries.rota_slots()[0].user_id == one.id
        person("中村", "直樹")
        assert "2人" in rota(line(担当者="中村直樹", 曜日="火"), name="two.csv").examples[0][1]


def test_what_is_exported_can_be_imported(within, akagi, rota, tmp_path, actor):
    lead = actor("lead")
    with within(akagi):
        rota(LINE)
        path = tmp_path / "out.csv"
        with export_rota(form="csv", actor=lead) as export:
            path.write_bytes(export.file.read())
        assert take_in(ROTA, path).unchanged == 1


def test_travel_times_come_in_either_order(within, akagi, tmp_path):
    headers = ("学校コード", "相手の学校コード", "分")
    with within(akagi):
        path = write_table(tmp_path / "t.csv", [["001", "002", "25"]], headers=headers)
        assert take_in(TRAVEL, path).accepted == 1
        back = write_table(tmp_path / "b.csv", [["002", "001", "25"]], headers=headers)
        assert take_in(TRAVEL, back).unchanged == 1
        assert queries.travel_table().minutes(school("001").id, school("002").id) == 25
        wrong = write_table(tmp_path / "w.csv", [["001", "001", "5"], ["001", "777", "5"]], headers=headers)
        assert [reason for _row, reason in take_in(TRAVEL, wrong).examples] == [
            "別の学校を選んでください。",
            "学校コード「777」の学校がありません。",
        ]


def test_supporters_bring_in_no_rota(within, akagi, actor):
    who = actor("supporter")
    with within(akagi), pytest.raises(NotAllowed):
        ROTA.prepare(who)
