"""Passwords of the embedded database's logins and the secret key: made once, kept in a 0600 file."""

import json
import os
import secrets
from pathlib import Path

from portal.kernel.config import LOGINS

NAMES = ("admin", *LOGINS, "secret_key")


def load_or_create(data_dir: Path) -> dict[str, str]:
    """The keys of a data folder; those that are missing are made. The caller holds the start lock."""
    path = data_dir / "keys.json"
    known: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    missing = [name for name in NAMES if name not in known]
    if missing:
        known |= {name: secrets.token_hex(32) for name in missing}
        _write(path, json.dumps(known, indent=2) + "\n")
    return known


def variables(keys: dict[str, str]) -> dict[str, str]:
    """As the environment variables that carry them to other processes."""
    passwords = {f"PORTAL_DATABASE_PASSWORD_{login.upper()}": keys[login] for login in LOGINS}
    return {"PORTAL_SECRET_KEY": keys["secret_key"], **passwords}


def _write(path: Path, text: str) -> None:
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
