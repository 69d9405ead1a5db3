"""The register of tenants, their names in addresses, and the codes of municipalities."""

import pytest
import sqlalchemy as sa

from portal.kernel import tenancy
from portal.kernel.tenants import (
    TenantExists,
    TenantKind,
    all_tenants,
    checked_slug,
    create_tenant,
    municipality_code,
)


def test_a_tenant_is_found_by_its_slug(app, akagi):
    register = app.extensions["tenants"]
    assert register.find("akagi") == akagi
    assert register.find("nowhere") is None


@pytest.mark.parametrize("slug", ["", "A", "a\x00b", "../akagi", "akagi\n", "ａｋａｇｉ", "a" * 40, "' OR 1=1 --"])
def test_what_cannot_be_a_slug_is_not_even_looked_up(app, queries, slug):
    with queries() as counted:
        assert app.extensions["tenants"].find(slug) is None
    assert counted.count == 0


def test_an_address_with_an_impossible_tenant_is_not_found(client):
    for slug in ("%00", "..", "AKAGI", "x' OR 1=1"):
        assert client.get(f"/{slug}/sign-in").status_code == 404


def test_all_tenants_are_every_one_there_is(app, cards):
    assert {card.slug for card in all_tenants()} == set(cards) == {"akagi", "minato", "kyokai", "kan"}


def test_an_operator_registers_a_tenant(app, cards):
    with app.app_context(), tenancy.tenant(cards["kan"].id):
        engine = app.extensions["sqlalchemy"].engine
        card = create_tenant(engine, "sakura", "さくら市", TenantKind.MUNICIPALITY, "102041")
    assert app.extensions["tenants"].find("sakura") == card
    assert (card.code, card.demo) == ("102041", False)


def test_a_slug_is_taken_once(app, cards):
    with app.app_context(), tenancy.tenant(cards["kan"].id), pytest.raises(TenantExists, match="「akagi」はすでに"):
        create_tenant(app.extensions["sqlalchemy"].engine, "akagi", "べつの市", TenantKind.MUNICIPALITY, None)


def test_who_is_no_operator_registers_none(app, akagi):
    with app.app_context(), tenancy.tenant(akagi.id), pytest.raises(sa.exc.ProgrammingError, match="operators"):
        create_tenant(app.extensions["sqlalchemy"].engine, "sakura", "さくら市", TenantKind.MUNICIPALITY, None)


@pytest.mark.parametrize("slug", ["sakura", "sakura-shi", "s2"])
def test_a_good_slug_is_kept(slug):
    assert checked_slug(f" {slug} ") == slug


@pytest.mark.parametrize("slug", ["", "s", "2s", "Sakura", "sakura市", "sakura shi", "s/x", "-s", "static", "healthz"])
def test_a_bad_slug_is_refused(slug):
    with pytest.raises(ValueError, match="。"):
        checked_slug(slug)


# 前橋市, 札幌市, 横浜市, 群馬県, 大阪市, 那覇市
@pytest.mark.parametrize("code", ["102016", "011002", "141003", "100005", "271004", "472018", "１０２０１６"])
def test_a_code_with_the_right_check_digit_is_taken(code):
    assert municipality_code(code) in {"102016", "011002", "141003", "100005", "271004", "472018"}


@pytest.mark.parametrize("code", ["102017", "10201", "1020160", "", "abcdef", "10-2016"])
def test_a_code_with_a_wrong_check_digit_or_form_is_refused(code):
    with pytest.raises(ValueError, match="全国地方公共団体コード"):
        municipality_code(code)
