"""What a lead of the support centre does in the portal, page by page, and what each page may cost."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from urllib.parse import urlencode
from uuid import uuid4

import sqlalchemy as sa

from benchmarks.client import Answer, Browser, Form, Unexpected
from benchmarks.measuring import Step
from benchmarks.rows.base import PASSWORD
from benchmarks.rows.load import SLUG
from portal.kernel import clock

ROWS = b"<tr"
SEARCHES = ("プリンター", "電子黒板 研修", "図書室の無線", "代替機", "アカウント 登録")


@dataclass(frozen=True)
class Scenario:
    """`aim` is a multiple of the floor's median, `statements` the most that one request may send to PostgreSQL."""

    name: str
    step: Step
    statements: int
    aim: float | None = None


@dataclass(frozen=True)
class World:
    """Ids of the loaded rows that addresses name."""

    tenant_id: int
    schools: list[int]
    staff: list[int]
    tickets: list[int]
    category: str
    fiscal_year: int

    @classmethod
    def read(cls, ask: Callable[[str], sa.Result]) -> "World":
        tenant = ask(f"SELECT id FROM tenant WHERE slug = '{SLUG}'").scalar_one()

        def ids(table: str, more: str = "", column: str = "id") -> list[int]:
            return list(ask(f"SELECT {column} FROM {table} WHERE tenant_id = {tenant} {more}").scalars())

        return cls(
            tenant,
            ids("school", "ORDER BY code"),
            ids("staff", "ORDER BY id", "user_id"),
            ids("ticket", "AND status <> 'cancelled' ORDER BY md5(id::text) LIMIT 60"),
            next(iter(ids("support_category", "ORDER BY position LIMIT 1", "code")), ""),
            clock.fiscal_year_of(clock.today()) - 1,
        )


def signed_in(port: int) -> Browser:
    browser = Browser(port)
    form = browser.form(f"/{SLUG}/sign-in", "password")
    browser.send(form, email=f"staff0@{SLUG}.example", password=PASSWORD)
    return browser


def pages(world: World) -> list[Scenario]:
    schools, staff = world.schools, world.staff

    def filtered(number: int) -> dict[str, object]:
        people = {"assignee": staff[number % len(staff)]} if number % 2 else {"school": schools[number % len(schools)]}
        return {"status": "done", "kind": "visit", "fiscal_year": world.fiscal_year} | people

    def ordered(number: int) -> dict[str, object]:
        return {
            "status": "any",
            "sort": ("received", "updated", "number")[number % 3],
            "desc": 1,
            "page": 1 + number % 5,
        }

    def found(number: int) -> dict[str, object]:
        return {"status": "any", "q": SEARCHES[number % len(SEARCHES)]}

    return [
        Scenario("list", _table(lambda _: {}), 6, 4),
        Scenario("filtered list", _table(filtered), 6, 4),
        Scenario("sorted list", _table(ordered), 6),
        Scenario("text search", _table(found), 6),
        Scenario("detail", _detail(world), 8, 4),
        Scenario("create", _create(world), 10, 5),
        Scenario("term report", _report(world), 8, 10),
    ]


def floor_step(world: World) -> Step:
    return lambda browser, _: _with_rows(browser.get(f"/{world.tenant_id}/tickets"), 51).seconds


def _with_rows(answer: Answer, least: int) -> Answer:
    if answer.body.count(ROWS) < least:
        raise Unexpected(f"fewer than {least} rows:\n{answer.text[:2000]}")
    return answer


def _table(arguments: Callable[[int], dict[str, object]]) -> Step:
    def step(browser: Browser, number: int) -> float:
        query = urlencode(arguments(number))
        return _with_rows(browser.get(f"/{SLUG}/tickets" + (f"?{query}" if query else "")), 1).seconds

    return step


def _detail(world: World) -> Step:
    ids = world.tickets
    return lambda browser, number: browser.get(f"/{SLUG}/tickets/{ids[number % len(ids)]}").seconds


def _report(world: World) -> Step:
    return lambda browser, _: (
        _with_rows(
            browser.get(f"/{SLUG}/reports/terms?fiscal_year={world.fiscal_year}"), len(world.schools) // 2
        ).seconds
    )


def _create(world: World) -> Step:
    """The form is opened once for a browser, then sent again and again under a key of its own each time."""
    forms: dict[Browser, Form] = {}
    numbers = count(1)

    def step(browser: Browser, number: int) -> float:
        if browser not in forms:
            forms[browser] = browser.form(f"/{SLUG}/tickets/new", "subject")
        values = {
            "once_key": uuid4().hex,
            "school": str(world.schools[number % len(world.schools)]),
            "kind": "visit",
            "channel": "phone",
            "priority": "normal",
            "category_code": world.category,
            "subject": f"測定の依頼 {next(numbers)}",
            "body": "端末が起動しません。授業で使うため、来校をお願いします。",
        }
        with browser.keeping_cookies():
            return browser.send(forms[browser], **values).seconds

    return step
