"""The tenant's settings in the browser: terms, opening hours, holidays, the support centre, staff."""

from datetime import date

import pytest

from portal.kernel import clock
from portal.kernel.dates import fiscal_year_label
from portal.schools.operations import add_holiday
from portal.schools.queries import calendar, people, schools, terms
from tests.schools.make import ACTOR, make_user

TERMS = {
    "starts_on-year": "2023", "starts_on-month": "4", "starts_on-day": "1",
    "ends_on-year": "2024", "ends_on-month": "3", "ends_on-day": "31",
    "name_1": "前期", "start_1-year": "2023", "start_1-month": "4", "start_1-day": "1",
    "name_2": "後期", "start_2-year": "令和5", "start_2-month": "10", "start_2-day": "10",
}  # fmt: skip


@pytest.fixture
def admin(sign_in):
    return sign_in("tenant_admin")


def page(answer) -> str:
    return answer.get_data(as_text=True)


def hours_form(**overrides) -> dict[str, str]:
    """A week from Monday to Friday as the form sends it."""
    times = {"opens": "8:30", "closes": "17:00", "break_starts": "12:15", "break_ends": "13:00"}
    week = {f"{part}_{weekday}": text for weekday in range(5) for part, text in times.items()}
    return week | {f"open_{weekday}": "y" for weekday in range(5)} | overrides


def holiday_form(year, month, day, **overrides) -> dict[str, str]:
    written = {"day-year": str(year), "day-month": str(month), "day-day": str(day)}
    return written | {"name": "市制記念日", "works": "closed"} | overrides


def test_settings_list_what_one_may_set(admin, sign_in):
    assert all(title in page(admin.get("/akagi/settings")) for title in ("年度と学期", "開所時間", "休業日", "職員"))
    leads = page(sign_in("lead").get("/akagi/settings"))
    assert "職員" in leads
    assert "年度と学期" not in leads
    assert sign_in("supporter").get("/akagi/settings").status_code == 403


@pytest.mark.parametrize("path", ["terms", "terms/2026", "hours", "holidays", "holidays/new", "centre"])
def test_only_administrators_set_the_calendar(admin, sign_in, path):
    assert admin.get(f"/akagi/settings/{path}").status_code == 200
    assert sign_in("lead").get(f"/akagi/settings/{path}").status_code == 403


def test_terms_are_looked_at_before_they_are_saved(admin, within, akagi):
    preview = admin.post("/akagi/settings/terms/2023", data=TERMS | {"preview": "1"})
    assert preview.status_code == 200
    assert "保存すると、この期間で数えます" in page(preview)
    assert "2023/10/9（月）" in page(preview)
    with within(akagi):
        assert 2023 not in terms.fiscal_years()
    assert admin.post("/akagi/settings/terms/2023", data=TERMS).status_code == 302
    with within(akagi):
        assert terms.term_of(date(2023, 10, 10)).name == "後期"
    assert "年度と学期を設定した" in page(admin.get("/akagi/settings/terms/2023"))


def test_terms_in_the_wrong_order_are_refused_and_kept_in_the_form(admin):
    answer = admin.post("/akagi/settings/terms/2023", data=TERMS | {"start_2-year": "2023", "start_2-month": "3"})
    assert answer.status_code == 422
    assert "外にあります" in page(answer)
    assert 'value="後期"' in page(answer)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"name_2": ""}, "学期の名前を入力してください。"),
        ({"start_2-year": "", "start_2-month": "", "start_2-day": ""}, "後期の開始日を入力してください。"),
        ({"start_2-month": "13"}, "カレンダーにある日付"),
        ({"ends_on-day": ""}, "日を入力してください。"),
    ],
)
def test_terms_that_are_half_filled_are_named(admin, changes, reason):
    answer = admin.post("/akagi/settings/terms/2023", data=TERMS | changes)
    assert answer.status_code == 422
    assert reason in page(answer)


@pytest.mark.parametrize("year", ["1999", "2101", "0"])
def test_years_outside_of_the_calendar_are_unknown(admin, year):
    assert admin.get(f"/akagi/settings/terms/{year}").status_code == 404
    assert admin.get(f"/akagi/settings/holidays?year={year}").status_code == 404


def test_the_list_of_terms_marks_the_present_one(admin):
    html = page(admin.get("/akagi/settings/terms"))
    this_year = clock.fiscal_year_of(clock.today())
    assert fiscal_year_label(this_year) in html
    assert html.count("いま") == 1


def test_opening_hours_are_saved(admin, within, akagi):
    data = hours_form(opens_0="900", closes_0="午後1時", break_starts_0="", break_ends_0="")
    assert admin.post("/akagi/settings/hours", data=data).status_code == 302
    with within(akagi):
        monday = calendar.hours_by_weekday()[0]
        assert (monday.opens.hour, monday.closes.hour, monday.break_starts) == (9, 13, None)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"closes_0": "7:00"}, "月曜日の終了は、開始より後"),
        ({"opens_2": ""}, "水曜日の開始を入力してください。"),
        ({"break_ends_1": ""}, "火曜日の休憩は、開始と終了の両方"),
        ({"opens_3": "25:00"}, "時と分を入力してください"),
    ],
)
def test_hours_that_cannot_be_are_refused(admin, changes, reason):
    answer = admin.post("/akagi/settings/hours", data=hours_form(**changes))
    assert answer.status_code == 422
    assert reason in page(answer)


def test_a_day_without_its_tick_is_closed_whatever_stands_beside_it(admin, within, akagi):
    data = hours_form(opens_6="nonsense")
    del data["open_4"]
    assert admin.post("/akagi/settings/hours", data=data).status_code == 302
    with within(akagi):
        assert set(calendar.hours_by_weekday()) == {0, 1, 2, 3}


def test_a_holiday_is_added_and_taken_back(admin, within, akagi):
    assert admin.post("/akagi/settings/holidays/new", data=holiday_form(2023, 1, 20)).status_code == 302
    html = page(admin.get("/akagi/settings/holidays?year=2022"))
    assert "市制記念日" in html
    assert "成人の日" in html
    with within(akagi):
        change_id = calendar.holiday_change_on(date(2023, 1, 20)).id
    assert admin.post(f"/akagi/settings/holidays/{change_id}/removal").status_code == 302
    with within(akagi):
        assert calendar.is_working_day(date(2023, 1, 20))


def test_a_national_holiday_is_refused_or_opened(admin, within, akagi):
    refused = admin.post("/akagi/settings/holidays/new", data=holiday_form(2023, 1, 9))
    assert refused.status_code == 422
    assert "国民の祝日（成人の日）です" in page(refused)
    data = holiday_form(2023, 1, 9, name="臨時開所", works="open")
    assert admin.post("/akagi/settings/holidays/new", data=data).status_code == 302
    with within(akagi):
        assert calendar.is_working_day(date(2023, 1, 9))
    assert "成人の日に開所" in page(admin.get("/akagi/settings/holidays?year=2022"))


def test_new_year_is_closed_with_one_button(admin, within, akagi):
    assert "年末年始が休みになっていません" in page(admin.get("/akagi/settings/holidays?year=2030"))
    assert admin.post("/akagi/settings/holidays/new-year?year=2030").status_code == 302
    assert "年末年始が休みになっていません" not in page(admin.get("/akagi/settings/holidays?year=2030"))


def test_another_tenants_holiday_is_not_taken_back(admin, within, minato):
    with within(minato):
        foreign = add_holiday(date(2023, 1, 20), "市制記念日", actor=ACTOR).id
    assert admin.post(f"/akagi/settings/holidays/{foreign}/removal").status_code == 404
    with within(minato):
        assert calendar.is_holiday(date(2023, 1, 20))


def test_own_holidays_are_given_out(admin):
    admin.post("/akagi/settings/holidays/new", data=holiday_form(2023, 1, 20))
    with admin.get("/akagi/settings/holidays/export/csv?year=2022") as answer:
        text = answer.data.decode("utf-8-sig")
    assert text.splitlines() == ["日付,名称,区分", "2023-01-20,市制記念日,休業"]


def test_the_centres_data_are_saved_with_their_history(admin, within, akagi):
    data = {"name": "あかぎ市学校ICTセンター", "telephone": "027-000-0000", "head_name": "渡辺 千尋"}
    assert admin.post("/akagi/settings/centre", data=data).status_code == 302
    with within(akagi):
        assert schools.support_centre().head_name == "渡辺 千尋"
    assert "支援センターの情報を変更した" in page(admin.get("/akagi/settings/centre"))
    assert admin.post("/akagi/settings/centre", data={"name": ""}).status_code == 422


def test_staff_are_added_and_leave(sign_in, within, akagi):
    lead = sign_in("lead")
    with within(akagi):
        user_id = make_user().id
    days = {"starts_on-year": "2023", "starts_on-month": "1", "starts_on-day": "10"}
    assert lead.post("/akagi/staff/new", data=days | {"user_id": str(user_id)}).status_code == 302
    with within(akagi):
        staff_id = people.staff_of_user(user_id).id
    leaves = {"ends_on-year": "2023", "ends_on-month": "1", "ends_on-day": "9"}
    refused = lead.post(f"/akagi/staff/{staff_id}/edit", data=days | leaves)
    assert refused.status_code == 422
    assert "離任日は着任日より後" in page(refused)
    assert lead.post(f"/akagi/staff/{staff_id}/edit", data=days | leaves | {"ends_on-day": "31"}).status_code == 302
    assert "離任" in page(lead.get("/akagi/staff"))
    assert "職員の内容を変更した" in page(lead.get(f"/akagi/staff/{staff_id}/edit"))


def test_somebody_elses_account_cannot_become_staff(sign_in, within, minato):
    with within(minato):
        foreign = make_user("tanaka@minato.example").id
    days = {"starts_on-year": "2023", "starts_on-month": "1", "starts_on-day": "10"}
    assert sign_in("lead").post("/akagi/staff/new", data=days | {"user_id": str(foreign)}).status_code == 422


def test_supporters_see_the_staff_and_change_nobody(sign_in):
    supporter = sign_in("supporter")
    assert "職員を加える" not in page(supporter.get("/akagi/staff"))
    assert supporter.get("/akagi/staff/new").status_code == 403


def test_lists_of_settings_take_few_statements(admin, queries):
    for path in ("settings/terms", "settings/holidays", "staff"):
        with queries() as counted:
            admin.get(f"/akagi/{path}")
        assert counted.count <= 6, counted.texts
