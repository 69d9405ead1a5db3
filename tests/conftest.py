"""Fixtures of the whole suite: real servers, a database per test cloned from a template, mails, jobs, sign-in."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from portal import embedded
from portal.accounts.models import User
from portal.app import create_app
from portal.kernel import config, jobs, tenancy
from portal.kernel.access import Actor, Role
from portal.kernel.db import db, make_engine
from portal.kernel.tenants import TenantCard
from portal.schools.queries import people
from tests import template
from tests.mailbox import Mailbox
from tests.statements import Statements

PASSWORD = template.PASSWORD


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[config.Settings]:
    """PostgreSQL and Redis of this run, shared by its processes, with the template database made once."""
    base = tmp_path_factory.getbasetemp()
    root = base if worker_id == "master" else base.parent
    with embedded.environment(os.environ, root / "servers", fsync=False) as environ:
        settings = config.load({**environ, "PORTAL_SECRET_KEY": "a key for tests " * 3})
        template.ensure(settings, root)
        yield settings


@pytest.fixture(scope="session")
def mail_server() -> Iterator[Mailbox]:
    with Mailbox().listening() as mailbox:
        yield mailbox


@pytest.fixture(scope="session")
def settings(
    servers: config.Settings, mail_server: Mailbox, worker_id: str, tmp_path_factory: pytest.TempPathFactory
) -> config.Settings:
    """Settings of this test process: its own database name and Redis number."""
    number = 1 + int(worker_id.removeprefix("gw")) if worker_id.startswith("gw") else 0
    separator = "&" if "?" in servers.redis_url else "?"
    return replace(
        servers,
        database=template.renamed(servers.database, f"portal_{worker_id}"),
        redis_url=f"{servers.redis_url}{separator}db={number}",
        data_dir=tmp_path_factory.mktemp("data"),
        smtp_url=mail_server.url,
        base_url="http://localhost",
        mail_from="portal@portal.example",
    )


@pytest.fixture(scope="session")
def applications(servers: config.Settings, settings: config.Settings) -> tuple[Flask, Flask]:
    """The application as the web and as the worker run it; made once, the database beneath is new in each test."""
    template.clone(servers, settings)
    worker, web = create_app(settings, login="worker"), create_app(settings)
    web.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    web.testing = False
    return web, worker


@pytest.fixture
def app(
    applications: tuple[Flask, Flask], servers: config.Settings, settings: config.Settings, request
) -> Iterator[Flask]:
    """The web application on a database with the template's rows and no others.

    Modules marked `one_database` leave it as they found it, or add what the rest may see: it is made new once for all.
    """
    shared = request.node.get_closest_marker("one_database") and request.module.__name__
    if not shared or shared != template.standing.get("module"):
        template.forget_connections(applications)
        template.reset(servers, settings)
        applications[0].extensions["redis"].flushdb()
    template.standing["module"] = shared
    yield applications[0]


@pytest.fixture
def cards(app: Flask) -> dict[str, TenantCard]:
    return {card.slug: card for card in app.extensions["tenants"].all()}


@pytest.fixture
def akagi(cards: dict[str, TenantCard]) -> TenantCard:
    return cards["akagi"]


@pytest.fixture
def minato(cards: dict[str, TenantCard]) -> TenantCard:
    return cards["minato"]


@pytest.fixture
def kyokai(cards: dict[str, TenantCard]) -> TenantCard:
    return cards["kyokai"]


@pytest.fixture
def within(app: Flask) -> Callable:
    """`with within(akagi):` works for a tenant as a request does; commits at the end, rolls back on an error."""

    @contextmanager
    def work(card: TenantCard) -> Iterator[None]:
        with app.app_context(), tenancy.tenant(card.id):
            yield
            db.session.commit()

    return work


@pytest.fixture
def actor(app: Flask, cards: dict[str, TenantCard]) -> Callable[..., Actor]:
    """`actor("lead")` is akagi's lead as an operation is told of one."""

    def make(role: str, tenant: str = "akagi") -> Actor:
        with app.app_context(), tenancy.tenant(cards[tenant].id):
            user = db.session.scalars(sa.select(User).where(User.email_key == f"{role}@{tenant}.example")).one()
            school_id = people.school_id_of(user.id) if Role.SCHOOL in user.role_set else None
            return Actor(user.id, user.name, user.role_set, school_id=school_id, address="127.0.0.1")

    return make


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def sign_in(app: Flask) -> Callable[..., FlaskClient]:
    """`sign_in("lead")` answers a client that went through the sign-in page."""

    def enter(role: str, tenant: str = "akagi", client: FlaskClient | None = None) -> FlaskClient:
        client = client or app.test_client()
        answer = client.post(f"/{tenant}/sign-in", data={"email": f"{role}@{tenant}.example", "password": PASSWORD})
        assert answer.status_code == 302, answer.get_data(as_text=True)
        return client

    return enter


@pytest.fixture
def run_jobs(applications: tuple[Flask, Flask], app: Flask) -> Callable[[], int]:
    """Does all work that is due, in this process, as the worker does it."""

    def run() -> int:
        with applications[1].app_context():
            return jobs.run_due()

    return run


@pytest.fixture
def mailbox(mail_server: Mailbox) -> Mailbox:
    """Mails that came over SMTP in this test."""
    mail_server.clear()
    return mail_server


@pytest.fixture
def queries() -> Callable:
    """`with queries() as counted: …; counted.count` — statements sent to PostgreSQL, SET LOCAL included."""
    return Statements.counted


@pytest.fixture
def owner(app: Flask, settings: config.Settings) -> Iterator[sa.Engine]:
    """The owner's engine, for looking behind the walls."""
    engine = make_engine(settings.database_url("owner"))
    yield engine
    engine.dispose()


@pytest.fixture
def login_engine(app: Flask, settings: config.Settings) -> Iterator[Callable[[str], sa.Engine]]:
    """Engines of the other logins: `login_engine("relay")`."""
    engines: list[sa.Engine] = []

    def make(login: str) -> sa.Engine:
        engines.append(make_engine(settings.database_url(login)))
        return engines[-1]

    yield make
    for engine in engines:
        engine.dispose()


@pytest.fixture
def golden() -> dict:
    return json.loads((Path(__file__).parent / "golden" / "golden.json").read_text())
