"""The `portal` command: what the browser does, for scripts. One of the three modules that know every area."""

import json
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import click
from flask import Flask

from portal import embedded
from portal.kernel import audit, config, import_runs, schema, tenancy
from portal.kernel.access import Role, system_actor
from portal.kernel.db import db, make_engine
from portal.kernel.tenants import SLUG_PATTERN, TenantCard, TenantExists, TenantKind, create_tenant, set_up

ACTOR = system_actor("コマンド")
EXIT_REFUSED = 1


@click.group()
@click.option(
    "--data-dir", type=click.Path(path_type=Path), help="Folder of files and embedded servers [PORTAL_DATA_DIR]."
)
@click.pass_context
def main(context: click.Context, data_dir: Path | None) -> None:
    """Runs and scripts the portal. Embedded servers are started when they are needed and not running."""
    context.obj = data_dir or Path(os.environ.get("PORTAL_DATA_DIR") or "data")


@contextmanager
def environment(data_dir: Path) -> Iterator[config.Settings]:
    """Settings with servers behind them; the embedded database is brought to the newest migration."""
    try:
        with embedded.environment(os.environ, data_dir.absolute()) as environ:
            settings = config.load(environ)
            if not os.environ.get("PORTAL_DATABASE_URL") and not schema.is_current(settings):
                schema.upgrade(settings)
            yield settings
    except config.ConfigError as problem:
        raise click.ClickException(str(problem)) from problem


@contextmanager
def application(data_dir: Path) -> Iterator[Flask]:
    from portal.app import create_app

    with environment(data_dir) as settings:
        app = create_app(settings, login="worker")
        with app.app_context():
            yield app


@contextmanager
def work_for(data_dir: Path, slug: str) -> Iterator[TenantCard]:
    """One transaction of one tenant: committed when the block ends, undone when it raises."""
    with application(data_dir) as app:
        card = app.extensions["tenants"].find(slug)
        if card is None:
            raise click.ClickException(f"「{slug}」という自治体・団体はありません。")
        with tenancy.tenant(card.id):
            try:
                yield card
            except (ValueError, PermissionError) as problem:
                db.session.rollback()
                raise click.ClickException(str(problem)) from problem
            db.session.commit()


def answer(value: Any, *, as_json: bool, text: str) -> None:
    click.echo(json.dumps(value, ensure_ascii=False) if as_json else text)


def tenant_option(command):
    return click.option("--tenant", "slug", required=True, metavar="SLUG", help="自治体・団体の識別名")(command)


def json_option(command):
    return click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")(command)


@main.group()
def tenant() -> None:
    """Municipalities and associations."""


@tenant.command("create")
@click.argument("slug")
@click.option("--name", required=True)
@click.option("--kind", type=click.Choice([kind.value for kind in TenantKind]), default="municipality")
@click.option("--code", help="全国地方公共団体コード (6 digits)")
@json_option
@click.pass_obj
def tenant_create(data_dir: Path, slug: str, name: str, kind: str, code: str | None, as_json: bool) -> None:
    """Registers a tenant and fills in its defaults."""
    if not re.match(SLUG_PATTERN, slug):
        raise click.ClickException("識別名は英小文字で始まる2〜31文字の英小文字・数字・ハイフンにしてください。")
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


@main.group()
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
    from portal.accounts.operations import create_user
    from portal.schools.operations import StaffData, add_staff, link_contact
    from portal.schools.queries.schools import school_by_code

    password = sys.stdin.readline().rstrip("\n") if password_stdin else None
    with work_for(data_dir, slug):
        family_name, given_name = _two_parts(name)
        family_kana, given_kana = _two_parts(kana)
        created = create_user(
            email=email,
            family_name=family_name,
            given_name=given_name,
            family_kana=family_kana,
            given_kana=given_kana,
            roles=[Role(role) for role in roles],
            actor=ACTOR,
            password=password,
            invite=password is None,
        )
        if school_code:
            school = school_by_code(school_code)
            if school is None:
                raise click.ClickException(f"学校コード「{school_code}」の学校はありません。")
            link_contact(school, created, "", actor=ACTOR)
        if created.role_set & {Role.SUPPORTER, Role.LEAD}:
            add_staff(created, StaffData(starts_on=_first_of_fiscal_year()), actor=ACTOR)
        result = {"id": created.id, "email": created.email, "invited": password is None}
    answer(result, as_json=as_json, text=f"{name}さんのアカウントを作りました。")


@main.group()
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
    from portal.kernel.dates import parse_date
    from portal.schools.operations import set_terms
    from portal.schools.queries import terms

    with work_for(data_dir, slug):
        set_terms(fiscal_year, [parse_date(part) for part in starts.split(",")], actor=ACTOR)
        ranges = terms.ranges_of(fiscal_year)
        result = [{"name": one.name, "starts_on": one.starts_on.isoformat()} for one in ranges]
    text = "、".join(f"{one['name']} {one['starts_on']}から" for one in result)
    answer({"fiscal_year": fiscal_year, "terms": result}, as_json=as_json, text=text)


@main.command("import")
@click.argument("kind")
@tenant_option
@click.option("--good-rows", is_flag=True, help="Take the good rows even when others are rejected.")
@click.option("--json", "_as_json", is_flag=True, help="The answer is JSON in any case.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def import_(data_dir: Path, kind: str, slug: str, good_rows: bool, _as_json: bool, file: Path) -> None:
    """Takes in a file: schools, tickets, users and so on. All rows or, with --good-rows, the good ones."""
    report_dir = Path(mkdtemp(prefix="portal-import-"))
    with work_for(data_dir, slug):
        if kind not in import_runs.KINDS:
            raise click.ClickException(f"取り込めるのは {'、'.join(sorted(import_runs.KINDS))} です。")
        result = import_runs.take_in(
            import_runs.KINDS[kind], file, actor=ACTOR, report_dir=report_dir, take_good_rows=good_rows
        )
    if not result.rejected_path:
        report_dir.rmdir()
    click.echo(json.dumps(result.as_dict(), ensure_ascii=False))
    for message in result.messages:
        click.echo(message, err=True)
    for number, reason in result.examples:
        click.echo(f"{number}行目: {reason}", err=True)
    if result.undone:
        sys.exit(EXIT_REFUSED)


@main.group()
def report() -> None:
    """Figures and papers."""


@report.command("terms")
@tenant_option
@click.option("--fiscal-year", type=int, required=True)
@click.option("--pdf", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--xlsx", type=click.Path(dir_okay=False, path_type=Path))
@json_option
@click.pass_obj
def report_terms(data_dir, slug, fiscal_year, pdf, xlsx, as_json) -> None:
    """Cases by term and kind."""
    from portal.reports import terms

    with work_for(data_dir, slug) as card:
        table = terms.table(fiscal_year)
        if pdf:
            pdf.write_bytes(terms.paper_pdf(terms.issue_paper(card, fiscal_year, actor=ACTOR)))
        if xlsx:
            xlsx.write_bytes(terms.workbook(card, fiscal_year).file.read())
    answer(table.as_dict(), as_json=as_json, text=table.as_text())


@main.group("audit")
def audit_group() -> None:
    """The record of who did what."""


@audit_group.command("verify")
@tenant_option
@json_option
@click.pass_obj
def audit_verify(data_dir: Path, slug: str, as_json: bool) -> None:
    """Checks the hash chain; exit code 1 and the first broken row when it does not hold."""
    with work_for(data_dir, slug):
        broken = audit.first_break()
        rows = audit.count()
    text = f"{rows}件の記録はつながっています。" if broken is None else f"{broken}番目の記録が書き換えられています。"
    answer({"ok": broken is None, "rows": rows, "first_broken": broken}, as_json=as_json, text=text)
    if broken is not None:
        sys.exit(EXIT_REFUSED)


@main.group()
def demo() -> None:
    """The demo's municipalities."""


@demo.command("accounts")
@json_option
@click.pass_obj
def demo_accounts(data_dir: Path, as_json: bool) -> None:
    """Accounts of the demo, one per role and tenant."""
    from portal import demo as demo_data

    with application(data_dir) as app:
        accounts = demo_data.accounts(app)
    text = "\n".join(f"{one['role']:<13} {one['email']:<36} {one['password']}  {one['url']}" for one in accounts)
    answer(accounts, as_json=as_json, text=text)


@main.group("db")
def database() -> None:
    """The database."""


@database.command("upgrade")
@click.pass_obj
def db_upgrade(data_dir: Path) -> None:
    """Makes the logins and runs the migrations; on a real server with the administrator's address."""
    with environment(data_dir) as settings:
        schema.upgrade(settings)
    click.echo("データベースは最新です。")


@main.command()
@click.option("--port", type=int, default=8000, show_default=True)
@click.option("--data-dir", "own_data_dir", type=click.Path(path_type=Path))
@click.option("--no-demo", is_flag=True, help="Do not fill an empty portal with the demo.")
@click.pass_obj
def up(data_dir: Path, port: int, own_data_dir: Path | None, no_demo: bool) -> None:
    """Starts the whole portal on this machine; Ctrl-C stops it."""
    from portal import up as starting

    starting.run((own_data_dir or data_dir).absolute(), port=port, demo_wanted=not no_demo)


@main.command()
def worker() -> None:
    """Does the work that outlasts requests; one of the Procfile's processes."""
    from portal.app import create_app
    from portal.kernel.worker import run_worker

    settings = config.load()
    run_worker(create_app(settings, login="worker"), settings)


@main.command()
def cron() -> None:
    """Rings for periodic work; one of the Procfile's processes."""
    from portal.app import create_app
    from portal.schedule import run_cron

    settings = config.load()
    run_cron(create_app(settings, login="worker"), settings)


@main.command()
def mailcatcher() -> None:
    """Keeps the demo's mails in the data folder; one of the Procfile's processes."""
    from portal import mailcatcher as catching

    catching.run(config.load())


def _two_parts(name: str) -> tuple[str, str]:
    """Splits 姓 名 at the first space, half or full width; one word is the family name."""
    family, _, given = name.replace("\u3000", " ").strip().partition(" ")
    return family, given.strip()


def _first_of_fiscal_year() -> date:
    from portal.kernel import clock

    return clock.fiscal_year_range(clock.fiscal_year_of(clock.today()))[0]
