"""What holds for every route there is: declared access, and silence about other tenants' records."""

import re

import pytest
from flask import Flask

from blueprints.guards import Access
from portal.kernel.access import Role
from portal.kernel.db import make_engine
from tests import rows

THEIRS, NOBODYS = 700_002, 700_099
ROLES = ("lead", "supporter", "school", "board", "tenant_admin")
PUBLIC_WITHOUT_TENANT = {"static", "health.process", "health.ready"}


pytestmark = [pytest.mark.one_database, pytest.mark.xdist_group("routes")]


@pytest.fixture
def theirs(app, settings, minato):
    """Every table holds a row of another tenant."""
    engine = make_engine(settings.database_url("admin"))
    rows.fill_all(engine, {minato.id: THEIRS})
    engine.dispose()


def _rules(app: Flask):
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def _address(rule, row_id: int, tenant: str = "akagi") -> str | None:
    """The rule's address with every number set to `row_id`; None when it takes something other than numbers."""
    address = rule.rule.replace("<tenant>", tenant)
    address = re.sub(r"<int:\w+>", str(row_id), address)
    return None if "<" in address else address


def test_every_route_says_who_may_use_it(app):
    silent = [rule.endpoint for rule in _rules(app) if not isinstance(_view(app, rule), Access)]
    assert silent == []


def _view(app: Flask, rule):
    return getattr(app.view_functions[rule.endpoint], "access", None)


def test_every_page_of_a_tenant_has_the_tenant_in_its_address(app):
    outside = {rule.endpoint for rule in _rules(app) if not rule.rule.startswith("/<tenant>")}
    assert all(_view_access.public for _view_access in (app.view_functions[name].access for name in outside))


@pytest.mark.parametrize("role", ROLES)
def test_another_tenants_record_is_answered_like_one_that_does_not_exist(role, app, sign_in, theirs):
    client = sign_in(role)
    looked_at = 0
    for rule in _rules(app):
        if "<int:" not in rule.rule:
            continue
        theirs, nobodys = _address(rule, THEIRS), _address(rule, NOBODYS)
        if theirs is None:
            continue
        for method in sorted(rule.methods & {"GET", "POST"}):
            looked_at += 1
            answer = client.open(theirs, method=method)
            unknown = client.open(nobodys, method=method)
            assert answer.status_code == unknown.status_code, (method, rule.rule)
            assert answer.status_code in {403, 404}, (method, rule.rule, answer.status_code)
            if answer.status_code == 404:
                assert answer.get_data() == unknown.get_data(), (method, rule.rule)
    assert looked_at > 20


@pytest.mark.parametrize("role", ROLES)
def test_ids_of_another_tenant_in_query_and_form_bring_nothing_of_it(role, app, sign_in, theirs):
    client = sign_in(role)
    names = {
        "id",
        "ids",
        "school",
        "school_id",
        "assignee",
        "assignee_id",
        "contact_id",
        "file",
        "view",
        "term",
        "user",
    }
    for rule in _rules(app):
        address = _address(rule, 1) if "<int:" not in rule.rule else None
        if address is None or "GET" not in rule.methods:
            continue
        answer = client.get(address, query_string=dict.fromkeys(names, str(THEIRS)))
        assert answer.status_code < 500, rule.rule
        assert f"row {THEIRS}".encode() not in answer.get_data(), rule.rule


def test_a_session_of_one_tenant_is_a_stranger_in_another(app, sign_in):
    client = sign_in("lead")
    for rule in _rules(app):
        address = _address(rule, 1, tenant="minato")
        if address is None or not rule.rule.startswith("/<tenant>") or "GET" not in rule.methods:
            continue
        if app.view_functions[rule.endpoint].access.public:
            continue
        answer = client.get(address)
        assert answer.status_code == 302 and "/minato/sign-in" in answer.headers["Location"], rule.rule


def test_nobody_changes_anything_without_the_forms_token(app, sign_in):
    client = sign_in("lead")
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        posts = [rule for rule in _rules(app) if "POST" in rule.methods and _address(rule, 1)]
        assert posts
        for rule in posts:
            answer = client.post(_address(rule, 1), data={})
            assert answer.status_code == 400, rule.rule
            assert "もう一度" in answer.get_data(as_text=True), rule.rule
    finally:
        app.config["WTF_CSRF_ENABLED"] = False


@pytest.mark.parametrize("role", [role.value for role in Role])
def test_every_page_answers_every_role_without_a_fault(role, app, sign_in):
    tenant = {"operator": "kan", "association": "kyokai"}.get(role, "akagi")
    client = sign_in(role, tenant)
    for rule in _rules(app):
        address = _address(rule, 1, tenant=tenant)
        if address is None or "GET" not in rule.methods or "sign-out" in address:
            continue
        answer = client.get(address)
        assert answer.status_code < 500 or rule.endpoint == "health.ready", (rule.rule, answer.status_code)
        if answer.status_code == 200 and answer.mimetype == "text/html" and rule.rule.startswith("/<tenant>"):
            assert "no-store" in answer.headers["Cache-Control"], rule.rule


@pytest.mark.parametrize(
    "query", ["page=-1", "page=0", "page=x", "page=99999999999999999999", "sort=drop", "sort=%00", "q=%00"]
)
def test_no_list_falls_over_a_wrong_address(query, app, sign_in):
    for role in ("lead", "tenant_admin"):
        client = sign_in(role)
        for rule in _rules(app):
            address = _address(rule, 1)
            if address is None or "GET" not in rule.methods or "sign-out" in address:
                continue
            assert client.get(f"{address}?{query}").status_code < 500, (rule.rule, query)


def test_headers_of_every_page_forbid_foreign_and_inline_code(client):
    headers = client.get("/akagi/sign-in").headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
