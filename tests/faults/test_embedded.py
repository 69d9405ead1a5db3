"""The embedded servers: shared, left, killed and started again."""

import os
import stat
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from portal import embedded
from tests.faults.drive import Driven, gone

USE = """
import sys
from pathlib import Path
from portal import embedded
with embedded.servers(Path(sys.argv[1])) as running:
    print("inside", running.environment["PORTAL_DATABASE_URL"])
    sys.stdin.read()
print("outside")
"""


@pytest.fixture
def folder(tmp_path):
    yield tmp_path / "data"
    kill(servers_of(tmp_path / "data"))
    embedded.discard(tmp_path / "data")


@pytest.fixture
def use(folder):
    started = []

    def start() -> Driven:
        started.append(Driven(USE, folder))
        return started[-1]

    yield start
    for driven in started:
        driven.finish()


def inside(driven: Driven) -> str:
    """The database's address, once the program has the servers."""
    return driven.wait_for("inside").split("inside ")[1]


def servers_of(folder: Path, name: str | None = None) -> list[psutil.Process]:
    """The servers' processes that live now; they come and go while one looks."""
    home = (folder / "servers").resolve()
    found = []
    for process in psutil.process_iter():
        try:
            if Path(process.cwd()).is_relative_to(home) and name in (None, process.name()):
                found.append(process)
        except (psutil.Error, FileNotFoundError):
            continue
    return found


def kill(processes: list[psutil.Process]) -> None:
    for process in processes:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue
    assert gone(processes)


def postmaster(folder: Path) -> psutil.Process:
    return psutil.Process(int((folder / "servers/postgres/postmaster.pid").read_text().split()[0]))


def answer(url: str) -> int:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT 1").fetchone()[0]


def test_a_second_command_joins_and_the_last_one_stops(use, folder):
    first, second = use(), use()
    url = inside(first)
    assert inside(second) == url
    running = servers_of(folder)
    assert first.leave() == 0
    assert answer(url) == 1
    assert second.leave() == 0
    assert gone(running, 1)


def test_a_killed_user_leaves_no_stale_count(use, folder):
    first, second = use(), use()
    inside(first)
    inside(second)
    running = servers_of(folder)
    first.process.kill()
    first.process.wait()
    assert second.leave() == 0
    assert gone(running, 1)


@pytest.mark.parametrize("stop", ["SIGTERM", "Ctrl-C on the group"])
def test_an_interrupted_command_leaves_the_servers_in_order(use, folder, stop):
    driven = use()
    inside(driven)
    running = servers_of(folder)
    if stop == "SIGTERM":
        driven.process.terminate()
    else:
        driven.ctrl_c()
    driven.process.wait(20)
    assert gone(running, 1)


def test_two_starts_at_once_make_one_pair(use, folder):
    users = [use() for _ in range(3)]
    assert len({inside(user) for user in users}) == 1
    assert len(servers_of(folder, "redis-server")) == 1


def test_what_was_committed_survives_the_killing_of_everything(use, folder):
    driven = use()
    with psycopg.connect(inside(driven)) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    driven.process.kill()
    kill(servers_of(folder))
    with psycopg.connect(inside(use())) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)


def test_servers_killed_in_use_are_revived(folder):
    with embedded.servers(folder) as running:
        assert running.revive() is False
        kill([postmaster(folder)])
        assert running.revive() is True
        assert answer(running.environment["PORTAL_DATABASE_URL"]) == 1
        kill(servers_of(folder, "redis-server"))
        assert running.revive() is True
        with redis.Redis.from_url(running.environment["PORTAL_REDIS_URL"]) as client:
            assert client.ping()
        assert running.revive() is False


def test_a_number_given_to_another_process_does_not_count_as_a_server(folder):
    with embedded.servers(folder):
        pass
    home = (folder / "servers").resolve()
    (home / "postgres/postmaster.pid").write_text(f"{os.getpid()}\n{home / 'postgres'}\n0\n5432\n\n\n\n")
    (home / "redis.pid").write_text(f"{os.getpid()}\n")
    with embedded.servers(folder) as running:
        assert answer(running.environment["PORTAL_DATABASE_URL"]) == 1


def test_files_redis_cannot_read_do_not_keep_it_from_starting(folder):
    with embedded.servers(folder):
        pass
    (folder / "servers/redis/appendonly.aof").write_text("this is no log of commands\n")
    with embedded.servers(folder) as running, redis.Redis.from_url(running.environment["PORTAL_REDIS_URL"]) as client:
        assert client.ping()
    assert (folder / "servers/redis/appendonly.unreadable").exists()


def test_nobody_comes_in_without_the_password_or_over_the_network(folder):
    with embedded.servers(folder) as running:
        url = running.environment["PORTAL_DATABASE_URL"]
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(url, password="")
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(url, password="wrong")
        listening = [kind for process in servers_of(folder) for kind in process.net_connections("inet")]
        assert listening == []
        home = (folder / "servers").resolve()
        for closed in (home, (home / "run").resolve()):
            assert stat.S_IMODE(closed.stat().st_mode) == 0o700
        for socket in (home / "run").glob("*.s*"):
            assert stat.S_IMODE(socket.stat().st_mode) & 0o077 == 0
        assert stat.S_IMODE((folder / "keys.json").stat().st_mode) == 0o600


def test_a_folder_with_a_very_long_path_works(tmp_path):
    folder = tmp_path / ("long" * 40) / "data"
    try:
        with embedded.servers(folder) as running:
            assert answer(running.environment["PORTAL_DATABASE_URL"]) == 1
    finally:
        embedded.discard(folder)


def test_servers_that_are_named_are_used_instead(folder):
    named = {"PORTAL_DATABASE_URL": "postgresql://db/portal", "PORTAL_REDIS_URL": "redis://redis"}
    with embedded.environment(named, folder) as environment:
        assert environment == {**named, "PORTAL_DATA_DIR": str(folder)}
    assert not folder.exists()
