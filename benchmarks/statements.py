"""How many statements each page sends to PostgreSQL: the portal serves from this process, where they are noted."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Thread

import sqlalchemy as sa
from flask import Flask
from werkzeug.serving import make_server

from benchmarks.client import Browser
from benchmarks.scenarios import Scenario, signed_in
from portal.app import create_app
from portal.kernel.config import Settings
from portal.kernel.db import db

WARM_UP, SEEN = 3, 3


def of_each(settings: Settings, scenarios: Sequence[Scenario]) -> dict[str, list[str]]:
    """The statements of one request of each scenario: of three tries the one with the most."""
    app = create_app(settings)
    with _served(app) as port, _noted() as sent:
        browser = signed_in(port)
        found = {scenario.name: _most(browser, scenario, sent) for scenario in scenarios}
        browser.close()
    with app.app_context():
        db.engine.dispose()
    app.extensions["tenants"].forget()
    app.extensions["redis"].close()
    return found


def _most(browser: Browser, scenario: Scenario, sent: list[str]) -> list[str]:
    for number in range(WARM_UP):
        scenario.step(browser, number)
    tries = []
    for number in range(SEEN):
        sent.clear()
        scenario.step(browser, WARM_UP + number)
        tries.append(list(sent))
    return max(tries, key=len)


@contextmanager
def _served(app: Flask) -> Iterator[int]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def _noted() -> Iterator[list[str]]:
    sent: list[str] = []

    def note(_connection, _cursor, statement: str, *_rest) -> None:
        sent.append(statement)

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)
