"""A web server of its own for what is measured."""

import shlex
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from portal.supervise import listens, procfile
from portal.supervise.surroundings import process_environment

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 60


class DoesNotServe(RuntimeError):
    """The server ended, or never listened."""


@dataclass(frozen=True)
class Server:
    port: int
    process: psutil.Popen


def portal_command(application: str) -> list[str]:
    """The Procfile's web process, for the portal or for another application under the same settings."""
    return [*shlex.split(procfile()["web"])[:-1], application]


@contextmanager
def serving(command: Sequence[str], environment: Mapping[str, str], log: Path, **more: str) -> Iterator[Server]:
    """Runs a gunicorn told its address by PORTAL_BIND or `{bind}`, with what the portal's is told, and `more`."""
    bind = f"127.0.0.1:{_free_port()}"
    told = {**environment, "PORTAL_BIND": bind, "PORTAL_BASE_URL": f"http://{bind}"}
    known = process_environment("web", told) | more
    addressed = [part.format(bind=bind) for part in command]
    with log.open("wb") as output:
        process = psutil.Popen(addressed, env=known, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT)
    try:
        _wait(process, bind, log)
        yield Server(int(bind.rpartition(":")[2]), process)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except psutil.TimeoutExpired:
            process.kill()


def _wait(process: psutil.Popen, bind: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not listens(bind):
        if process.poll() is not None or time.monotonic() > deadline:
            raise DoesNotServe(f"the server does not start; the end of {log}:\n{log.read_text()[-3000:]}")
        time.sleep(0.05)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
