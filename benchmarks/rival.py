"""django-helpdesk beside the portal: the same rows on the same server, its own virtual environment, its own pages."""

import json
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from urllib.parse import urlencode

import psycopg
import sqlalchemy as sa

from benchmarks.client import Browser, Form, Unexpected
from benchmarks.databases import ROOT, Databases
from benchmarks.measuring import Step
from benchmarks.rows.base import PASSWORD
from benchmarks.rows.load import Size
from benchmarks.scenarios import World
from portal.kernel.config import Settings

PROGRAMS = ROOT / ".venv-bench" / "bin"
LOGIN = "helpdesk"
PER_PAGE = 50
ENDPOINT = re.compile(r'"url":\s*"([^"]+datatables_ticket_list[^"]+)"')

# Our rows in its columns: a school is a queue, 受付 … 回答待ち are Open, 解決 Resolved, 終了 Closed, 取消 Duplicate.
TICKETS = """
    SELECT id, subject, (SELECT count(*) FROM school s WHERE s.tenant_id = t.tenant_id AND s.id <= t.school_id),
        created_at, updated_at, 'contact' || school_id || '@akagi.example',
        (SELECT nullif(count(*), 0) FROM staff f WHERE f.tenant_id = t.tenant_id AND f.user_id <= t.assignee_id),
        CASE status WHEN 'resolved' THEN 3 WHEN 'closed' THEN 4 WHEN 'cancelled' THEN 5 ELSE 1 END,
        false, body, work_done, CASE priority WHEN 'high' THEN 2 ELSE 3 END, due_on::timestamptz, md5(id::text)
    FROM ticket t WHERE tenant_id = {tenant}
"""
TICKET_COLUMNS = (
    "id, title, queue_id, created, modified, submitter_email, assigned_to_id, status, on_hold, description, resolution,"
    " priority, due_date, secret_key"
)
COMMENTS = """
    SELECT id, ticket_id, created_at, 'Comment', body, NOT internal,
        (SELECT nullif(count(*), 0) FROM staff f WHERE f.tenant_id = c.tenant_id AND f.user_id <= c.author_id)
    FROM ticket_comment c WHERE tenant_id = {tenant}
"""
COMMENT_COLUMNS = "id, ticket_id, date, title, comment, public, user_id"


@dataclass(frozen=True)
class Installation:
    """One installation in one database."""

    databases: Databases
    name: str

    @property
    def environment(self) -> dict[str, str]:
        url = sa.make_url(self.databases.named(self.name).database)
        database = {"NAME": self.name, "HOST": url.query["host"], "USER": LOGIN, "PASSWORD": LOGIN}
        return {"HELPDESK_DATABASE": json.dumps(database), "PATH": str(PROGRAMS)}

    def command(self, settings: Settings) -> list[str]:
        """gunicorn with the portal's numbers of processes and threads."""
        options = (
            f"--bind {{bind}} --workers {settings.web_workers} --threads {settings.web_threads} --worker-class gthread "
            "--preload --keep-alive 15 --log-level warning --no-control-socket"
        )
        return [str(PROGRAMS / "gunicorn"), *options.split(), "benchmarks.helpdesk_site.wsgi"]


def is_installed() -> bool:
    return (PROGRAMS / "gunicorn").exists()


def fill(databases: Databases, kept: str, name: str, size: Size) -> None:
    """Makes the tables by django-helpdesk's own migrations, then copies the tickets and comments of `kept` over."""
    databases.run_in(
        name,
        f"DO $$ BEGIN CREATE ROLE {LOGIN} LOGIN PASSWORD '{LOGIN}'; EXCEPTION WHEN duplicate_object THEN NULL; END $$",
        f'ALTER DATABASE "{name}" OWNER TO {LOGIN}',
        f"ALTER SCHEMA public OWNER TO {LOGIN}",
    )
    subprocess.run(
        [PROGRAMS / "python", "-m", "benchmarks.helpdesk_site.prepare", str(size.schools), str(size.staff)],
        cwd=ROOT, env=Installation(databases, name).environment, check=True,
    )  # fmt: skip
    tenant = databases.run_in(kept, "SELECT id FROM tenant WHERE slug = 'akagi'").scalar_one()
    with _connected(databases, kept) as source, _connected(databases, name) as target:
        target.execute("SET session_replication_role = replica")
        _pour(source, TICKETS.format(tenant=tenant), target, "helpdesk_ticket", TICKET_COLUMNS)
        _pour(source, COMMENTS.format(tenant=tenant), target, "helpdesk_followup", COMMENT_COLUMNS)


@contextmanager
def _connected(databases: Databases, name: str) -> Iterator[psycopg.Connection]:
    url = sa.make_url(databases.named(name).database).set(drivername="postgresql")
    with psycopg.connect(url.render_as_string(hide_password=False)) as connection:
        yield connection


def _pour(source: psycopg.Connection, query: str, target: psycopg.Connection, table: str, columns: str) -> None:
    with (
        source.cursor().copy(f"COPY ({query}) TO STDOUT") as read,
        target.cursor().copy(f"COPY {table} ({columns}) FROM STDIN") as write,
    ):
        for block in read:
            write.write(block)
    target.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")


def signed_in(port: int) -> Browser:
    browser = Browser(port)
    browser.send(browser.form("/login/", "password"), username="staff0", password=PASSWORD)
    return browser


def pages(world: World, size: Size) -> dict[str, Step]:
    """The portal's scenarios as far as django-helpdesk has them."""
    return {
        "list": _list(lambda _: []),
        "filtered list": _list(lambda number: _filters(number, size)),
        "sorted list": _list(lambda number: [("sort", "created"), ("sortreverse", "1"), *_every_state()]),
        "text search": _list(lambda number: [("q", "プリンター"), *_every_state()]),
        "detail": lambda browser, number: (
            browser.get(f"/tickets/{world.tickets[number % len(world.tickets)]}/").seconds
        ),
        "create": _create(size),
    }


def _every_state() -> list[tuple[str, object]]:
    return [("status", state) for state in range(1, 6)]


def _filters(number: int, size: Size) -> list[tuple[str, object]]:
    return [
        ("queue", 1 + number % size.schools),
        ("assigned_to", 1 + number % size.staff),
        ("status", 4),
        ("priority", 3),
    ]


def _list(arguments) -> Step:
    """The page, and the rows that its script asks for at once."""

    def step(browser: Browser, number: int) -> float:
        page = browser.get("/tickets/?" + urlencode(arguments(number)))
        endpoint = ENDPOINT.search(page.text)
        if endpoint is None:
            raise Unexpected(f"no address of rows:\n{page.text[:2000]}")
        rows = browser.get(f"{endpoint[1]}?draw=1&start=0&length={PER_PAGE}")
        if not json.loads(rows.body)["data"]:
            raise Unexpected("no rows")
        return page.seconds + rows.seconds

    return step


def _create(size: Size) -> Step:
    forms: dict[Browser, Form] = {}
    numbers = count(1)

    def step(browser: Browser, number: int) -> float:
        if browser not in forms:
            forms[browser] = browser.form("/tickets/submit/", "title")
        values = {
            "queue": str(1 + number % size.schools),
            "title": f"測定の依頼 {next(numbers)}",
            "body": "端末が起動しません。授業で使うため、来校をお願いします。",
            "priority": "3",
            "submitter_email": "contact@akagi.example",
        }
        with browser.keeping_cookies():
            return browser.send(forms[browser], **values).seconds

    return step
