"""Dates in three boxes, times and readings as people type them."""

from datetime import date, time

import pytest
from werkzeug.datastructures import MultiDict

from blueprints.fields import DateField, KanaField, TimeField
from blueprints.forms import PortalForm, Required


class Form(PortalForm):
    day = DateField("実施日", [Required("実施日を入力してください。")])
    at = TimeField("開始")
    kana = KanaField("セイ")


@pytest.fixture
def filled(app):
    """The validated form with these inputs."""

    def fill(**inputs) -> Form:
        form = Form(MultiDict({name.replace("_", "-"): value for name, value in inputs.items()}))
        form.validate()
        return form

    with app.test_request_context():
        yield fill


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [
        ("2023", "1", "20"),
        ("２０２３", "０１", "２０"),
        ("令和5", "1", "20"),
        ("R5", "1", "20"),
        ("令和5年", "1月", "20日"),
        ("2023-01-20", "", ""),
        ("令和5年1月20日", "", ""),
        ("20230120", "", ""),
    ],
)
def test_western_years_eras_and_pasted_dates_are_all_taken(filled, year, month, day):
    assert filled(day_year=year, day_month=month, day_day=day).day.data == date(2023, 1, 20)


@pytest.mark.parametrize(
    ("parts", "words", "wrong"),
    [
        (("2023", "", "20"), "月を入力してください。", ("month",)),
        (("2023", "", ""), "月と日を入力してください。", ("month", "day")),
        (("", "1", "20"), "年を入力してください。", ("year",)),
        (("2023", "2", "30"), "カレンダーにある日付を入力してください（例　2023　1　20）。", ()),
        (("来年", "1", "20"), "カレンダーにある日付を入力してください（例　2023　1　20）。", ()),
    ],
)
def test_what_is_no_date_says_which_part_is_wrong_and_keeps_what_was_typed(filled, parts, words, wrong):
    field = filled(day_year=parts[0], day_month=parts[1], day_day=parts[2]).day
    assert field.errors == [words]
    assert field.wrong_parts == wrong
    assert (field.year_raw, field.month_raw, field.day_raw) == parts
    assert field.data is None


def test_a_missing_date_has_its_own_words(filled):
    assert filled(day_year="", day_month="", day_day="").day.errors == ["実施日を入力してください。"]


def test_a_stored_date_stands_in_the_boxes(app):
    with app.test_request_context():
        field = Form(formdata=None, data={"day": date(2023, 1, 20)}).day
    assert (field.year_raw, field.month_raw, field.day_raw) == ("2023", "1", "20")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("9:30", time(9, 30)),
        ("９：３０", time(9, 30)),
        ("0930", time(9, 30)),
        ("930", time(9, 30)),
        ("9時", time(9)),
        ("9時半", time(9, 30)),
        ("9時5分", time(9, 5)),
        ("午後1時15分", time(13, 15)),
        ("13", time(13)),
        ("", None),
    ],
)
def test_times_are_taken_as_people_write_them(filled, typed, expected):
    field = filled(at=typed).at
    assert field.data == expected and not field.errors


@pytest.mark.parametrize("typed", ["25:00", "9:75", "朝", "9:30:00", "99999"])
def test_what_is_no_time_is_refused_and_kept(filled, typed):
    field = filled(at=typed).at
    assert field.errors == ["9:30のように、時と分を入力してください。"]
    assert f'value="{typed}"' in field()


@pytest.mark.parametrize("typed", ["タカハシ", "たかはし", "ﾀｶﾊｼ", "", "ミドル・ネーム"])
def test_readings_are_kept_as_typed(filled, typed):
    field = filled(kana=typed).kana
    assert (field.data, list(field.errors)) == (typed, [])


def test_a_reading_in_kanji_is_refused(filled):
    assert filled(kana="高橋").kana.errors == ["カタカナで入力してください。"]
