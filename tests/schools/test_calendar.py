"""Working minutes run on opening hours alone: not through lunch, weekends, holidays or the tenant's own days off."""

from datetime import date, time

import pytest

from portal.kernel.clock import moment
from portal.schools.calendar import DayChange, Hours, WorkCalendar, national_holidays

WORKDAY = Hours(time(8, 30), time(17), time(12, 15), time(13))
DAY = 465  # minutes of a whole working day
WEEK = WorkCalendar(dict.fromkeys(range(5), WORKDAY))
FRIDAY = date(2023, 1, 20)


def test_a_whole_day_has_its_hours_without_the_break():
    assert WEEK.working_minutes(moment(2023, 1, 20), moment(2023, 1, 21)) == DAY


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ((9, 0), (10, 30), 90),
        ((7, 0), (8, 30), 0),
        ((7, 0), (9, 0), 30),
        ((12, 0), (13, 15), 30),
        ((12, 15), (13, 0), 0),
        ((12, 30), (12, 45), 0),
        ((16, 45), (23, 0), 15),
        ((10, 0), (10, 0), 0),
        ((11, 0), (9, 0), 0),
    ],
)
def test_minutes_within_a_day(start, end, minutes):
    assert WEEK.working_minutes(moment(2023, 1, 20, *start), moment(2023, 1, 20, *end)) == minutes


def test_the_weekend_does_not_count():
    assert WEEK.working_minutes(moment(2023, 1, 20, 16), moment(2023, 1, 23, 9)) == 90


def test_a_national_holiday_does_not_count():
    # Monday 9 January 2023 is the coming of age day
    assert WEEK.working_minutes(moment(2023, 1, 6, 16), moment(2023, 1, 10, 9)) == 90
    assert not WEEK.is_working_day(date(2023, 1, 9))


def test_an_own_day_off_and_a_holiday_that_is_worked():
    own = WorkCalendar(
        WEEK.hours,
        {FRIDAY: DayChange("開校記念日"), date(2023, 1, 9): DayChange("臨時開所", works=True)},
    )
    assert own.holiday_name(FRIDAY) == "開校記念日"
    assert own.working_minutes(moment(2023, 1, 20), moment(2023, 1, 21)) == 0
    assert own.is_working_day(date(2023, 1, 9))
    assert own.working_minutes(moment(2023, 1, 9), moment(2023, 1, 10)) == DAY


def test_the_leap_day_is_a_day():
    assert WEEK.is_working_day(date(2024, 2, 29))
    assert WEEK.working_minutes(moment(2024, 2, 28, 16), moment(2024, 3, 1, 9)) == 60 + DAY + 30


def test_hours_without_a_break():
    straight = WorkCalendar({4: Hours(time(9), time(12))})
    assert straight.working_minutes(moment(2023, 1, 20), moment(2023, 1, 21)) == 180


def test_seconds_are_summed_before_they_are_cut_to_minutes():
    start, end = moment(2023, 1, 20, 12, 14, 30), moment(2023, 1, 20, 13, 0, 30)
    assert WEEK.working_minutes(start, end) == 1


def test_the_day_is_the_day_in_japan():
    # 23:30 UTC on Thursday is 8:30 on Friday in Japan
    assert WEEK.working_minutes(moment(2023, 1, 20, 8, 30), moment(2023, 1, 20, 9)) == 30


def test_substitute_holidays_are_named_shortly():
    assert national_holidays(2023)[date(2023, 1, 2)] == "振替休日"
