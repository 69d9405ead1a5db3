"""Opening hours and the tenant's own holidays, as they are set and as the calendar then reckons."""

from datetime import date, time

import pytest

from portal.kernel.clock import moment
from portal.schools.calendar import Hours
from portal.schools.operations import (
    HolidayWrong,
    HoursWrong,
    add_holiday,
    close_for_new_year,
    remove_holiday_change,
    set_working_hours,
    work_on_holiday,
)
from portal.schools.queries import calendar
from tests.schools.make import ACTOR


@pytest.fixture(autouse=True)
def work(within, akagi):
    with within(akagi):
        yield


def test_the_week_is_replaced_as_a_whole():
    saturday = {5: Hours(time(9), time(12))}
    set_working_hours(saturday, actor=ACTOR)
    assert calendar.hours_by_weekday() == saturday
    assert calendar.working_minutes(moment(2023, 1, 20), moment(2023, 1, 23)) == 180


@pytest.mark.parametrize(
    ("hours", "reason"),
    [
        (Hours(time(17), time(8)), "終了は、開始より後"),
        (Hours(time(8), time(8)), "終了は、開始より後"),
        (Hours(time(8), time(17), time(12)), "両方"),
        (Hours(time(8), time(17), time(13), time(12)), "休憩は"),
        (Hours(time(8), time(17), time(7), time(9)), "休憩は"),
    ],
)
def test_hours_that_no_day_can_have_are_refused(hours, reason):
    with pytest.raises(HoursWrong, match=f"月曜日の.*{reason}"):
        set_working_hours({0: hours}, actor=ACTOR)


def test_an_own_holiday_closes_the_day_until_it_is_taken_back():
    change = add_holiday(date(2023, 1, 20), "開校記念日", actor=ACTOR)
    assert calendar.is_holiday(date(2023, 1, 20))
    assert calendar.working_minutes(moment(2023, 1, 20), moment(2023, 1, 21)) == 0
    remove_holiday_change(change, actor=ACTOR)
    assert calendar.is_working_day(date(2023, 1, 20))


def test_a_national_holiday_need_not_be_added():
    with pytest.raises(HolidayWrong, match="成人の日"):
        add_holiday(date(2023, 1, 9), "成人の日", actor=ACTOR)


def test_a_day_is_changed_once():
    add_holiday(date(2023, 1, 20), "開校記念日", actor=ACTOR)
    with pytest.raises(HolidayWrong, match="開校記念日"):
        add_holiday(date(2023, 1, 20), "臨時休業", actor=ACTOR)


def test_the_centre_may_work_on_a_national_holiday():
    work_on_holiday(date(2023, 1, 9), "臨時開所", actor=ACTOR)
    assert calendar.is_working_day(date(2023, 1, 9))


def test_only_a_holiday_can_be_worked_on():
    with pytest.raises(HolidayWrong, match="祝日ではありません"):
        work_on_holiday(date(2023, 1, 20), "臨時開所", actor=ACTOR)


def test_new_year_closes_the_days_that_are_no_holidays_already():
    assert close_for_new_year(2022, actor=ACTOR) == 4  # 29, 30, 31 December and 3 January; 1 and 2 are holidays
    assert close_for_new_year(2022, actor=ACTOR) == 0
    assert all(calendar.is_holiday(date(2022, 12, day)) for day in (29, 30, 31))
    assert calendar.is_holiday(date(2023, 1, 3))


def test_another_tenants_holiday_is_a_working_day_here(within, minato):
    with within(minato):
        add_holiday(date(2023, 1, 20), "市制記念日", actor=ACTOR)
    assert calendar.is_working_day(date(2023, 1, 20))
