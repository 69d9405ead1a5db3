"""Schools are created, edited, archived; codes are told apart, branches never go in a circle, no edit is lost."""

import pytest

from portal.kernel.access import NotAllowed
from portal.kernel.states import EditedMeanwhile
from portal.schools.models import SchoolType
from portal.schools.operations import (
    CodeTaken,
    WrongBranch,
    archive_school,
    create_school,
    edit_school,
    unarchive_school,
)
from portal.schools.queries import schools
from portal.schools.queries.schools import SchoolFilter
from tests.schools.make import ACTOR, events_of, make_school, school_data


@pytest.fixture(autouse=True)
def work(within, akagi):
    with within(akagi):
        yield


def codes(**wanted) -> list[str]:
    rows = schools.page(SchoolFilter(**wanted), sort="code", descending=False, limit=50, offset=0)
    return [row.code for row in rows]


def test_a_new_school_stands_in_the_lists():
    make_school(code="101", name="若葉小学校")
    assert "101" in codes()
    assert "若葉小" in [choice.short_name for choice in schools.choices()]


def test_a_code_in_use_is_refused_by_the_name_of_its_school():
    make_school(code="101", name="若葉小学校")
    with pytest.raises(CodeTaken, match="若葉小学校で使われています"):
        make_school(code="101", name="みどり野小学校")


def test_a_code_stays_taken_when_its_school_is_archived():
    archive_school(make_school(code="101"), actor=ACTOR)
    with pytest.raises(CodeTaken, match="アーカイブ済み"):
        make_school(code="101", name="みどり野小学校")


def test_another_tenant_may_use_the_same_code(within, minato):
    make_school(code="101")
    with within(minato):
        assert make_school(code="101").id


def test_editing_leaves_what_changed_in_the_history():
    school = make_school(pupils=120)
    edit_school(school, school_data(pupils=118, telephone="027-000-0000"), actor=ACTOR)
    newest = events_of(school)[0]
    assert newest.action_label == "学校の内容を変更した"
    assert sorted(newest.labelled_changes) == [("児童生徒数", 120, 118), ("電話番号", "", "027-000-0000")]


def test_saving_the_same_content_leaves_no_trace():
    school = make_school()
    version = school.version
    edit_school(school, school_data(), version=version, actor=ACTOR)
    assert school.version == version
    assert len(events_of(school)) == 1


def test_a_second_editor_is_told_and_nothing_is_lost():
    school = make_school()
    opened = school.version
    edit_school(school, school_data(address="本町1-1"), version=opened, actor=ACTOR)
    with pytest.raises(EditedMeanwhile) as told:
        edit_school(school, school_data(address="新町2-2"), version=opened, actor=ACTOR)
    assert told.value.record.address == "本町1-1"


def test_a_renamed_school_is_found_by_its_new_name():
    school = make_school(name="若葉小学校")
    edit_school(school, school_data(name="ひかり小学校"), actor=ACTOR)
    assert codes(text="ﾋｶﾘ小") == ["101"]
    assert codes(text="若葉") == []


def test_signs_of_a_search_pattern_are_ordinary_signs():
    make_school()
    assert codes(text="%") == []
    assert codes(text="_") == []


def test_lists_narrow_to_a_type():
    make_school(code="201", name="若葉中学校", school_type=SchoolType.JUNIOR_HIGH)
    assert codes(school_type=SchoolType.JUNIOR_HIGH) == ["201"]


def test_an_archived_school_leaves_lists_and_choices_and_comes_back():
    school = make_school()
    archive_school(school, actor=ACTOR)
    assert "101" not in codes()
    assert codes(archived=True) == ["101"]
    assert "101" not in [choice.code for choice in schools.choices()]
    unarchive_school(school, actor=ACTOR)
    assert "101" in codes()


def test_archiving_twice_is_one_event():
    school = archive_school(make_school(), actor=ACTOR)
    archive_school(school, actor=ACTOR)
    assert [event.action for event in events_of(school)] == ["school.archived", "school.created"]


def test_a_branch_is_named_after_its_main_school_in_the_history():
    main = make_school()
    branch = make_school(code="102", name="若葉小学校北分校", branch_of_id=main.id)
    (created,) = events_of(branch)
    assert ("本校", None, "若葉小学校") in created.labelled_changes
    assert [row.code for row in schools.branches_of(main)] == ["102"]


def test_a_school_cannot_be_its_own_branch():
    school = make_school()
    with pytest.raises(WrongBranch, match="自分自身"):
        edit_school(school, school_data(branch_of_id=school.id), actor=ACTOR)


def test_branches_never_go_in_a_circle():
    first = make_school()
    second = make_school(code="102", branch_of_id=first.id)
    third = make_school(code="103", branch_of_id=second.id)
    with pytest.raises(WrongBranch, match="分校"):
        edit_school(first, school_data(branch_of_id=third.id), actor=ACTOR)


def test_another_tenants_school_is_no_main_school(within, minato):
    with within(minato):
        foreign = make_school().id
    with pytest.raises(WrongBranch, match="見つかりません"):
        make_school(code="102", branch_of_id=foreign)


@pytest.mark.parametrize("role", ["supporter", "board", "school"])
def test_only_leads_and_administrators_manage_schools(actor, role):
    with pytest.raises(NotAllowed):
        create_school(school_data(), actor=actor(role))


def test_a_school_user_sees_the_own_school_alone(actor):
    own, other = schools.school_by_code("001"), schools.school_by_code("002")
    assert schools.visible_school(actor("school"), own.id) is own
    assert schools.visible_school(actor("school"), other.id) is None
    assert schools.visible_school(actor("board"), other.id) is other
