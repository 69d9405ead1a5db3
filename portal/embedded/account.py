"""Who runs the embedded servers: PostgreSQL refuses root, so root hands them to an unprivileged account."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NAME = "portal-db"


class EmbeddedError(Exception):
    """The embedded servers cannot run here, and why."""


@dataclass(frozen=True)
class Account:
    """A system account; `switch` tells whether commands must change to it first."""

    uid: int
    gid: int
    switch: bool

    def run(self, command: list[str | Path], *, cwd: Path = Path("/"), **options: Any) -> subprocess.CompletedProcess:
        """Runs a command as this account, out of reach of the terminal's Ctrl-C, with nothing of our environment."""
        if self.switch:
            options |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        if "input" not in options:
            options["stdin"] = subprocess.DEVNULL
        return subprocess.run(
            command,
            cwd=cwd,
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            capture_output=True,
            text=True,
            start_new_session=True,
            umask=0o077,
            check=False,
            **options,
        )

    def can(self, command: list[str | Path]) -> bool:
        """Whether a command succeeds as this account."""
        if not self.switch:
            return True
        try:
            return self.run(command).returncode == 0
        except OSError:
            return False

    def write(self, path: Path, text: str) -> None:
        """Writes a file as this account: root follows no link that the account may have laid."""
        written = self.run(["sh", "-c", 'cat > "$1"', "sh", path], input=text)
        if written.returncode:
            raise EmbeddedError(f"{path} cannot be written: {written.stderr.strip()}")

    def own(self, path: Path) -> None:
        if self.switch:
            os.chown(path, self.uid, self.gid)


def account_for(home: Path) -> Account:
    """Ourselves; for root the owner of an existing home, else the account `portal-db`, made when missing."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), switch=False)
    if home.exists() and (found := home.stat()).st_uid != 0:
        return Account(found.st_uid, found.st_gid, switch=True)
    try:
        entry = pwd.getpwnam(NAME)
    except KeyError:
        _create()
        entry = pwd.getpwnam(NAME)
    return Account(entry.pw_uid, entry.pw_gid, switch=True)


def _create() -> None:
    command = ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", NAME]
    try:
        made = subprocess.run(command, capture_output=True, text=True, check=False)
        problem = "" if made.returncode in (0, 9) else made.stderr.strip()  # 9: somebody else just made it
    except OSError as error:
        problem = str(error)
    if problem:
        raise EmbeddedError(f"PostgreSQL does not run as root, and the account {NAME} cannot be made: {problem}")
