"""Schools and what belongs to them come from files: known by their keys, the same file again changes nothing."""

from datetime import date

import pytest

from portal.kernel.imports import ImportRefused
from portal.schools.imports import CONTACTS, HOLIDAYS, SCHOOLS, STAFF
from portal.schools.models import SchoolType
from portal.schools.queries import calendar, people, schools
from tests.schools.make import events_of, make_school, make_user, school_line, take_in, write_table


@pytest.fixture(autouse=True)
def work(within, akagi):
    with within(akagi):
        yield


@pytest.fixture
def take(tmp_path):
    """Takes lines of the schools' file in; answers (accepted, unchanged, rejected) and the reasons."""

    def run(*lines, encoding="utf-8-sig", **options):
        result = take_in(SCHOOLS, write_table(tmp_path / "schools.csv", list(lines), encoding=encoding), **options)
        return (result.accepted, result.unchanged, result.rejected), [reason for _, reason in result.examples]

    return run


@pytest.fixture
def take_table(tmp_path):
    def run(kind, *lines):
        result = take_in(kind, write_table(tmp_path / "table.csv", list(lines), headers=kind.spec.headers))
        return (result.accepted, result.unchanged, result.rejected), [reason for _, reason in result.examples]

    return run


FULL = {"郵便番号": "371-0805", "住所": "本町1-1", "電話番号": "027-000-0000", "児童生徒数": "412"}


def test_a_new_code_is_a_new_school(take):
    assert take(school_line(**FULL))[0] == (1, 0, 0)
    school = schools.school_by_code("101")
    assert (school.name, school.school_type, school.pupils) == ("若葉小学校", SchoolType.ELEMENTARY, 412)
    assert (school.postal_code, school.address, school.telephone) == ("371-0805", "本町1-1", "027-000-0000")


def test_the_same_file_again_changes_nothing(take):
    take(school_line(**FULL))
    version = schools.school_by_code("101").version
    assert take(school_line(**FULL))[0] == (0, 1, 0)
    assert schools.school_by_code("101").version == version


def test_a_changed_row_changes_the_school(take):
    take(school_line(**FULL))
    assert take(school_line(**FULL | {"児童生徒数": "398"}))[0] == (1, 0, 0)
    school = schools.school_by_code("101")
    assert school.pupils == 398
    assert [event.action for event in events_of(school)] == ["school.edited", "school.created"]


def test_excel_in_japan_writes_cp932(take):
    assert take(school_line(), encoding="cp932")[0] == (1, 0, 0)


def test_full_width_codes_and_numbers_are_read(take):
    take(school_line(学校コード="１０１", 電話番号="０２７（０００）００００", 郵便番号="３７１０８０５"))
    school = schools.school_by_code("101")
    assert (school.telephone, school.postal_code) == ("027-000-0000", "371-0805")


@pytest.mark.parametrize("school_type", [member.label for member in SchoolType])
def test_every_type_of_school_is_known(take, school_type):
    assert take(school_line(校種=school_type))[0] == (1, 0, 0)


def test_an_unknown_type_is_refused_with_those_that_are_known(take):
    counts, (reason,) = take(school_line(校種="小中一貫校"))
    assert counts == (0, 0, 1)
    assert "「小中一貫校」は使えません" in reason
    assert "義務教育学校" in reason


def test_a_code_twice_in_a_file_is_refused(take):
    counts, (reason,) = take(school_line(), school_line(学校名="みどり野小学校"))
    assert counts == (0, 0, 1)
    assert reason == "学校コード「101」は2行目にもあります。"


def test_nothing_is_taken_in_when_a_row_is_wrong_unless_wished(take):
    lines = school_line(), school_line(学校コード="102", 校種="塾")
    assert take(*lines)[0] == (0, 0, 1)
    assert schools.school_by_code("101") is None
    assert take(*lines, take_good_rows=True)[0] == (1, 0, 1)
    assert schools.school_by_code("101") is not None


def test_a_branch_may_stand_before_its_main_school(take):
    counts, _ = take(school_line(学校コード="102", 学校名="北分校", 本校コード="101"), school_line())
    assert counts == (2, 0, 0)
    assert schools.school_by_code("102").branch_of_id == schools.school_by_code("101").id
    assert take(school_line(学校コード="102", 学校名="北分校", 本校コード="101"), school_line())[0] == (0, 2, 0)


def test_a_main_school_may_stand_in_the_register_alone(take):
    make_school()
    assert take(school_line(学校コード="102", 本校コード="101"))[0] == (1, 0, 0)


def test_a_branch_of_nothing_is_refused(take):
    assert take(school_line(本校コード="999"))[1] == ["本校コード「999」の学校がありません。"]


def test_a_branch_of_a_refused_school_is_refused_too(take):
    lines = (
        school_line(学校コード="102", 本校コード="101"),
        school_line(本校コード="999"),
        school_line(学校コード="103"),
    )
    assert take(*lines, take_good_rows=True)[0] == (1, 0, 2)
    assert schools.school_by_code("103") is not None


def test_branches_in_a_circle_are_refused(take):
    counts, reasons = take(school_line(本校コード="102"), school_line(学校コード="102", 本校コード="101"))
    assert counts == (0, 0, 2)
    assert all("自分自身" in reason for reason in reasons)


def test_main_school_and_branch_may_change_places(take):
    main = make_school()
    make_school(code="102", branch_of_id=main.id)
    assert take(school_line(本校コード="102"), school_line(学校コード="102"))[0] == (2, 0, 0)
    assert schools.school_by_code("102").branch_of_id is None


def test_order_of_columns_is_free_and_missing_ones_are_named(tmp_path):
    turned = write_table(tmp_path / "a.csv", [school_line()[::-1]], headers=SCHOOLS.spec.headers[::-1])
    assert take_in(SCHOOLS, turned).accepted == 1
    short = write_table(tmp_path / "b.csv", [["101"]], headers=["学校コード"])
    with pytest.raises(ImportRefused, match="学校名、校種"):
        take_in(SCHOOLS, short)


def test_another_tenants_schools_are_not_touched(take, within, minato):
    with within(minato):
        make_school(name="みなと小学校")
    take(school_line())
    with within(minato):
        assert schools.school_by_code("101").name == "みなと小学校"


def test_contacts_are_known_by_school_and_name(take_table):
    line = ["001", "堀 和子", "教頭", "hori@school.example", "027-000-0000"]
    assert take_table(CONTACTS, line)[0] == (1, 0, 0)
    assert take_table(CONTACTS, line)[0] == (0, 1, 0)
    assert take_table(CONTACTS, ["001", "堀 和子", "校長", "", ""])[0] == (1, 0, 0)
    found = people.contact_named(schools.school_by_code("001").id, "堀 和子")
    assert (found.post, found.email) == ("校長", "")


def test_contacts_of_unknown_schools_and_doubles_are_refused(take_table):
    counts, reasons = take_table(CONTACTS, ["999", "堀 和子", "", "", ""], *[["001", "堀 和子", "", "", ""]] * 2)
    assert counts == (0, 0, 2)
    assert reasons == ["学校コード「999」の学校がありません。", "同じ学校の「堀 和子」さんが3行目にもあります。"]


def test_holidays_of_the_municipality_are_added_once(take_table):
    lines = ["令和5年1月20日", "市制記念日", "休業"], ["2023-01-09", "臨時開所", "開所"], ["2023-01-01", "元日", ""]
    assert take_table(HOLIDAYS, *lines)[0] == (2, 1, 0)
    assert take_table(HOLIDAYS, *lines)[0] == (0, 3, 0)
    assert calendar.is_holiday(date(2023, 1, 20))
    assert calendar.is_working_day(date(2023, 1, 9))


def test_a_working_day_cannot_be_opened(take_table):
    counts, (reason,) = take_table(HOLIDAYS, ["2023-01-20", "臨時開所", "開所"])
    assert counts == (0, 0, 1)
    assert "国民の祝日ではありません" in reason


def test_staff_are_known_by_their_address(take_table):
    user = make_user("tanaka@akagi.example")
    line = ["Tanaka@akagi.example", "2023-01-10", "", "090-0000-0000", ""]
    assert take_table(STAFF, line)[0] == (1, 0, 0)
    assert take_table(STAFF, line)[0] == (0, 1, 0)
    assert take_table(STAFF, [*line[:2], "2023-03-31", "", ""])[0] == (1, 0, 0)
    assert people.staff_of_user(user.id).ends_on == date(2023, 3, 31)


def test_staff_need_an_account_of_the_right_role(take_table):
    counts, reasons = take_table(
        STAFF, ["nobody@akagi.example", "2023-01-10", "", "", ""], ["board@akagi.example", "2023-01-10", "", "", ""]
    )
    assert counts == (0, 0, 2)
    assert "アカウントがありません" in reasons[0]
    assert "支援員でもリーダーでもない" in reasons[1]
