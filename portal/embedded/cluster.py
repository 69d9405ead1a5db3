"""The embedded PostgreSQL: made, started, revived after a crash and stopped."""

import time
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg
from psycopg import sql

from portal.embedded.account import EmbeddedError
from portal.embedded.home import Home

ADMIN = "postgres"
DATABASE = "portal"
START_SECONDS = 120  # a crash is recovered from meanwhile
LOG_LIMIT_BYTES = 10_000_000

# The wheel's own pg_hba.conf trusts everybody; ours asks every login for its password, on the socket alone.
HBA = "local all all scram-sha-256\n"

CONFIGURATION = """\
# Written anew at each start.
listen_addresses = ''
unix_socket_directories = '{sockets}'
unix_socket_permissions = 0700
max_connections = 100
password_encryption = 'scram-sha-256'
shared_buffers = 64MB
work_mem = 8MB
maintenance_work_mem = 64MB
effective_cache_size = 512MB
random_page_cost = 1.1
jit = off
wal_level = minimal
max_wal_senders = 0
max_wal_size = 256MB
min_wal_size = 80MB
timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%m [%p] %u '
fsync = {durable}
synchronous_commit = {durable}
full_page_writes = {durable}
"""


def url(home: Home, password: str) -> str:
    """Address of the portal's database for the administrator."""
    return f"postgresql://{ADMIN}:{password}@/{DATABASE}?host={quote(str(home.sockets), safe='')}"


def alive(home: Home) -> bool:
    """Whether the postmaster runs; a process that was given its number later does not count."""
    try:
        number = int(_pid_file(home).read_text().split("\n", 1)[0])
        return Path(psutil.Process(number).cwd()) == _folder(home)
    except (FileNotFoundError, ValueError, psutil.Error):
        return False


def ensure(home: Home, password: str, *, fsync: bool) -> None:
    """Makes and starts what is missing, and waits until it answers."""
    if not _folder(home).exists():
        _create(home, password, fsync=fsync)
    if not alive(home):
        _start(home, fsync=fsync)
    _ensure_database(home, password)


def stop(home: Home) -> None:
    if not alive(home):
        return
    stopped = _pg_ctl(home, "stop", "--mode=fast", "--wait", "--timeout=60")
    if stopped.returncode and alive(home):
        _pg_ctl(home, "stop", "--mode=immediate", "--wait", "--timeout=10")


def _folder(home: Home) -> Path:
    return home.folder / "postgres"


def _pid_file(home: Home) -> Path:
    return _folder(home) / "postmaster.pid"


def _log(home: Home) -> Path:
    return home.folder / "postgres.log"


def _create(home: Home, password: str, *, fsync: bool) -> None:
    """Under another name first: a start that is cut short leaves nothing half made."""
    fresh = home.folder / "postgres.new"
    home.account.run(["rm", "-rf", fresh])
    password_file = home.folder / "password"
    home.account.write(password_file, password)
    locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    access = [f"--username={ADMIN}", f"--pwfile={password_file}", "--auth=scram-sha-256"]
    sync = [] if fsync else ["--no-sync"]
    made = home.account.run([home.postgres_bin / "initdb", "-D", fresh, *locale, *access, *sync], cwd=home.folder)
    password_file.unlink()
    if made.returncode:
        raise EmbeddedError(f"PostgreSQL cannot make its files in {fresh}: {made.stderr.strip()}")
    home.account.write(fresh / "pg_hba.conf", HBA)
    fresh.rename(_folder(home))


def _start(home: Home, *, fsync: bool) -> None:
    # A killed postmaster's files name a process that may be somebody else by now, or a zombie nobody buried.
    for stale in (_pid_file(home), *home.sockets.glob(".s.PGSQL.*")):
        stale.unlink(missing_ok=True)
    durable = "on" if fsync else "off"
    settings = CONFIGURATION.format(sockets=str(home.sockets).replace("'", "''"), durable=durable)
    home.account.write(_folder(home) / "postgresql.conf", settings)
    log = _log(home)
    if log.exists() and log.stat().st_size > LOG_LIMIT_BYTES:
        log.replace(log.with_suffix(".log.old"))
    deadline = time.monotonic() + 20
    while True:
        started = _pg_ctl(home, "start", "--wait", f"--timeout={START_SECONDS}", f"--log={log}")
        if started.returncode == 0:
            return
        # After a killed postmaster its last children may hold the shared memory a moment longer.
        if time.monotonic() > deadline or "still in use" not in _last_lines(log):
            raise EmbeddedError(f"PostgreSQL does not start; the end of {log}:\n{_last_lines(log)}")


def _pg_ctl(home: Home, *arguments: str):
    return home.account.run([home.postgres_bin / "pg_ctl", *arguments, "-D", _folder(home)], cwd=home.folder)


def _last_lines(log: Path, count: int = 8) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-count:]) if log.exists() else ""


def _ensure_database(home: Home, password: str) -> None:
    with _connect(home, password) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))


def _connect(home: Home, password: str) -> psycopg.Connection:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            return psycopg.connect(
                host=str(home.sockets), user=ADMIN, password=password, dbname="postgres", autocommit=True
            )
        except psycopg.OperationalError as error:
            if "password" in str(error) or not alive(home) or time.monotonic() > deadline:
                raise EmbeddedError(f"PostgreSQL in {home.folder} does not let us in: {error}") from error
            time.sleep(0.1)
