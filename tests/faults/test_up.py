"""The whole portal under its supervisor: killed, joined by commands, stopped and started again."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil
import pytest

from portal import embedded
from tests.faults.drive import DEADLINE_SECONDS, Driven, gone

UP = """
import sys
from portal.cli import main
main(["--data-dir", sys.argv[1], "up", "--no-demo", "--port", sys.argv[2]])
"""
PORTAL = Path(sys.executable).with_name("portal")


@pytest.fixture
def folder(tmp_path):
    yield tmp_path / "data"
    embedded.discard(tmp_path / "data")


@pytest.fixture
def up(folder):
    started = []

    def start() -> "Up":
        started.append(Up(folder))
        return started[-1]

    yield start
    for portal in started:
        if portal.driven.process.poll() is None:
            portal.driven.process.terminate()
            portal.driven.process.wait(DEADLINE_SECONDS)
        portal.driven.finish()


class Up:
    """`portal up` without demo on a free port."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.driven = Driven(UP, folder, self.port)
        self.driven.wait_for(f"http://127.0.0.1:{self.port}/")

    def health(self, path: str = "/readyz") -> int:
        """HTTP status; 0 when nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def well_again(self) -> bool:
        deadline = time.monotonic() + DEADLINE_SECONDS
        while time.monotonic() < deadline:
            if self.health() == 200:
                return True
        return False

    def process(self, *words: str) -> psutil.Process:
        for process in psutil.Process(self.driven.process.pid).children():
            if all(word in " ".join(process.cmdline()) for word in words):
                return process
        raise AssertionError(f"no process {words}")


def command(folder: Path, *arguments: str) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    done = subprocess.run(
        [PORTAL, "--data-dir", folder, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
def test_the_portal_outlives_killed_processes_and_servers(up, folder):
    portal = up()
    assert portal.well_again()
    for words in (("gunicorn",), ("portal", "worker"), ("portal", "cron")):
        killed = portal.process(*words)
        killed.kill()
        portal.driven.wait_for("again in")
        assert portal.well_again()
    for pid_file in ("postgres/postmaster.pid", "redis.pid"):
        psutil.Process(int((folder / "servers" / pid_file).read_text().split()[0])).kill()
        portal.driven.wait_for("the embedded servers had ended and were started again")
        assert portal.well_again()


@pytest.mark.slow
def test_a_command_beside_a_running_portal_leaves_it_alone(up, folder):
    portal = up()
    command(folder, "tenant", "create", "ueno", "--name", "上野市")
    assert portal.well_again()


@pytest.mark.slow
def test_ctrl_c_leaves_no_process_and_the_data_are_there_at_the_next_start(up, folder):
    portal = up()
    made = json.loads(command(folder, "tenant", "create", "ueno", "--name", "上野市", "--json"))
    assert made["slug"] == "ueno"
    family = portal.driven.family()
    portal.driven.ctrl_c()
    assert portal.driven.process.wait(20) == 0
    assert gone(family, 5)
    started = time.monotonic()
    again = up()
    assert time.monotonic() - started < 20
    assert again.health("/ueno/sign-in") != 404
