"""What each process is told: its own database passwords, never the administrator's, and where mails go."""

import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

import sqlalchemy as sa

from portal.kernel.config import LOGINS, PROCESS_LOGINS

MAIL_CATCHER = "mail"
# Threads otherwise take an arena of memory each, and the 19 MiB in which a password is checked stay with the process.
MEMORY = {"MALLOC_ARENA_MAX": "2", "MALLOC_MMAP_THRESHOLD_": "262144"}


def with_mail_catcher(
    processes: Mapping[str, str], environment: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Without a mail server the demo's catcher gets a free port; with one there is no catcher."""
    processes, environment = dict(processes), dict(environment)
    if environment.get("PORTAL_SMTP_URL"):
        processes.pop(MAIL_CATCHER, None)
    elif MAIL_CATCHER in processes:
        environment["PORTAL_SMTP_URL"] = f"smtp://127.0.0.1:{_free_port()}"
    return processes, environment


def process_environment(name: str, environment: Mapping[str, str]) -> dict[str, str]:
    own = PROCESS_LOGINS.get(name, ())
    withheld = {f"PORTAL_DATABASE_PASSWORD_{login.upper()}" for login in LOGINS if login not in own}
    known = {key: value for key, value in environment.items() if key not in withheld}
    if known.get("PORTAL_DATABASE_URL"):
        bare = sa.make_url(known["PORTAL_DATABASE_URL"])._replace(username=None, password=None)
        known["PORTAL_DATABASE_URL"] = bare.render_as_string()
    programs = str(Path(sys.executable).parent)
    known["PATH"] = os.pathsep.join([programs, known.get("PATH", os.defpath)])
    return known | {"PYTHONUNBUFFERED": "1"} | MEMORY


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
