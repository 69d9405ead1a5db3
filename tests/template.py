"""The template database: three tenants and an operator, one account per role, two schools each."""

import fcntl
from dataclasses import replace
from datetime import date
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import User
from portal.accounts.operations import create_user
from portal.app import create_app
from portal.kernel import clock, config, schema, tenancy
from portal.kernel.access import Role, system_actor
from portal.kernel.db import db, make_engine
from portal.kernel.tenants import TenantCard, TenantKind, create_tenant, set_up
from portal.schools import operations
from portal.schools.models import SchoolType
from portal.schools.operations import SchoolData, StaffData

ACTOR = system_actor("準備")
PASSWORD = "Akagi-2026-demo"
NAME = "portal_template"
FIELD_ROLES = (Role.SUPPORTER, Role.LEAD, Role.SCHOOL, Role.BOARD, Role.TRAINEE, Role.OFFICE, Role.TENANT_ADMIN)
OFFICE_ROLES = (Role.OFFICE, Role.ASSOCIATION, Role.TRAINEE, Role.TENANT_ADMIN)
TENANTS = (
    ("akagi", "あかぎ市", TenantKind.MUNICIPALITY, FIELD_ROLES),
    ("minato", "みなと市", TenantKind.MUNICIPALITY, FIELD_ROLES),
    ("kyokai", "日本ICT支援員協会", TenantKind.ASSOCIATION, OFFICE_ROLES),
    ("kan", "運営", TenantKind.OPERATOR, (Role.OPERATOR,)),
)


# Neither has a test put a database of its own in the place, nor has it left a table's wall open.
INTACT = """
SELECT to_regprocedure('template.reset()') IS NOT NULL AND NOT EXISTS (
    SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
    AND relname <> 'alembic_version' AND NOT (relrowsecurity AND relforcerowsecurity))
"""

# Which module's tests share the rows that stand in the database now; who puts other rows there clears it.
standing: dict[str, str | None] = {}


def renamed(url: str, database: str) -> str:
    return sa.make_url(url).set(database=database).render_as_string(hide_password=False)


def ensure(settings: config.Settings, root: Path) -> None:
    """Makes the template once per run, whichever process comes first."""
    with (root / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (root / "template.done").exists():
            _make(settings, root)
            (root / "template.done").touch()


def clone(servers: config.Settings, settings: config.Settings) -> None:
    """Puts a fresh copy of the template in place of this process's database."""
    name = sa.make_url(settings.database).database
    _administer(servers, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}" TEMPLATE {NAME}')


def reset(servers: config.Settings, settings: config.Settings) -> None:
    """Brings every row back to the template's: many times quicker than a new copy of a thousand small files."""
    engine = make_engine(settings.database_url("admin"))
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        intact = bool(connection.exec_driver_sql(INTACT).scalar())
        if intact:
            connection.exec_driver_sql("SELECT template.reset()")
    engine.dispose()
    if not intact:
        clone(servers, settings)


def forget_connections(applications: tuple[Flask, Flask]) -> None:
    """Closes pooled connections before their database, or its rows, go away."""
    standing.clear()
    for app in applications:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        app.extensions["tenants"].forget()


def _administer(settings: config.Settings, *statements: str) -> None:
    engine = make_engine(settings.database_url("admin"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


def _make(servers: config.Settings, root: Path) -> None:
    _administer(servers, f"CREATE DATABASE {NAME}")
    settings = replace(servers, database=renamed(servers.database, NAME), data_dir=root)
    schema.upgrade(settings)
    app = create_app(settings, login="worker")
    owner = make_engine(settings.database_url("owner"))
    for slug, name, kind, roles in TENANTS:
        card = create_tenant(owner, slug, name, kind, None)
        with app.app_context(), tenancy.tenant(card.id):
            set_up(card)
            _people_and_schools(card, roles)
            db.session.commit()
    owner.dispose()
    with app.app_context():
        db.engine.dispose()
    app.extensions["tenants"].forget()
    _keep_rows(settings)
    _administer(servers, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{NAME}'")


def _keep_rows(settings: config.Settings) -> None:
    """Copies the rows into a schema beside, and writes the function that puts them back, numbers included."""
    engine = make_engine(settings.database_url("admin"))
    steps = []
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE SCHEMA template")
        for table in sa.inspect(connection).get_table_names(schema="public"):
            if table == "alembic_version":
                continue
            steps.append(f"DELETE FROM public.{table}; PERFORM setval('public.{table}_id_seq', 1, false);")
            last = connection.exec_driver_sql(f"SELECT max(id) FROM public.{table}").scalar()
            if last is not None:
                connection.exec_driver_sql(f"CREATE TABLE template.{table} AS TABLE public.{table}")
                steps.append(
                    f"INSERT INTO public.{table} OVERRIDING SYSTEM VALUE TABLE template.{table};"
                    f" PERFORM setval('public.{table}_id_seq', {last});"
                )
        connection.exec_driver_sql(
            "CREATE FUNCTION template.reset() RETURNS void LANGUAGE plpgsql SET session_replication_role = 'replica'"
            f" AS $$ BEGIN {' '.join(steps)} END $$"
        )
    engine.dispose()


def _people_and_schools(card: TenantCard, roles: tuple[Role, ...]) -> None:
    users = {role: _user(card, role) for role in roles}
    if card.kind is not TenantKind.MUNICIPALITY:
        return
    first, _second = (
        operations.create_school(
            SchoolData(f"00{number}", f"{card.name[:2]}第{number}小学校", SchoolType.ELEMENTARY), actor=ACTOR
        )
        for number in (1, 2)
    )
    operations.link_contact(first, users[Role.SCHOOL], "教頭", actor=ACTOR)
    for role in (Role.SUPPORTER, Role.LEAD):
        operations.add_staff(users[role], StaffData(starts_on=date(2022, 4, 1)), actor=ACTOR)
    for year in sorted({2022, 2026, clock.fiscal_year_of(clock.today())}):
        operations.set_terms(year, [date(year, 4, 1), date(year, 9, 1), date(year + 1, 1, 1)], actor=ACTOR)


def _user(card: TenantCard, role: Role) -> User:
    return create_user(
        email=f"{role.value}@{card.slug}.example",
        family_name=card.name[:2],
        given_name=role.label[:4],
        family_kana="テスト",
        given_kana="ジロウ",
        wanted_roles=[role],
        actor=ACTOR,
        password=PASSWORD,
        invite=False,
    )
