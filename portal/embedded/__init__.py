"""PostgreSQL and Redis from wheels, for one machine: shared by every command that works on the same data folder.

Whoever uses them holds a shared lock on `servers.lock`; the last one to leave stops them. A killed process loses
its lock with its life, so the count is never stale. `start.lock` keeps starts and stops apart.
"""

import fcntl
import os
import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from portal.embedded import cluster, keys, redis_server
from portal.embedded.account import EmbeddedError
from portal.embedded.home import Home, discard, prepare

__all__ = ["EmbeddedError", "Servers", "discard", "environment", "servers"]


class Servers:
    """The running pair. `environment` holds the variables that lead a process to it."""

    def __init__(self, data_dir: Path, *, fsync: bool) -> None:
        self.data_dir = data_dir
        self.fsync = fsync
        self.environment: dict[str, str] = {}
        self._home: Home | None = None
        self._keys: dict[str, str] = {}

    def ensure(self) -> None:
        """Starts what does not run. The caller holds the start lock."""
        self._keys = keys.load_or_create(self.data_dir)
        self._home = prepare(self.data_dir)
        cluster.ensure(self._home, self._keys["admin"], fsync=self.fsync)
        redis_server.ensure(self._home, fsync=self.fsync)
        self.environment = {
            "PORTAL_DATA_DIR": str(self.data_dir),
            "PORTAL_DATABASE_URL": cluster.url(self._home, self._keys["admin"]),
            "PORTAL_REDIS_URL": redis_server.url(self._home),
            **keys.variables(self._keys),
        }

    def revive(self) -> bool:
        """Starts again what has died meanwhile; true when there was something to do. Cheap when all is well."""
        if self._home and cluster.alive(self._home) and redis_server.alive(self._home):
            return False
        with _start_lock(self.data_dir):
            self.ensure()
        return True

    def stop(self) -> None:
        """Stops both. The caller holds the start lock and knows that nobody else uses them."""
        if self._home:
            redis_server.stop(self._home)
            cluster.stop(self._home)


@contextmanager
def servers(data_dir: Path, *, fsync: bool = True) -> Iterator[Servers]:
    """Starts or joins the servers of a data folder. `fsync=False` is for tests, which may lose what they wrote."""
    data_dir = data_dir.absolute()
    # Root's servers run as another account, which must get through; processes write with a umask that closes files.
    data_dir.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
    running = Servers(data_dir, fsync=fsync)
    users = os.open(data_dir / "servers.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        with _leaving_on_signals():
            try:
                with _start_lock(data_dir):
                    fcntl.flock(users, fcntl.LOCK_SH)
                    running.ensure()
                yield running
            finally:
                _leave(running, users)
    finally:
        os.close(users)


@contextmanager
def environment(environ: Mapping[str, str], data_dir: Path, *, fsync: bool = True) -> Iterator[dict[str, str]]:
    """The environment with servers in it: those it names, else the embedded ones of `data_dir`."""
    if environ.get("PORTAL_DATABASE_URL"):
        yield {**environ, "PORTAL_DATA_DIR": str(data_dir)}
        return
    with servers(data_dir, fsync=fsync) as running:
        yield {**environ, **running.environment}


def _leave(running: Servers, users: int) -> None:
    with _start_lock(running.data_dir):
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        running.stop()


@contextmanager
def _start_lock(data_dir: Path) -> Iterator[None]:
    handle = os.open(data_dir / "start.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@contextmanager
def _leaving_on_signals() -> Iterator[None]:
    """Lets SIGTERM and SIGHUP unwind the stack, so that the servers are left in order."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def leave(number: int, _frame: object) -> None:
        raise SystemExit(128 + number)

    untouched = [number for number in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(number) == signal.SIG_DFL]
    for number in untouched:
        signal.signal(number, leave)
    try:
        yield
    finally:
        for number in untouched:
            signal.signal(number, signal.SIG_DFL)
