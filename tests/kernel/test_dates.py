"""Dates are read from every usual spelling and written with the era of the day itself."""

from datetime import UTC, date, datetime

import pytest

from portal.kernel import dates


@pytest.mark.parametrize(
    "typed",
    [
        "2022-09-01",
        "2022/9/1",
        "2022.9.1",
        "20220901",
        "2022年9月1日",
        "2022 年 9 月 1 日",
        "２０２２／９／１",
        "2022－09－01",
        "2022‐9‐1",
        "令和4年9月1日",
        "令和４年９月１日",
        "R4.9.1",
        "r4/9/1",
        "Ｒ４．９．１",
        "令4.9.1",
        "㋿4年9月1日",
        "2022-09-01 00:00:00",
        "2022-09-01T09:30:00",
        " 2022/9/1 ",
        "令和4年9月1日（木）",
        "2022/9/1(木曜日)",
        date(2022, 9, 1),
        datetime(2022, 9, 1, 13, 5, tzinfo=UTC),
    ],
)
def test_every_usual_spelling_of_a_day_is_read(typed):
    assert dates.parse_date(typed) == date(2022, 9, 1)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("令和元年5月1日", date(2019, 5, 1)),
        ("平成31年4月30日", date(2019, 4, 30)),
        ("平成元年1月8日", date(1989, 1, 8)),
        ("昭和64年1月7日", date(1989, 1, 7)),
        ("S63.4.1", date(1988, 4, 1)),
        ("大正15年12月24日", date(1926, 12, 24)),
        ("明治45年7月29日", date(1912, 7, 29)),
    ],
)
def test_eras_are_read_up_to_their_last_day(typed, day):
    assert dates.parse_date(typed) == day
    assert dates.parse_date(dates.era_date(day)) == day


@pytest.mark.parametrize(
    "typed",
    ["2023-02-29", "2022/13/1", "令和4年2月30日", "平成32年1月1日", "令和元年4月30日", "昭和65年1月1日"],
)
def test_a_day_that_never_was_is_refused_by_name(typed):
    with pytest.raises(ValueError, match=r"という日付はありません"):
        dates.parse_date(typed)


@pytest.mark.parametrize(
    "typed", ["", "9/1", "44805", "9月1日", "2022-09", "昨日", "2022-09-01-01", "=TODAY()", "²022/9/1x"]
)
def test_what_is_no_date_is_refused_with_examples(typed):
    with pytest.raises(ValueError, match=r"2022-09-01、2022/9/1、令和4年9月1日"):
        dates.parse_date(typed)


def test_dates_are_written_with_the_era_of_the_day_itself():
    assert dates.era_date(date(2023, 1, 20)) == "令和5年1月20日"
    assert dates.era_date(date(2019, 4, 30)) == "平成31年4月30日"
    assert dates.era_date(date(2019, 5, 1), weekday=True) == "令和元年5月1日（水）"
    assert dates.era_date(date(2016, 3, 3)) == "平成28年3月3日"


def test_on_papers_one_digit_is_full_width_and_two_are_half_width():
    assert dates.paper_date(date(2023, 1, 20)) == "令和５年１月20日"
    assert dates.paper_date(date(2030, 11, 5), weekday=True) == "令和12年11月５日（火）"


def test_a_fiscal_year_has_the_name_that_was_used_for_it():
    assert dates.fiscal_year_label(2022) == "令和4年度"
    assert dates.fiscal_year_label(2019) == "令和元年度"
    assert dates.fiscal_year_label(2018) == "平成30年度"
    assert dates.fiscal_year_label(1988) == "昭和63年度"
    assert dates.fiscal_year_code(2022) == "R4"


def test_no_era_is_made_up_for_days_before_the_first():
    with pytest.raises(ValueError, match="明治"):
        dates.era_date(date(1800, 1, 1))
