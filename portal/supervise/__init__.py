"""Runs the processes of the Procfile side by side, starts again what dies, and stops all of them together."""

import selectors
import signal
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from honcho.colour import get_colours
from honcho.environ import parse_procfile
from honcho.printer import Message, Printer

from portal.supervise import kinship
from portal.supervise.child import Child
from portal.supervise.surroundings import process_environment, with_mail_catcher

ROOT = Path(__file__).parents[2]
KILL_AFTER_SECONDS = 8
TICK_SECONDS = 0.2
WATCH_SECONDS = 1

__all__ = ["Supervisor", "listens", "procfile", "run"]


def procfile(path: Path = ROOT / "Procfile") -> dict[str, str]:
    """Name and command of each process."""
    return dict(parse_procfile(path.read_text(encoding="utf-8")).processes)


def run(
    processes: Mapping[str, str],
    environment: Mapping[str, str],
    *,
    watch: Callable[[], bool] | None = None,
    ready: Callable[[], None] | None = None,
) -> None:
    """Runs until Ctrl-C or SIGTERM; a second one kills at once.

    `watch` is called every second and says whether it had to mend something (the embedded servers' `revive`);
    `ready` is called once, when the web server listens.
    """
    processes, environment = with_mail_catcher(processes, environment)
    Supervisor(processes, environment, watch=watch, ready=ready).run()


class Supervisor:
    """One thread: reads what the children print, notices who died, starts it again when its pause is over."""

    def __init__(
        self,
        processes: Mapping[str, str],
        environment: Mapping[str, str],
        *,
        watch: Callable[[], bool] | None = None,
        ready: Callable[[], None] | None = None,
    ) -> None:
        colours = get_colours()
        self.children = [
            Child(name, command, process_environment(name, environment), ROOT, next(colours))
            for name, command in processes.items()
        ]
        self._printer = Printer(width=max(len(name) for name in [*processes, "portal"]))
        self._selector = selectors.DefaultSelector()
        self._address = environment.get("PORTAL_BIND", "")
        self._watch, self._ready = watch, ready
        self._watched_at = time.monotonic()
        self._signals = 0

    def run(self) -> None:
        with self._signals_caught(), kinship.adopting_orphans():
            try:
                while not self._signals:
                    self._turn()
            finally:
                self._stop()

    def _turn(self) -> None:
        for child in self.children:
            if child.due():
                child.start(self._selector)
        self._read(TICK_SECONDS)
        self._bury_the_dead()
        self._check_the_surroundings()

    def _read(self, seconds: float) -> None:
        for key, _ in self._selector.select(seconds):
            child: Child = key.data
            for line in child.read(self._selector):
                self._say(child.name, line, child.colour)

    def _bury_the_dead(self) -> None:
        for child in self.children:
            code = child.ended(self._selector)
            if code is not None:
                self._say("portal", f"{child.name} ended ({code}); again in {child.pause:g} s")
                kinship.kill_orphans(but={other.pid for other in self.children if other.pid})

    def _check_the_surroundings(self) -> None:
        if self._ready and listens(self._address):
            self._ready()
            self._ready = None
        if self._watch and time.monotonic() - self._watched_at >= WATCH_SECONDS:
            with kinship.leaving_orphans():
                if self._watch():
                    self._say("portal", "the embedded servers had ended and were started again")
            self._watched_at = time.monotonic()

    def _stop(self) -> None:
        self._say("portal", "ending; Ctrl-C again to end at once")
        for child in self.children:
            child.terminate()
        deadline = time.monotonic() + KILL_AFTER_SECONDS
        while any(child.pid for child in self.children):
            if self._signals > 1 or time.monotonic() > deadline:
                for child in self.children:
                    child.kill()
            self._read(TICK_SECONDS / 2)
            for child in self.children:
                child.ended(self._selector)
        kinship.kill_orphans(but=set())
        self._selector.close()

    def _say(self, name: str, text: str, colour: str | None = None) -> None:
        try:
            self._printer.write(Message("line", text, datetime.now(), name, colour))  # noqa: DTZ005 - the wall clock
        except OSError:  # nobody listens any more: the terminal was closed
            self._signals += 1

    @contextmanager
    def _signals_caught(self) -> Iterator[None]:
        def note(_number: int, _frame: object) -> None:
            self._signals += 1

        before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def listens(address: str) -> bool:
    """Whether a server answers at `host:port`."""
    host, _, port = address.rpartition(":")
    try:
        with socket.create_connection((host, int(port)), timeout=0.2):
            return True
    except (OSError, ValueError):
        return False
