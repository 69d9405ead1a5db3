"""The embedded Redis: started, revived and stopped. It is the doorbell; the rows in PostgreSQL are the truth."""

import time
from pathlib import Path
from urllib.parse import quote

import psutil
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from portal.embedded.account import EmbeddedError
from portal.embedded.home import Home

START_SECONDS = 20


def url(home: Home) -> str:
    return f"unix://{quote(str(_socket(home)))}"


def alive(home: Home) -> bool:
    return _process(home) is not None


def ensure(home: Home, *, fsync: bool) -> None:
    """Starts it when it does not run. Files it cannot read any more are put aside: nothing is lost with them."""
    home.owned_folder("redis")
    if alive(home):
        return
    if _start(home, fsync=fsync):
        return
    for path in _folder(home).glob("*.aof"):
        path.replace(path.with_suffix(".unreadable"))
    if not _start(home, fsync=fsync):
        raise EmbeddedError(f"Redis does not start; see {home.folder / 'redis.log'}")


def stop(home: Home) -> None:
    process = _process(home)
    if process:
        process.terminate()
        _wait(lambda: not alive(home))


def _process(home: Home) -> psutil.Process | None:
    """Our server; a process that was given its number later does not count."""
    try:
        process = psutil.Process(int((home.folder / "redis.pid").read_text()))
        return process if Path(process.cwd()) == _folder(home) else None
    except (FileNotFoundError, ValueError, psutil.Error):
        return None


def _folder(home: Home) -> Path:
    return home.folder / "redis"


def _socket(home: Home) -> Path:
    return home.sockets / "redis.sock"


def _start(home: Home, *, fsync: bool) -> bool:
    pid_file = home.folder / "redis.pid"
    pid_file.unlink(missing_ok=True)
    options = {
        "port": "0",
        "unixsocket": str(_socket(home)),
        "unixsocketperm": "700",
        "dir": str(_folder(home)),
        "appendonly": "yes",
        "appendfsync": "everysec" if fsync else "no",
        "save": "",
        "daemonize": "yes",
        "pidfile": str(pid_file),
        "logfile": str(home.folder / "redis.log"),
        "loglevel": "warning",
    }
    arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
    home.account.run([home.redis_program, *arguments], cwd=home.folder)
    _wait(lambda: _answers(home) or (pid_file.exists() and not alive(home)))
    return _answers(home)


def _answers(home: Home) -> bool:
    try:
        with redis.Redis(unix_socket_path=str(_socket(home)), socket_timeout=1, retry=Retry(NoBackoff(), 0)) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def _wait(condition) -> bool:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False
