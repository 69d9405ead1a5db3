"""Schools in the browser: found, shown, edited by two at once, given out; nobody sees another tenant's."""

import re

import pytest

from portal.kernel.db import db
from portal.schools.models import SchoolType
from portal.schools.operations import archive_school, link_contact
from portal.schools.queries import people, schools
from portal.tickets.models import Kind
from portal.tickets.operations import receive_ticket
from tests.schools.make import ACTOR, events_of, make_contact, make_school, make_user

FORM = {"code": "101", "name": "若葉小学校", "school_type": "elementary", "branch_of_id": ""}


@pytest.fixture
def lead(sign_in):
    return sign_in("lead")


@pytest.fixture
def school_id(within, akagi):
    with within(akagi):
        return make_school(telephone="027-000-0000", pupils=412).id


def page(answer) -> str:
    return answer.get_data(as_text=True)


def hidden(html: str, name: str) -> str:
    (field,) = re.findall(rf'<input[^>]*name="{name}"[^>]*>', html)
    return re.search(r'value="([^"]*)"', field)[1].replace("&#34;", '"')


def test_the_list_shows_fifty_schools_a_page_in_few_statements(within, akagi, lead, queries):
    with within(akagi):
        for number in range(60):
            make_contact(make_school(code=f"{number + 100}", name=f"第{number}中学校"))
    with queries() as counted:
        first = page(lead.get("/akagi/schools"))
    assert counted.count <= 6, counted.texts
    assert first.count('class="table__subject"') == 50
    assert "全62件" in first
    assert page(lead.get("/akagi/schools?page=2")).count('class="table__subject"') == 12


def test_the_list_is_searched_narrowed_and_sorted(within, akagi, lead):
    with within(akagi):
        make_school(code="201", name="若葉中学校", school_type=SchoolType.JUNIOR_HIGH, pupils=300)
        make_school(code="202", name="若葉小学校", pupils=100)
    found = page(lead.get("/akagi/schools?q=若葉&sort=pupils&descending=1"))
    assert re.findall(r'table__subject"[^>]*>([^<]+)<', found) == ["若葉中学校", "若葉小学校"]
    assert "若葉小学校" not in page(lead.get("/akagi/schools?type=junior_high"))


@pytest.mark.parametrize("query", ["sort=secret", "page=0", "page=-1", "page=x", "type=juku"])
def test_addresses_that_no_link_has_are_told_so(lead, query):
    assert lead.get(f"/akagi/schools?{query}").status_code == 400


def test_an_empty_search_offers_a_way_out(lead):
    assert "条件に合う学校はありません" in page(lead.get("/akagi/schools?q=zzz"))


def test_a_tenant_without_schools_is_told_what_comes_first(within, minato, sign_in):
    with within(minato):
        for code in ("001", "002"):
            archive_school(schools.school_by_code(code), actor=ACTOR)
    html = page(sign_in("lead", "minato").get("/minato/schools"))
    assert "学校は、まだ登録されていません" in html
    assert "最初の学校を登録する" in html


def test_archived_schools_stand_apart(within, akagi, lead):
    with within(akagi):
        archive_school(make_school(name="旧広瀬小学校"), actor=ACTOR)
    assert "旧広瀬小学校" not in page(lead.get("/akagi/schools"))
    assert "旧広瀬小学校" in page(lead.get("/akagi/schools?archived=1"))


def test_a_school_shows_data_contacts_and_history_in_few_statements(within, akagi, lead, school_id, queries):
    with within(akagi):
        make_contact(schools.school_by_code("101"), email="hori@school.example")
    with queries() as counted:
        html = page(lead.get(f"/akagi/schools/{school_id}"))
    assert counted.count <= 8, counted.texts
    for expected in ("若葉小学校", "412人", "027-000-0000", "堀 和子", "hori@school.example", "学校を登録した"):
        assert expected in html


def test_a_new_school_is_registered(lead, within, akagi):
    answer = lead.post("/akagi/schools/new", data=FORM | {"telephone": "０２７－０００－００００", "pupils": "1,024"})
    assert answer.status_code == 302
    with within(akagi):
        school = schools.school_by_code("101")
        assert (school.telephone, school.pupils) == ("027-000-0000", 1024)


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("code", "", "学校コードを入力してください。"),
        ("code", "あ-1", "半角の英数字"),
        ("code", "001", "で使われています"),
        ("name", " ", "学校名を入力してください。"),
        ("school_type", "", "校種を選んでください。"),
        ("postal_code", "37", "7桁"),
        ("telephone", "12", "市外局番"),
        ("pupils", "たくさん", "整数ではありません"),
    ],
)
def test_wrong_fields_are_named_and_what_was_typed_stays(lead, field, value, reason):
    answer = lead.post("/akagi/schools/new", data=FORM | {"address": "本町1-1"} | {field: value})
    html = page(answer)
    assert answer.status_code == 422
    assert "まだ保存されていません。1か所を直してください" in html
    assert reason in html
    assert 'value="本町1-1"' in html


def test_a_school_of_another_tenant_is_no_main_school(lead, within, minato):
    with within(minato):
        foreign = make_school().id
    assert lead.post("/akagi/schools/new", data=FORM | {"branch_of_id": str(foreign)}).status_code == 422


def test_editing_keeps_the_rest(lead, within, akagi, school_id):
    opened = page(lead.get(f"/akagi/schools/{school_id}/edit"))
    data = FORM | {"telephone": "027-000-0000", "pupils": "398", "version": hidden(opened, "version")}
    assert lead.post(f"/akagi/schools/{school_id}/edit", data=data).status_code == 302
    with within(akagi):
        assert schools.school_by_code("101").pupils == 398


def test_two_editors_lose_nothing(sign_in, within, akagi, school_id):
    first, second = sign_in("lead"), sign_in("tenant_admin")
    url = f"/akagi/schools/{school_id}/edit"
    opened = page(first.get(url))
    begun = FORM | {name: hidden(opened, name) for name in ("version", "opened")}
    begun |= {"telephone": "027-000-0000", "pupils": "412"}
    first.post(url, data=begun | {"telephone": "027-111-1111", "pupils": "398"})

    told = second.post(url, data=begun | {"address": "新町2-2", "pupils": "400"})
    html = page(told)
    assert told.status_code == 422
    assert "ほかの人が先に変更しました" in html
    assert "あか リーダー" in html
    assert 'value="027-111-1111"' in html, "what only the first changed is taken over"
    assert 'value="新町2-2"' in html, "what only the second typed stays"
    assert 'value="400"' in html, "what both changed stays as the second typed it"
    assert "398" in html, "and the first one's is shown"

    again = begun | {"telephone": "027-111-1111", "address": "新町2-2", "pupils": "400"}
    again |= {"version": hidden(html, "version")}
    assert second.post(url, data=again).status_code == 302
    with within(akagi):
        school = schools.school_by_code("101")
        assert (school.telephone, school.address, school.pupils) == ("027-111-1111", "新町2-2", 400)


def test_choices_of_two_editors_are_told_by_their_labels(lead, school_id):
    url = f"/akagi/schools/{school_id}/edit"
    opened = page(lead.get(url))
    begun = FORM | {name: hidden(opened, name) for name in ("version", "opened")} | {"pupils": "412"}
    lead.post(url, data=begun | {"school_type": "compulsory", "telephone": "027-000-0000"})
    html = page(lead.post(url, data=begun | {"name": "若葉学園", "telephone": "027-000-0000"}))
    assert re.search(r"義務教育学校<span class=.conflict__kept", html)
    assert re.search(r'<option selected value="compulsory">', html)
    assert 'value="若葉学園"' in html


def test_two_who_make_the_same_change_have_both_saved_it(lead, school_id):
    url = f"/akagi/schools/{school_id}/edit"
    opened = page(lead.get(url))
    data = FORM | {"pupils": "398", "version": hidden(opened, "version"), "opened": "no json"}
    assert lead.post(url, data=data).status_code == 302
    assert lead.post(url, data=data).status_code == 302


def test_archiving_and_returning(lead, within, akagi, school_id):
    lead.post(f"/akagi/schools/{school_id}/archival")
    assert "アーカイブ済み" in page(lead.get(f"/akagi/schools/{school_id}"))
    lead.post(f"/akagi/schools/{school_id}/return")
    with within(akagi):
        assert schools.school_by_code("101").archived_at is None
        assert len(events_of(schools.school_by_code("101"))) == 3


def test_contacts_are_added_changed_and_taken_away(lead, within, akagi, school_id):
    url = f"/akagi/schools/{school_id}/contacts"
    data = {"name": "堀 和子", "post": "教頭", "email": "hori@school.example", "receives_mail": "y"}
    assert lead.post(f"{url}/new", data=data).status_code == 302
    assert lead.post(f"{url}/new", data=data).status_code == 422
    with within(akagi):
        (contact_id,) = [contact.id for contact in people.contacts_of(school_id)]
    assert lead.post(f"{url}/{contact_id}/edit", data=data | {"post": "校長"}).status_code == 302
    assert "校長" in page(lead.get(f"/akagi/schools/{school_id}"))
    assert lead.post(f"{url}/{contact_id}/archival").status_code == 302
    assert lead.get(f"{url}/{contact_id}/edit").status_code == 404


def test_an_account_is_given_a_school(lead, within, akagi, school_id):
    url = f"/akagi/schools/{school_id}/contacts/account"
    assert "結び付けられるアカウントがありません" in page(lead.get(url))
    with within(akagi):
        user_id = make_user("hori@akagi.example", wanted_roles=["school"]).id
    assert lead.post(url, data={"user_id": str(user_id), "post": "教頭"}).status_code == 302
    with within(akagi):
        assert people.school_id_of(user_id) == school_id


def test_a_contact_of_another_school_is_unknown_here(lead, within, akagi, school_id):
    with within(akagi):
        contact_id = make_contact(schools.school_by_code("001")).id
    assert lead.get(f"/akagi/schools/{school_id}/contacts/{contact_id}/edit").status_code == 404


@pytest.mark.parametrize("path", ["", "/edit", "/contacts/new", "/contacts/account"])
def test_another_tenants_school_is_as_unknown_as_none(lead, within, minato, path):
    with within(minato):
        foreign = make_school().id
    assert lead.get(f"/akagi/schools/{foreign}{path}").status_code == 404
    assert lead.get(f"/akagi/schools/999999{path}").status_code == 404


def test_nobody_archives_another_tenants_school(lead, within, minato):
    with within(minato):
        foreign = make_school().id
    assert lead.post(f"/akagi/schools/{foreign}/archival").status_code == 404
    with within(minato):
        assert schools.school_by_code("101").archived_at is None


def test_supporters_and_boards_look_but_do_not_touch(sign_in, school_id):
    for role in ("supporter", "board"):
        client = sign_in(role)
        html = page(client.get(f"/akagi/schools/{school_id}"))
        assert "内容を変更する" not in html
        assert client.get("/akagi/schools/new").status_code == 403
        assert client.post(f"/akagi/schools/{school_id}/archival").status_code == 403


def test_school_users_have_no_register_of_schools(sign_in):
    assert sign_in("school").get("/akagi/schools").status_code == 403


@pytest.mark.parametrize(
    ("address", "kind", "start"),
    [
        ("csv", "text/csv", "学校コード".encode("utf-8-sig")),
        ("csv?encoding=cp932", "text/csv", "学校コード".encode("cp932")),
        ("xlsx", "spreadsheet", b"PK"),
    ],
)
def test_the_list_is_given_out_as_it_is_shown(lead, address, kind, start):
    with lead.get(f"/akagi/schools/export/{address}") as answer:
        assert kind in answer.content_type
        assert answer.data.startswith(start)


def test_contacts_of_all_schools_are_given_out(within, akagi, lead):
    with within(akagi):
        make_contact(schools.school_by_code("002"), email="hori@school.example")
    with lead.get("/akagi/schools/contacts/export/csv") as answer:
        lines = answer.data.decode("utf-8-sig").splitlines()
    assert lines[0] == "学校コード,氏名,役職,メールアドレス,電話番号"
    assert lines[-1] == "002,堀 和子,教頭,hori@school.example,"


def test_files_in_unknown_encodings_and_forms_are_refused(lead):
    assert lead.get("/akagi/schools/export/csv?encoding=latin1").status_code == 400
    assert lead.get("/akagi/schools/export/pdf").status_code == 404


def test_the_main_school_and_its_branches_lead_to_each_other(within, akagi, lead, school_id):
    with within(akagi):
        branch = make_school(code="102", name="北分校", branch_of_id=school_id)
        db.session.flush()
        branch_id = branch.id
    assert f"/akagi/schools/{branch_id}" in page(lead.get(f"/akagi/schools/{school_id}"))
    assert "若葉小学校の分校" in page(lead.get("/akagi/schools"))


def test_an_account_that_acts_for_a_school_may_sign_in_there(within, akagi, lead, school_id):
    with within(akagi):
        user = make_user("hori@akagi.example", wanted_roles=["school"])
        link_contact(schools.school_by_code("101"), user, actor=ACTOR)
    assert "サインインできる" in page(lead.get(f"/akagi/schools/{school_id}"))


def test_other_areas_have_their_place_on_the_page(within, akagi, lead, school_id):
    with within(akagi):
        receive_ticket(schools.school_by_code("101"), kind=Kind.VISIT, subject="電子黒板が映らない", actor=ACTOR)
    html = page(lead.get(f"/akagi/schools/{school_id}"))
    assert "未完了のチケット" in html
    assert "電子黒板が映らない" in html
