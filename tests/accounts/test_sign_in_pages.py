"""Signing in and out as a browser sees it."""

import re

import pytest

from portal.accounts import rules
from portal.kernel import clock
from portal.kernel.access import Role
from tests.accounts.make import ACTOR, MORNING, NEW_PASSWORD, PASSWORD, code_of, later, make_user, token_in

LEAD = "lead@akagi.example"


@pytest.fixture(autouse=True)
def morning():
    with clock.at(MORNING):
        yield


def enter(client, email=LEAD, password=PASSWORD, tenant="akagi", **more):
    return client.post(f"/{tenant}/sign-in", data={"email": email, "password": password} | more)


def cookie_of(client):
    return client.get_cookie("portal_session", path="/akagi/").value


def secret_on(page) -> str:
    return "".join(re.findall(r"<span>([A-Z2-7]{4})</span>", page.text))


def set_up(client):
    """Goes through the setting up; answers the secret and the recovery codes on the page."""
    secret = secret_on(client.get("/akagi/second-factor/set-up"))
    page = client.post("/akagi/second-factor/set-up", data={"code": code_of(secret, clock.now())})
    return secret, re.findall(r"<code>([^<]+)</code>", page.text)


def test_the_door_shows_every_tenant(client):
    page = client.get("/")
    assert [page.text.index(name) for name in ("あかぎ市", "みなと市", "協会")]
    assert "/minato/sign-in" in page.text


def test_a_stranger_is_led_to_sign_in_and_then_where_one_wanted_to_go(client):
    answer = client.get("/akagi/account/sessions?x=1")
    assert answer.status_code == 302
    page = client.get(answer.location)
    wanted = re.search(r'name="next"[^>]*value="([^"]*)"', page.text)[1]
    assert enter(client, next=wanted).location == "/akagi/account/sessions?x=1"


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/akagi/",
        "//evil.example/akagi/",
        "/\\evil.example",
        "/minato/account",
        "/akagi/../minato/",
        "javascript:alert(1)",
        "/akagi",
        "/akagi/\nSet-Cookie: x",
        "",
    ],
)
def test_next_leads_nowhere_but_into_the_own_tenant(client, wanted):
    location = enter(client, next=wanted).location
    assert location.startswith("/akagi/") and "evil" not in location and ".." not in location


def test_a_refusal_keeps_the_address_forgets_the_password_and_says_one_thing(client):
    texts = set()
    for email in (LEAD, "nobody@akagi.example"):
        page = enter(client, email, "a wrong password")
        assert page.status_code == 422
        assert email in page.text and "a wrong password" not in page.text
        texts.add(re.sub(r'name="csrf_token" value="[^"]*"', "", page.text.replace(email, "")))
    assert len(texts) == 1


def test_failures_count_although_the_answer_is_a_refusal(client):
    for _ in range(5):
        enter(client, password="wrong")
    assert enter(client).status_code == 422
    with later(seconds=31):
        assert enter(client).status_code == 302


def test_empty_fields_are_named(client):
    page = enter(client, "", "")
    assert page.status_code == 422
    assert "メールアドレスを入力してください。" in page.text and "パスワードを入力してください。" in page.text


def test_the_cookie_is_new_after_signing_in_and_belongs_to_the_tenant(app, client):
    sealed = app.session_interface.get_signing_serializer(app)
    client.set_cookie("portal_session", sealed.dumps({"planted": "by a stranger"}), path="/akagi/")
    answer = enter(client)
    cookie = answer.headers["Set-Cookie"]
    assert "Path=/akagi/" in cookie and "HttpOnly" in cookie and "SameSite=Lax" in cookie
    assert "planted" not in sealed.loads(cookie_of(client))


def test_signing_out_ends_the_session_itself_not_only_the_cookie(client, sign_in):
    sign_in("lead", client=client)
    stolen = cookie_of(client)
    client.post("/akagi/sign-out")
    client.set_cookie("portal_session", stolen, path="/akagi/")
    assert client.get("/akagi/account").status_code == 302


def test_signing_in_as_another_person_ends_the_first_ones_session(client, sign_in):
    sign_in("lead", client=client)
    before = cookie_of(client)
    sign_in("board", client=client)
    client.set_cookie("portal_session", before, path="/akagi/")
    assert client.get("/akagi/account").status_code == 302


def test_a_cookie_of_one_tenant_is_worth_nothing_in_another(client, sign_in):
    sign_in("lead", client=client)
    client.set_cookie("portal_session", cookie_of(client), path="/minato/")
    assert "/minato/sign-in" in client.get("/minato/account").location


def test_an_invitation_leads_from_the_mail_into_the_portal(client, sign_in, run_jobs, mailbox):
    admin = sign_in("tenant_admin")
    admin.post(
        "/akagi/users/new",
        data={
            "email": "new@akagi.example",
            "family_name": "新",
            "given_name": "人",
            "roles": ["supporter"],
            "school": "",
        },
    )
    run_jobs()
    token = token_in(mailbox.text("new@akagi.example"))
    page = client.get(f"/akagi/take-up/{token}")
    assert "新 人 さん" in page.text and page.headers["Cache-Control"] == "no-store"
    weak = client.post(f"/akagi/take-up/{token}", data={"new": "short"})
    assert weak.status_code == 422 and "12文字以上" in weak.text
    assert client.post(f"/akagi/take-up/{token}", data={"new": NEW_PASSWORD}).location == "/akagi/"
    assert client.get("/akagi/account").status_code == 200
    assert client.get(f"/akagi/take-up/{token}").status_code == 404
    assert client.get(f"/minato/take-up/{token}").status_code == 404


def test_a_forgotten_password_is_replaced_by_way_of_a_mail(client, run_jobs, mailbox):
    for email in (LEAD, "nobody@akagi.example"):
        page = client.post("/akagi/forgotten", data={"email": email})
        assert page.status_code == 200 and "登録されていれば" in page.text
    run_jobs()
    run_jobs()
    assert mailbox.to("nobody@akagi.example") == []
    token = token_in(mailbox.text(LEAD))
    assert client.post(f"/akagi/reset/{token}", data={"new": NEW_PASSWORD}).status_code == 302
    assert client.get("/akagi/account").status_code == 200
    assert enter(client).status_code == 422
    assert enter(client, password=NEW_PASSWORD).status_code == 302


def test_asking_for_resets_all_day_is_stopped(client):
    answers = [client.post("/akagi/forgotten", data={"email": f"g{n}@akagi.example"}).status_code for n in range(23)]
    assert answers[0] == 200 and answers[-1] == 429


def test_whoever_must_have_a_second_factor_sets_it_up_and_can_do_nothing_before(client, within, akagi):
    with within(akagi):
        rules.change_rules(second_factor_roles=[Role.LEAD], session_hours=12, actor=ACTOR)
    assert enter(client).location == "/akagi/second-factor"
    for path in ("/akagi/", "/akagi/account", "/akagi/account/password", "/akagi/account/second-factor"):
        assert client.get(path).location == "/akagi/second-factor", path
    assert client.get("/akagi/second-factor").location == "/akagi/second-factor/set-up"
    before = cookie_of(client)
    _secret, codes = set_up(client)
    assert len(codes) == 10
    assert cookie_of(client) != before
    assert client.get("/akagi/account").status_code == 200
    client.set_cookie("portal_session", before, path="/akagi/")
    assert client.get("/akagi/account").status_code == 302, "the cookie from before the second factor is worth nothing"


def test_the_code_is_asked_for_after_the_password(client, sign_in):
    sign_in("lead", client=client)
    secret, codes = set_up(client)
    client.post("/akagi/sign-out")
    with later(seconds=60):
        assert (
            enter(client, next="/akagi/account/sessions").location
            == "/akagi/second-factor?next=/akagi/account/sessions"
        )
        wrong = client.post("/akagi/second-factor", data={"code": "000000"})
        assert wrong.status_code == 422 and "確認コードが正しくありません" in wrong.text
        right = client.post(
            "/akagi/second-factor", data={"code": code_of(secret, clock.now()), "next": "/akagi/account/sessions"}
        )
        assert right.location == "/akagi/account/sessions"
        client.post("/akagi/sign-out")
        enter(client)
        assert client.post("/akagi/second-factor", data={"code": codes[3]}).status_code == 302


def test_recovery_codes_are_shown_once_and_saved_as_a_file(client, sign_in):
    sign_in("lead", client=client)
    _secret, codes = set_up(client)
    file = client.post("/akagi/account/second-factor/recovery-codes/file", data={"codes": codes})
    assert file.mimetype == "text/plain" and "attachment" in file.headers["Content-Disposition"]
    assert all(code in file.text for code in codes)
    assert codes[0] not in client.get("/akagi/account/second-factor").text
    other = client.post("/akagi/account/second-factor/recovery-codes/file", data={"codes": ["aaaaa-bbbbb"]})
    assert other.status_code == 404


def test_a_new_set_of_codes_and_giving_the_factor_up_need_a_code(client, sign_in):
    sign_in("lead", client=client)
    secret, _codes = set_up(client)
    base = "/akagi/account/second-factor"
    assert client.post(f"{base}/recovery-codes", data={"code": ""}).status_code == 422
    assert client.post(f"{base}/removal", data={"code": "000000"}).status_code == 422
    with later(seconds=60):
        assert "<code>" in client.post(f"{base}/recovery-codes", data={"code": code_of(secret, clock.now())}).text
    with later(seconds=120):
        assert client.post(f"{base}/removal", data={"code": code_of(secret, clock.now())}).status_code == 302
    assert "設定していません" in client.get(base).text


def test_own_sessions_are_listed_and_ended_one_by_one_or_all(app, client, sign_in):
    here, there, elsewhere = (sign_in("lead", client=app.test_client()) for _ in range(3))
    page = here.get("/akagi/account/sessions").text
    assert "3か所" in page and "この端末" in page
    ids = re.findall(r"/akagi/account/sessions/(\d+)/end", page)
    assert len(ids) == 2, "one's own browser is not offered"
    here.post(f"/akagi/account/sessions/{ids[0]}/end")
    assert [other.get("/akagi/account").status_code for other in (there, elsewhere)].count(302) == 1
    here.post("/akagi/account/sessions/end-others")
    assert {other.get("/akagi/account").status_code for other in (there, elsewhere)} == {302}
    assert here.get("/akagi/account").status_code == 200
    board = sign_in("board", client=client)
    mine = re.findall(r"/akagi/account/sessions/(\d+)/end", board.get("/akagi/account/sessions").text)
    assert mine == []
    assert board.post(f"/akagi/account/sessions/{ids[1]}/end").status_code == 404


def test_a_new_password_is_taken_and_other_browsers_are_signed_out(app, sign_in):
    here, there = sign_in("lead", client=app.test_client()), sign_in("lead", client=app.test_client())
    wrong = here.post("/akagi/account/password", data={"current": "wrong", "new": NEW_PASSWORD})
    assert wrong.status_code == 422 and "いまのパスワードが正しくありません。" in wrong.text
    weak = here.post("/akagi/account/password", data={"current": PASSWORD, "new": "password1234"})
    assert weak.status_code == 422
    assert here.post("/akagi/account/password", data={"current": PASSWORD, "new": NEW_PASSWORD}).status_code == 302
    assert here.get("/akagi/account").status_code == 200
    assert there.get("/akagi/account").status_code == 302


def test_pages_of_signed_in_people_and_of_links_are_not_kept(client, sign_in):
    for path in ("/akagi/sign-in", "/akagi/forgotten", "/akagi/take-up/x"):
        assert client.get(path).headers["Cache-Control"] == "no-store"
    sign_in("lead", client=client)
    assert client.get("/akagi/account").headers["Cache-Control"] == "no-store"


def test_a_name_is_written_as_text_whatever_it_holds(client, within, akagi):
    with within(akagi):
        make_user(family_name="<b>髙橋</b>", given_name="'\"&")
    enter(client, "hanako@akagi.example")
    page = client.get("/akagi/account").text
    assert "<b>髙橋</b>" not in page and "&lt;b&gt;髙橋" in page


def test_every_own_page_stays_within_eight_statements(sign_in, queries):
    client = sign_in("lead")
    for path in (
        "/account",
        "/account/sessions",
        "/account/second-factor",
        "/account/password",
        "/second-factor/set-up",
    ):
        with queries() as counted:
            assert client.get(f"/akagi{path}").status_code == 200
        assert counted.count <= 8, path
