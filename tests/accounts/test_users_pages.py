"""The tenant's users as their administrator's browser sees them."""

import re

import pytest

from portal.accounts import queries as account_queries
from portal.kernel.access import Role
from tests.accounts.make import make_user, user_named

FORM = {
    "email": "hanako@akagi.example",
    "family_name": "髙橋",
    "given_name": "花子",
    "family_kana": "タカハシ",
    "given_kana": "ハナコ",
    "roles": ["supporter", "lead"],
    "school": "",
}


@pytest.fixture
def admin(sign_in):
    return sign_in("tenant_admin")


@pytest.fixture
def people(within, akagi):
    """Sixty people beside the template's; answers their ids by number."""
    with within(akagi):
        return [
            make_user(f"p{number:02}@akagi.example", given_name=f"{number}郎", password=None, invite=number % 2 == 0).id
            for number in range(60)
        ]


def id_of(within, akagi, email):
    with within(akagi):
        return user_named(email).id


@pytest.mark.parametrize("role", ["lead", "supporter", "school", "board", "trainee"])
def test_nobody_but_the_administrator_comes_near(sign_in, role):
    client = sign_in(role)
    for path in ("", "/new", "/rules", "/export/csv", "/1", "/1/edit"):
        assert client.get(f"/akagi/users{path}").status_code == 403, path
    assert client.post("/akagi/users/1/deactivation").status_code == 403


def test_the_list_shows_fifty_people_a_page_within_six_statements(admin, people, queries):
    with queries() as counted:
        page = admin.get("/akagi/users")
    assert counted.count <= 6
    assert page.text.count("<tr>") == 51
    assert "全67件" in page.text
    assert admin.get("/akagi/users?page=2").text.count("<tr>") == 18


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=55郎", 1),
        ("q=P07@", 1),
        ("q=ﾀｶﾊｼﾊﾅｺ", 50),
        ("role=school", 1),
        ("role=lead&q=nobody", 0),
        ("state=invited", 50),
        ("state=active", 7),
        ("state=deactivated", 0),
    ],
)
def test_people_are_found_by_text_role_and_state(admin, people, query, found):
    assert max(admin.get(f"/akagi/users?{query}").text.count("<tr>") - 1, 0) == found


def test_the_list_is_sorted_both_ways(admin, people):
    def first(query):
        return re.search(r"p\d\d@akagi|board@akagi", admin.get(f"/akagi/users?{query}").text)[0]

    assert first("sort=email") == "board@akagi"
    assert first("sort=email&descending=1&q=郎") == "p59@akagi"


@pytest.mark.parametrize(
    "query", ["sort=password_hash", "page=0", "page=-1", "page=x", "role=king", "state=x", "q=%00"]
)
def test_an_address_that_no_link_has_is_answered_clearly(admin, query):
    assert admin.get(f"/akagi/users?{query}").status_code == 400


def test_an_expired_invitation_is_told_from_an_open_one(admin, people):
    page = admin.get("/akagi/users?state=invited").text
    assert page.count("招待中</span>") >= 25 and page.count("招待が必要") == 25


def test_a_person_is_registered_and_invited(admin, within, akagi):
    answer = admin.post("/akagi/users/new", data=FORM)
    page = admin.get(answer.location).text
    assert "招待のメールを送りました" in page and "招待中" in page
    assert "ICT支援員、リーダー・統括責任者" in page
    with within(akagi):
        assert user_named(FORM["email"]).role_set == {Role.SUPPORTER, Role.LEAD}


def test_a_person_of_a_school_is_registered_with_the_school(admin):
    answer = admin.post("/akagi/users/new", data=FORM | {"roles": ["school"], "school": "002"})
    assert answer.status_code == 302, answer.text
    assert "学校" in admin.get(answer.location).text
    listed = admin.get("/akagi/users?q=hanako").text
    assert re.search(r'data-label="学校">\S+', listed)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"email": "lead@akagi.example"}, "このメールアドレスの利用者がすでにいます。"),
        ({"email": "no address"}, "メールアドレスの形ではありません"),
        ({"family_name": ""}, "姓を入力してください。"),
        ({"family_kana": "高橋"}, "カタカナで入力してください。"),
        ({"roles": []}, "役割を1つ以上選んでください。"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_the_rest_is_kept(admin, changes, words):
    page = admin.post("/akagi/users/new", data=FORM | changes)
    assert page.status_code == 422
    assert words in page.text
    assert 'value="花子"' in page.text


def test_a_role_that_is_not_offered_is_refused(admin):
    page = admin.post("/akagi/users/new", data=FORM | {"roles": ["operator"]})
    assert page.status_code == 422


def test_a_person_is_edited_and_the_history_says_what_changed(admin, within, akagi):
    user_id = id_of(within, akagi, "lead@akagi.example")
    page = admin.get(f"/akagi/users/{user_id}/edit").text
    version = re.search(r'name="version"[^>]*value="(\d+)"', page)[1]
    data = FORM | {"email": "lead@akagi.example", "version": version}
    assert admin.post(f"/akagi/users/{user_id}/edit", data=data).location == f"/akagi/users/{user_id}"
    shown = admin.get(f"/akagi/users/{user_id}").text
    assert "髙橋 花子" in shown and "利用者の情報を変更した" in shown and "→ 花子" in shown


def test_of_two_who_edit_at_once_the_second_sees_both_and_may_save(app, sign_in, within, akagi):
    user_id = id_of(within, akagi, "lead@akagi.example")
    path = f"/akagi/users/{user_id}/edit"
    first, second = (sign_in("tenant_admin", client=app.test_client()) for _ in range(2))
    version = re.search(r'name="version"[^>]*value="(\d+)"', first.get(path).text)[1]
    data = FORM | {"email": "lead@akagi.example", "version": version}
    assert first.post(path, data=data | {"given_name": "先"}).status_code == 302
    page = second.post(path, data=data | {"given_name": "後"})
    assert page.status_code == 422
    assert re.search(r"<td>先</td>\s*<td>後</td>", page.text)
    version = re.search(r'name="version"[^>]*value="(\d+)"', page.text)[1]
    assert second.post(path, data=data | {"given_name": "後", "version": version}).status_code == 302
    with within(akagi):
        assert user_named("lead@akagi.example").given_name == "後"


def test_a_stopped_person_is_signed_out_and_may_come_back(app, admin, sign_in, within, akagi):
    lead = sign_in("lead", client=app.test_client())
    user_id = id_of(within, akagi, "lead@akagi.example")
    assert "利用を停止しました" in admin.post(f"/akagi/users/{user_id}/deactivation", follow_redirects=True).text
    assert lead.get("/akagi/account").status_code == 302
    assert "lead@akagi" not in admin.get("/akagi/users").text
    assert "lead@akagi" in admin.get("/akagi/users?state=deactivated").text
    admin.post(f"/akagi/users/{user_id}/reactivation")
    sign_in("lead", client=lead)


def test_what_cannot_be_done_is_told_and_nothing_happens(admin, within, akagi):
    me = id_of(within, akagi, "tenant_admin@akagi.example")
    assert (
        "ご自分を停止することはできません" in admin.post(f"/akagi/users/{me}/deactivation", follow_redirects=True).text
    )
    assert "すでにパスワードを設定しています" in admin.post(f"/akagi/users/{me}/invitation", follow_redirects=True).text
    assert admin.get("/akagi/account").status_code == 200


def test_a_person_of_another_tenant_is_not_found(admin, within, minato):
    with within(minato):
        theirs = [make_user(f"m{number}@minato.example").id for number in range(40)][-1]
    for path in ("", "/edit"):
        assert admin.get(f"/akagi/users/{theirs}{path}").status_code == 404
    for step in ("deactivation", "reactivation", "invitation", "second-factor-reset"):
        assert admin.post(f"/akagi/users/{theirs}/{step}").status_code == 404


def test_files_hold_what_the_list_shows(admin, people):
    file = admin.get("/akagi/users/export/csv?q=55郎", buffered=True)
    lines = file.get_data().decode("utf-8-sig").splitlines()
    assert len(lines) == 2 and lines[0].startswith("メールアドレス,姓,名,セイ,メイ,役割,学校コード")
    assert (
        admin.get("/akagi/users/export/csv?encoding=cp932&q=p0", buffered=True)
        .get_data()
        .startswith("メール".encode("cp932"))
    )
    assert admin.get("/akagi/users/export/xlsx", buffered=True).get_data()[:2] == b"PK"
    assert admin.get("/akagi/users/export/csv?encoding=utf-16").status_code == 400


def test_a_page_of_a_person_stays_within_eight_statements(admin, within, akagi, queries):
    user_id = id_of(within, akagi, "school@akagi.example")
    for path in ("", "/edit"):
        with queries() as counted:
            assert admin.get(f"/akagi/users/{user_id}{path}").status_code == 200
        assert counted.count <= 8, path


def test_registering_and_inviting_stays_within_ten_statements(admin, queries):
    with queries() as counted:
        assert admin.post("/akagi/users/new", data=FORM).status_code == 302
    assert counted.count <= 10


def test_the_rules_are_kept_and_hold_for_the_administrator_too(admin, within, akagi):
    page = admin.post("/akagi/users/rules", data={"second_factor_roles": ["lead"], "session_hours": "8"})
    assert page.status_code == 302
    shown = admin.get("/akagi/users/rules").text
    assert re.search(r'value="lead" checked', shown) and 'value="8"' in shown
    with within(akagi):
        assert account_queries.second_factor_roles() == {Role.LEAD}
    admin.post("/akagi/users/rules", data={"second_factor_roles": ["tenant_admin"], "session_hours": "8"})
    assert admin.get("/akagi/users").location == "/akagi/second-factor"


@pytest.mark.parametrize("hours", ["", "0", "x", "73", "8.5"])
def test_senseless_hours_are_refused_in_japanese(admin, hours):
    page = admin.post("/akagi/users/rules", data={"session_hours": hours})
    assert page.status_code == 422
    assert "1から72までの数を入力してください。" in page.text
    assert "Not a valid" not in page.text
