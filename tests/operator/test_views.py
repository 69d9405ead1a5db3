"""The operator's console: every tenant's counters, new tenants, and nothing of what tenants keep."""

import re
from datetime import timedelta

import pytest
import redis
import sqlalchemy as sa

from portal.accounts.models import User
from portal.accounts.queries.installation import counters
from portal.kernel import audit, clock, doorbell, tenancy
from portal.kernel.db import db
from portal.kernel.outbox import OutboxItem, OutboxStatus
from portal.kernel.tenants import TenantKind, create_tenant

SAKURA = {
    "name": "さくら市",
    "kind": "municipality",
    "code": "102016",
    "slug": "sakura",
    "family_name": "森",
    "given_name": "和也",
    "family_kana": "モリ",
    "given_kana": "カズヤ",
    "email": "mori@sakura.example",
}


@pytest.fixture
def operator(sign_in):
    return sign_in("operator", "kan")


def page(client, address: str = "/kan/tenants") -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


def register(client, **overrides):
    return client.post("/kan/tenants/new", data=SAKURA | overrides)


def cells(text: str, name: str) -> list[str]:
    row = next(row for row in re.findall(r"<tr>(.*?)</tr>", text, re.DOTALL) if name in row)
    return [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<td.*?>(.*?)</td>", row, re.DOTALL)]


def test_every_tenant_stands_there_with_its_counters(operator, within, akagi):
    with within(akagi):
        db.session.add(OutboxItem(kind="mail.send", actor_name="試験", status=OutboxStatus.DEAD))
    text = page(operator)
    assert cells(text, "あかぎ市")[:7] == ["akagi", "自治体", "7", "2", "0", "0", "1"]
    assert cells(text, "みなと市")[6] == "0"
    assert "4件" in text


def test_nothing_of_a_tenants_rows_shows(operator, actor):
    text = page(operator)
    for secret in (actor("lead").name, "第1小学校", "@akagi.example"):
        assert secret not in text


def test_the_operator_gets_into_no_other_tenant(operator, client):
    assert operator.get("/akagi/users").status_code == 302
    assert operator.get("/akagi/tenants").status_code == 302


def test_nobody_else_sees_the_console(sign_in):
    for role in ("tenant_admin", "lead"):
        client = sign_in(role)
        assert client.get("/akagi/tenants").status_code == 403
        assert client.post("/akagi/tenants/new", data=SAKURA).status_code == 403


def test_a_new_tenant_is_registered_filled_and_its_administrator_invited(
    operator, app, client, within, run_jobs, mailbox
):
    answer = register(operator)
    assert answer.status_code == 302
    card = app.extensions["tenants"].find("sakura")
    assert (card.name, card.kind, card.code) == ("さくら市", TenantKind.MUNICIPALITY, "102016")
    with within(card):
        user = db.session.scalars(sa.select(User)).one()
        assert (user.name, user.roles) == ("森 和也", ["tenant_admin"])
        first = audit.list_events(audit.AuditFilter(nouns=("tenant",)), limit=9, offset=0)
        assert [event.actor_name for event in first] == [f"運営 {operator_name(app)}"]
        assert audit.verify().ok
    run_jobs()
    link = re.search(r"http://localhost(/sakura/\S{43,})", mailbox.text("mori@sakura.example"))[1]
    assert client.get(link).status_code == 200
    assert cells(page(operator), "さくら市")[2] == "1"
    assert "さくら市" in page(operator, "/kan/audit?kind=tenant")


def operator_name(app) -> str:
    kan = app.extensions["tenants"].find("kan")
    with app.app_context(), tenancy.tenant(kan.id):
        return db.session.scalars(sa.select(User)).one().name


WRONG = {
    "a slug that is taken": ({"slug": "akagi"}, "「akagi」はすでに使われています"),
    "a slug with other signs": ({"slug": "さくら"}, "英小文字で始まる"),
    "a slug that is an address of ours": ({"slug": "static"}, "システムが使う"),
    "a wrong check digit": ({"code": "102017"}, "検査数字"),
    "a municipality without a code": ({"code": ""}, "自治体には、全国地方公共団体コードを"),
    "no name": ({"name": " "}, "名称を入力してください"),
    "an address that is none": ({"email": "mori"}, "メールアドレスの形ではありません"),
    "a kind that operators do not make": ({"kind": "operator"}, "種類"),
    "a reading that is none": ({"family_kana": "森"}, "カタカナで"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_said_and_what_was_typed_stays(operator, app, what):
    change, words = WRONG[what]
    answer = register(operator, **change)
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert words in text
    assert "和也" in text
    assert app.extensions["tenants"].find("sakura") is None


def test_full_width_signs_are_taken_in_the_code(operator, app):
    register(operator, code="１０２０１６")
    assert app.extensions["tenants"].find("sakura").code == "102016"


def test_an_association_needs_no_code(operator, app):
    register(operator, kind="association", code="", slug="kyokai2", name="べつの協会")
    assert app.extensions["tenants"].find("kyokai2").kind == TenantKind.ASSOCIATION


def test_the_form_sent_twice_makes_one_tenant_and_one_user(operator, app, within, run_jobs, mailbox):
    assert [register(operator).status_code for _ in range(2)] == [302, 302]
    card = app.extensions["tenants"].find("sakura")
    with within(card):
        assert db.session.scalar(sa.select(sa.func.count(User.id))) == 1
    run_jobs()
    assert len(mailbox.to("mori@sakura.example")) == 1


def test_a_registration_that_was_cut_off_is_gone_on_with(operator, app, cards, within, run_jobs, mailbox):
    with app.app_context(), tenancy.tenant(cards["kan"].id):
        card = create_tenant(db.engine, "sakura", "さくら市", TenantKind.MUNICIPALITY, "102016")
    text = page(operator)
    where = f"/kan/tenants/{card.id}/first-user"
    assert f'href="{where}"' in text
    assert "まだ利用者がいません" in page(operator, where)
    answer = operator.post(where, data={name: SAKURA[name] for name in SAKURA if "_" in name or name == "email"})
    assert answer.status_code == 302
    with within(card):
        assert db.session.scalar(sa.select(User.email)) == "mori@sakura.example"
    assert operator.get(where).status_code == 404
    run_jobs()
    assert mailbox.to("mori@sakura.example")


def test_the_same_form_goes_on_with_a_registration_that_was_cut_off(operator, app, cards, within):
    with app.app_context(), tenancy.tenant(cards["kan"].id):
        card = create_tenant(db.engine, "sakura", "さくら市", TenantKind.MUNICIPALITY, "102016")
    assert register(operator).status_code == 302
    with within(card):
        assert db.session.scalar(sa.select(sa.func.count(User.id))) == 1


def test_a_tenant_with_users_gets_none_from_the_operator(operator, akagi, within):
    where = f"/kan/tenants/{akagi.id}/first-user"
    assert operator.get(where).status_code == 404
    assert operator.post(where, data=SAKURA).status_code == 404
    register(operator, slug="akagi", name="あかぎ市", email="lead@akagi.example")
    with within(akagi):
        assert db.session.scalar(sa.select(sa.func.count(User.id))) == 7


def test_the_health_of_the_installation_shows(operator, app, within, akagi):
    assert "処理を行うワーカーが動いていません" in page(operator)
    app.extensions["redis"].sadd("rq:workers", "rq:worker:x")
    assert "処理を行うワーカーが動いていません" not in page(operator)
    before, app.extensions["redis"] = app.extensions["redis"], doorbell.connect("unix:///nowhere/redis.sock")
    try:
        assert "Redisが答えていません" in page(operator)
    finally:
        app.extensions["redis"] = before


def test_work_that_waits_too_long_is_pointed_out(operator, app, within, akagi):
    connection: redis.Redis = app.extensions["redis"]
    connection.sadd("rq:workers", "rq:worker:x")
    with within(akagi):
        db.session.add(OutboxItem(kind="mail.send", actor_name="試験", run_after=clock.now() - timedelta(minutes=7)))
    assert "いちばん古い処理が7分待っています" in page(operator)


def test_the_console_takes_few_statements(operator, queries):
    with queries() as counted:
        page(operator)
    assert counted.count <= 6


def test_counters_are_for_operators_alone(app, akagi):
    with app.app_context(), tenancy.tenant(akagi.id), pytest.raises(sa.exc.ProgrammingError, match="operators"):
        counters()
