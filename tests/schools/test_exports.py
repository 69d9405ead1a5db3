"""What is given out can be taken in again as it is, and changes nothing."""

from datetime import date
from pathlib import Path

import pytest

from portal.kernel.access import NotAllowed
from portal.kernel.exports import Export
from portal.schools import exports
from portal.schools.imports import CONTACTS, HOLIDAYS, SCHOOLS, STAFF
from portal.schools.models import SchoolType
from portal.schools.operations import add_holiday, archive_school, work_on_holiday
from portal.schools.queries.schools import SchoolFilter
from tests.schools.make import ACTOR, make_contact, make_school, take_in

FORMS = [("csv", "utf-8-sig"), ("csv", "cp932"), ("xlsx", "utf-8-sig")]
FULL = {"postal_code": "371-0805", "address": "本町1-1", "telephone": "027-000-0000", "pupils": 412}


@pytest.fixture(autouse=True)
def work(within, akagi):
    with within(akagi):
        yield


def saved(export: Export, folder: Path) -> Path:
    path = folder / export.filename
    with export:
        path.write_bytes(export.file.read())
    return path


def counts(kind, path):
    result = take_in(kind, path)
    return result.accepted, result.unchanged, result.rejected


@pytest.mark.parametrize(("form", "encoding"), FORMS)
def test_schools_go_round(tmp_path, form, encoding):
    main = make_school(**FULL)
    make_school(code="0050", name="=若葉小学校 北分校", branch_of_id=main.id)
    archive_school(make_school(code="103", name="旧若葉小学校"), actor=ACTOR)
    export = exports.export_schools(None, form=form, encoding=encoding, actor=ACTOR)
    assert counts(SCHOOLS, saved(export, tmp_path)) == (0, 5, 0)


@pytest.mark.parametrize(("form", "encoding"), FORMS)
def test_contacts_go_round(tmp_path, form, encoding):
    make_contact(make_school(), email="hori@school.example", telephone="027-000-0000")
    export = exports.export_contacts(form=form, encoding=encoding, actor=ACTOR)
    assert counts(CONTACTS, saved(export, tmp_path)) == (0, 2, 0)


@pytest.mark.parametrize(("form", "encoding"), FORMS)
def test_staff_go_round(tmp_path, form, encoding):
    export = exports.export_staff(form=form, encoding=encoding, actor=ACTOR)
    assert counts(STAFF, saved(export, tmp_path)) == (0, 2, 0)


@pytest.mark.parametrize(("form", "encoding"), FORMS)
def test_holidays_go_round(tmp_path, form, encoding):
    add_holiday(date(2023, 1, 20), "市制記念日", actor=ACTOR)
    work_on_holiday(date(2023, 1, 9), "臨時開所", actor=ACTOR)
    export = exports.export_holidays(date(2022, 4, 1), date(2023, 3, 31), form=form, encoding=encoding, actor=ACTOR)
    assert counts(HOLIDAYS, saved(export, tmp_path)) == (0, 2, 0)


def test_an_export_holds_just_what_is_shown():
    make_school(code="201", name="若葉中学校", school_type=SchoolType.JUNIOR_HIGH)
    wanted = SchoolFilter(school_type=SchoolType.JUNIOR_HIGH)
    with exports.export_schools(wanted, form="csv", actor=ACTOR) as export:
        lines = export.file.read().decode("utf-8-sig").splitlines()
    assert lines[0] == "学校コード,学校名,校種,本校コード,郵便番号,住所,電話番号,児童生徒数"
    assert lines[1:] == ["201,若葉中学校,中学校,,,,,0"]


def test_characters_that_cp932_lacks_come_as_a_list(tmp_path):
    make_school(name="𠮷野小学校")
    with exports.export_schools(None, form="csv", encoding="cp932", actor=ACTOR) as export:
        assert export.filename == "学校一覧.zip"
        assert [sign.character for sign in export.unmappable] == ["𠮷"]


def test_who_may_not_see_schools_gets_no_file(actor):
    with pytest.raises(NotAllowed):
        exports.export_schools(None, form="csv", actor=actor("school"))
