"""`make bench`: loads rows once, then measures floor, portal and django-helpdesk in one run and prints the ratios."""

import argparse
import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from benchmarks import processes, report, rival, scenarios, statements
from benchmarks.client import Browser
from benchmarks.databases import ROOT, Databases, fingerprint
from benchmarks.measuring import Effort, Meter, Walker, latency, side_by_side, throughput
from benchmarks.rows import load
from benchmarks.scenarios import Scenario, World
from benchmarks.serving import Server, portal_command, serving
from portal import embedded
from portal.kernel import clock, config, schema

SOURCES = ("benchmarks/rows/*.py", "migrations/versions/*.py")
HELPDESK_SOURCES = (*SOURCES, "benchmarks/rival.py", "benchmarks/helpdesk_site/*.py", "benchmarks/requirements.lock")
QUICK = Effort(requests=20, turns=2, warm_up=4, throughput_seconds=1, clients=4)
# A page that takes a second is asked for less often; its median is as plain.
RIVAL = Effort(warm_up=3, seconds=20)
QUICK_RIVAL = Effort(requests=10, warm_up=2, seconds=2, least=3)


@dataclass(frozen=True)
class Bench:
    """The running servers and how much is to be done with them."""

    environment: Mapping[str, str]
    databases: Databases
    size: load.Size
    effort: Effort
    folder: Path

    def rows(self) -> str:
        """The name of the database with the portal's rows, loaded now when it is missing."""

        def fill(settings: config.Settings) -> None:
            schema.upgrade(settings)
            load.fill(settings, self.size)

        mark = fingerprint(self.size, f"{clock.today():%Y-%m}", sources=SOURCES)
        family = f"bench{self.size.tickets}"
        return self._kept(family, mark, fill, f"{self.size.tickets:,} tickets")

    def helpdesk_rows(self, kept: str) -> str:
        def fill(settings: config.Settings) -> None:
            rival.fill(self.databases, kept, sa.make_url(settings.database).database, self.size)

        mark = fingerprint(kept, sources=HELPDESK_SOURCES)
        return self._kept(f"helpdesk{self.size.tickets}", mark, fill, "the same rows for django-helpdesk")

    def _kept(self, family: str, mark: str, fill, what: str) -> str:
        began = time.monotonic()
        say(f"looking for {what} …")
        name, new = self.databases.kept(family, mark, fill)
        if new:
            say(f"loaded {what} in {time.monotonic() - began:.0f} s")
        return name

    def meter(self, server: Server) -> Meter:
        families = [server.process, processes.database(self.folder)]
        return lambda: processes.processor_seconds(families)

    @contextmanager
    def serving(self, application: str, settings: config.Settings, **more: str) -> Iterator[Server]:
        environment = {**self.environment, "PORTAL_DATABASE_URL": settings.database}
        log = self.folder / f"{application.partition(':')[0]}.log"
        with serving(portal_command(application), environment, log, **more) as server:
            yield server


def main() -> int:
    options = _options()
    folder = options.data_dir.absolute()
    folder.parent.mkdir(parents=True, exist_ok=True)
    own = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    with embedded.servers(folder) as running:
        # The web only writes mails down; nothing listens there.
        environment = {**own, **running.environment, "PORTAL_SMTP_URL": "smtp://127.0.0.1:9"}
        settings = config.load(environment)
        size, effort = (load.QUICK, QUICK) if options.quick else (load.FULL, Effort())
        bench = Bench(environment, Databases(settings), size, effort, folder)
        return _measure(bench, with_helpdesk=not options.without_helpdesk)


def _measure(bench: Bench, *, with_helpdesk: bool) -> int:
    missing = with_helpdesk and not rival.is_installed()
    figures, kept = report.Figures(), bench.rows()
    with bench.databases.copied(kept) as copy:
        settings = bench.databases.named(copy)
        schema.upgrade(settings)
        world = World.read(lambda statement: bench.databases.run_in(copy, statement))
        pages = scenarios.pages(world)
        _latencies(bench, settings, world, pages, figures)
        _load(bench, settings, pages, figures)
        figures.statements = statements.of_each(settings, pages)
    if with_helpdesk and not missing:
        with bench.databases.copied(bench.helpdesk_rows(kept)) as copy:
            _helpdesk(bench, copy, world, figures)
    report.show(figures, pages)
    if missing:
        say("django-helpdesk is not installed in .venv-bench; `make bench` installs it")
    return int(missing)


def _latencies(
    bench: Bench, settings: config.Settings, world: World, pages: list[Scenario], figures: report.Figures
) -> None:
    password = bench.environment["PORTAL_DATABASE_PASSWORD_BACKUP"]
    with (
        bench.serving("benchmarks.floor:app", settings, PORTAL_DATABASE_PASSWORD_BACKUP=password) as below,
        bench.serving("portal.wsgi:app", settings) as server,
    ):
        on_floor, browser = Browser(below.port), scenarios.signed_in(server.port)
        for page in pages:
            say(f"{page.name} …")
            floor = Walker(on_floor, scenarios.floor_step(world), bench.meter(below))
            pair = side_by_side(floor, Walker(browser, page.step, bench.meter(server)), bench.effort)
            figures.floor[page.name], figures.portal[page.name] = pair


def _load(bench: Bench, settings: config.Settings, pages: list[Scenario], figures: report.Figures) -> None:
    """Several clients at once on a server that stands alone; its memory is read while they are still signed in."""
    with bench.serving("portal.wsgi:app", settings) as server:
        browsers = [scenarios.signed_in(server.port) for _ in range(bench.effort.clients)]
        for page in pages:
            say(f"{page.name}, {len(browsers)} clients …")
            figures.per_second[page.name] = throughput(browsers, page.step, bench.effort.throughput_seconds)
        figures.memory = processes.pss_mib(server.process)


def _helpdesk(bench: Bench, name: str, world: World, figures: report.Figures) -> None:
    effort = QUICK_RIVAL if bench.effort is QUICK else RIVAL
    there = rival.Installation(bench.databases, name)
    command = there.command(bench.databases.settings)
    log = bench.folder / "helpdesk.log"
    with serving(command, bench.environment, log, **there.environment) as server:
        browser = rival.signed_in(server.port)
        for page, step in rival.pages(world, bench.size).items():
            say(f"django-helpdesk: {page} …")
            figures.helpdesk[page] = latency(Walker(browser, step, bench.meter(server)), effort)


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few rows and few requests, to see that it works")
    parser.add_argument("--without-helpdesk", action="store_true", help="measure floor and portal alone")
    parser.add_argument("--data-dir", type=Path, default=ROOT / ".make" / "bench", help="where servers and rows stay")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
