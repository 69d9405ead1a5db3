"""Chromium against the portal in a thread of this process, for what only a browser can show."""

import contextvars
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect, sync_playwright
from werkzeug.serving import make_server

from tests.conftest import PASSWORD

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = {
    "executable_path": "/usr/bin/chromium",
    "args": ["--no-sandbox", "--disable-background-networking", "--disable-gpu"],
}
PHONE, DESK = (390, 844), (1440, 900)
TABS_AT_MOST = 120

expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Where the portal listens: the app of this test at the test's time, its forms' tokens checked as in earnest."""
    context = contextvars.copy_context()
    server = make_server("127.0.0.1", 0, lambda *request: context.copy().run(app, *request), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    app.config["WTF_CSRF_ENABLED"] = True
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    app.config["WTF_CSRF_ENABLED"] = False


@pytest.fixture
def browse(chromium: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """`browse("lead")` answers a page of a browser of its own, where the lead has just signed in."""
    contexts = []

    def open_for(role: str, tenant: str = "akagi", *, size: tuple[int, int] = DESK, **options) -> Page:
        width, height = size
        context = chromium.new_context(
            base_url=address,
            viewport={"width": width, "height": height},
            locale="ja-JP",
            timezone_id="Asia/Tokyo",
            **options,
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.goto(f"/{tenant}/sign-in")
        page.get_by_label("メールアドレス").fill(f"{role}@{tenant}.example")
        page.get_by_label("パスワード", exact=False).first.fill(PASSWORD)
        page.get_by_role("button", name="サインイン").click()
        page.wait_for_url(lambda url: "/sign-in" not in url)
        return page

    yield open_for
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def faults_of() -> Callable[[Page], list[str]]:
    """What axe finds wrong with the page as it stands."""
    axe = AXE.read_text()

    def look(page: Page) -> list[str]:
        page.evaluate(axe)
        found = page.evaluate("axe.run()")["violations"]
        return [f"{page.url} {fault['id']}: {node['html'][:200]}" for fault in found for node in fault["nodes"]]

    return look


@pytest.fixture(scope="session")
def tab_to() -> Callable[[Page, str], None]:
    """Presses Tab until the focus stands on what the selector names."""

    def go(page: Page, selector: str) -> None:
        for _ in range(TABS_AT_MOST):
            page.keyboard.press("Tab")
            if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        raise AssertionError(f"Tab never reached {selector} on {page.url}")

    return go
