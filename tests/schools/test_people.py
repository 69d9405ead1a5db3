"""Contacts get a school's mails and may sign in for it; staff are supporters and leads from a day to a day."""

from datetime import date

import pytest

from portal.kernel.access import Role
from portal.schools.operations import (
    ContactData,
    ContactExists,
    StaffData,
    StaffWrong,
    add_staff,
    archive_contact,
    archive_school,
    edit_contact,
    edit_staff,
    link_contact,
)
from portal.schools.operations.contacts import NotASchoolUser
from portal.schools.queries import people
from portal.schools.user_details import SCHOOL
from tests.schools.make import ACTOR, events_of, make_contact, make_school, make_user


@pytest.fixture(autouse=True)
def work(within, akagi):
    with within(akagi):
        yield


def school_user(email="hori@akagi.example", **overrides):
    return make_user(email, **{"family_name": "堀", "given_name": "和子", "wanted_roles": [Role.SCHOOL]} | overrides)


def names_on(*day):
    return [one.name for one in people.staff_on(date(*day))]


def test_what_happens_to_contacts_stands_in_the_schools_history():
    school = make_school()
    contact = make_contact(school)
    edit_contact(school, contact, ContactData("堀 和子", "校長"), actor=ACTOR)
    archive_contact(school, contact, actor=ACTOR)
    assert [event.action_label for event in events_of(school)] == [
        "連絡先を外した",
        "連絡先を変更した",
        "連絡先を加えた",
        "学校を登録した",
    ]


def test_a_school_has_one_contact_of_a_name():
    school = make_school()
    make_contact(school)
    with pytest.raises(ContactExists):
        make_contact(school)


def test_a_name_is_free_again_when_its_contact_is_put_away():
    school = make_school()
    archive_contact(school, make_contact(school), actor=ACTOR)
    assert make_contact(school).id


def test_mails_go_to_contacts_in_use_who_want_them():
    school = make_school()
    make_contact(school, email="kyoto@school.example")
    make_contact(school, name="鈴木 花", email="suzuki@school.example", receives_mail=False)
    make_contact(school, name="佐藤 学")
    archive_contact(school, make_contact(school, name="高橋 翼", email="t@school.example"), actor=ACTOR)
    assert [contact.address for contact in people.mail_contacts(school.id)] == ["kyoto@school.example"]


def test_a_linked_user_acts_for_the_school_and_gets_its_mails():
    school, user = make_school(), school_user()
    link_contact(school, user, "教頭", actor=ACTOR)
    assert people.school_id_of(user.id) == school.id
    assert [contact.address for contact in people.mail_contacts(school.id)] == [user.email]


def test_linking_again_changes_nothing():
    school, user = make_school(), school_user()
    first = link_contact(school, user, "教頭", actor=ACTOR)
    assert link_contact(school, user, "教頭", actor=ACTOR) is first
    assert len(events_of(school)) == 2


def test_a_contact_of_the_same_name_is_linked_not_doubled():
    school = make_school()
    contact = make_contact(school, email="kyoto@school.example")
    assert link_contact(school, school_user(), actor=ACTOR) is contact
    assert (contact.post, contact.email) == ("教頭", "kyoto@school.example")


def test_a_user_who_moves_leaves_the_school_before():
    before, after, user = make_school(), make_school(code="102"), school_user()
    link_contact(before, user, "教頭", actor=ACTOR)
    link_contact(after, user, "校長", actor=ACTOR)
    assert people.school_id_of(user.id) == after.id
    assert people.contacts_of(before.id) == []
    assert [contact.post for contact in people.contacts_of(before.id, archived=True)] == ["教頭"]


def test_a_contact_put_away_no_longer_acts_for_the_school():
    school, user = make_school(), school_user()
    archive_contact(school, link_contact(school, user, actor=ACTOR), actor=ACTOR)
    assert people.school_id_of(user.id) is None


def test_only_school_users_act_for_a_school():
    with pytest.raises(NotASchoolUser, match="学校担当"):
        link_contact(make_school(), make_user(), actor=ACTOR)


def test_staff_are_on_duty_from_their_first_to_their_last_day():
    user = make_user()
    add_staff(user, StaffData(date(2023, 1, 10), date(2023, 3, 31)), actor=ACTOR)
    assert user.name not in names_on(2023, 1, 9)
    assert user.name in names_on(2023, 1, 10)
    assert user.name in names_on(2023, 3, 31)
    assert user.name not in names_on(2023, 4, 1)


def test_only_supporters_and_leads_are_staff():
    with pytest.raises(StaffWrong, match="支援員でもリーダーでもない"):
        add_staff(school_user(), StaffData(date(2023, 1, 10)), actor=ACTOR)


def test_nobody_is_staff_twice():
    user = make_user()
    add_staff(user, StaffData(date(2023, 1, 10)), actor=ACTOR)
    with pytest.raises(StaffWrong, match="すでに"):
        add_staff(user, StaffData(date(2023, 1, 10)), actor=ACTOR)


def test_staff_cannot_leave_before_they_come():
    user = make_user()
    staff = add_staff(user, StaffData(date(2023, 1, 10)), actor=ACTOR)
    with pytest.raises(StaffWrong, match="離任日"):
        edit_staff(staff, StaffData(date(2023, 1, 10), date(2023, 1, 9)), actor=ACTOR)


def test_who_may_become_staff_is_who_is_not_yet():
    user = make_user()
    assert user in people.users_to_become_staff()
    add_staff(user, StaffData(date(2023, 1, 10)), actor=ACTOR)
    assert user not in people.users_to_become_staff()


def test_who_may_be_linked_is_who_has_no_school():
    user = school_user()
    assert user in people.users_to_link()
    link_contact(make_school(), user, actor=ACTOR)
    assert user not in people.users_to_link()


def test_accounts_know_the_school_of_a_user(actor):
    first, second = make_school(), make_school(code="102", name="みどり野小学校")
    user, admin = school_user(), actor("tenant_admin")
    assert SCHOOL.assign(user, "101", actor=admin) is True
    assert SCHOOL.assign(user, "101", actor=admin) is False
    assert SCHOOL.shown([user.id]) == {user.id: ("101", "若葉小学校")}
    assert SCHOOL.assign(user, "102", actor=admin) is True
    assert people.school_id_of(user.id) == second.id != first.id
    assert SCHOOL.assign(user, "", actor=admin) is True
    assert SCHOOL.assign(user, "", actor=admin) is False
    assert SCHOOL.shown([user.id]) == {}


def test_a_user_acts_for_no_unknown_or_archived_school(actor):
    archive_school(make_school(), actor=ACTOR)
    user, admin = school_user(), actor("tenant_admin")
    with pytest.raises(ValueError, match="ありません"):
        SCHOOL.assign(user, "999", actor=admin)
    with pytest.raises(ValueError, match="アーカイブ"):
        SCHOOL.assign(user, "101", actor=admin)
