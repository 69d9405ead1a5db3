"""Commands that set a tenant up: the tenant, its accounts, its terms."""

import sys
from pathlib import Path

import click

from portal.accounts.operations import create_user
from portal.cli.context import ACTOR, answer, application, json_option, tenant_option, work_for
from portal.kernel import audit, clock, tenancy
from portal.kernel.access import Role
from portal.kernel.dates import parse_date
from portal.kernel.db import db, make_engine
from portal.kernel.tenants import (
    TenantExists,
    TenantKind,
    checked_slug,
    create_tenant,
    set_up,
)
from portal.schools.operations import StaffData, add_staff, link_contact, set_terms
from portal.schools.queries.schools import school_by_code
from portal.schools.queries.terms import ranges_of


def _six_digits(_context: click.Context, _option: click.Parameter, typed: str | None) -> str | None:
    """Scripts may set up a tenant before its code is known for sure: only the form is checked."""
    if typed is not None and not (len(typed) == 6 and typed.isascii() and typed.isdigit()):
        raise click.BadParameter("全国地方公共団体コードは6桁の数字で入力してください。")
    return typed


@click.group()
def tenant() -> None:
    """Municipalities and associations."""


@tenant.command("create")
@click.argument("slug")
@click.option("--name", required=True)
@click.option("--kind", type=click.Choice([kind.value for kind in TenantKind]), default="municipality")
@click.option("--code", metavar="6DIGITS", callback=_six_digits, help="全国地方公共団体コード")
@json_option
@click.pass_obj
def tenant_create(data_dir: Path, slug: str, name: str, kind: str, code: str | None, as_json: bool) -> None:
    """Registers a tenant and fills in its defaults."""
    try:
        slug = checked_slug(slug)
    except ValueError as problem:
        raise click.ClickException(str(problem)) from problem
    with application(data_dir) as app:
        owner = make_engine(app.config["PORTAL"].database_url("owner"))
        try:
            card = create_tenant(owner, slug, name, TenantKind(kind), code)
        except (TenantExists, ValueError) as problem:
            raise click.ClickException(str(problem)) from problem
        with tenancy.tenant(card.id):
            set_up(card)
            audit.record("tenant.created", "tenant", actor=ACTOR, label=card.name)
            db.session.commit()
    answer({"id": card.id, "slug": card.slug, "name": card.name}, as_json=as_json, text=f"{card.name}を登録しました。")


@click.group()
def user() -> None:
    """Accounts."""


@user.command("create")
@tenant_option
@click.option("--email", required=True)
@click.option("--name", required=True, help="姓 名")
@click.option("--kana", default="", help="セイ メイ")
@click.option("--role", "roles", multiple=True, required=True, type=click.Choice([role.value for role in Role]))
@click.option("--school", "school_code", help="学校コード, for the role school")
@click.option("--password-stdin", is_flag=True, help="Read the password; without it an invitation is mailed.")
@json_option
@click.pass_obj
def user_create(data_dir, slug, email, name, kana, roles, school_code, password_stdin, as_json) -> None:
    """Creates an account, with a password or an invitation by mail."""
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    with work_for(data_dir, slug):
        school = school_by_code(school_code) if school_code else None
        if school_code and school is None:
            raise click.ClickException(f"学校コード「{school_code}」の学校はありません。")
        family_name, given_name = _two_parts(name)
        family_kana, given_kana = _two_parts(kana)
        created = create_user(
            email=email,
            family_name=family_name,
            given_name=given_name,
            family_kana=family_kana,
            given_kana=given_kana,
            wanted_roles=[Role(role) for role in roles],
            actor=ACTOR,
            password=password,
            invite=password is None,
        )
        if school:
            link_contact(school, created, "", actor=ACTOR)
        if created.role_set & {Role.SUPPORTER, Role.LEAD}:
            first_day, _ = clock.fiscal_year_range(clock.fiscal_year_of(clock.today()))
            add_staff(created, StaffData(starts_on=first_day), actor=ACTOR)
        result = {"id": created.id, "email": created.email, "invited": password is None}
    answer(result, as_json=as_json, text=f"{name}さんのアカウントを作りました。")


@click.group()
def term() -> None:
    """School terms."""


@term.command("set")
@tenant_option
@click.option("--fiscal-year", type=int, required=True)
@click.option("--starts", required=True, help="First days, e.g. 2022-04-01,2022-09-01,2023-01-01")
@json_option
@click.pass_obj
def term_set(data_dir: Path, slug: str, fiscal_year: int, starts: str, as_json: bool) -> None:
    """Sets the terms of a fiscal year."""
    with work_for(data_dir, slug):
        set_terms(fiscal_year, [parse_date(part) for part in starts.split(",")], actor=ACTOR)
        result = [{"name": one.name, "starts_on": one.starts_on.isoformat()} for one in ranges_of(fiscal_year)]
    text = "、".join(f"{one['name']} {one['starts_on']}から" for one in result)
    answer({"fiscal_year": fiscal_year, "terms": result}, as_json=as_json, text=text)


def _two_parts(name: str) -> tuple[str, str]:
    """Splits 姓 名 at the first space, half or full width; one word is the family name."""
    family, _, given = name.replace("\u3000", " ").strip().partition(" ")
    return family, given.strip()
