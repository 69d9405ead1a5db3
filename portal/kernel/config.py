"""The environment, read once at start. Every variable is declared here and nowhere else.

A value that is missing or wrong stops the process with the variable's name and what it should look like.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import sqlalchemy as sa

LOGINS = ("owner", "web", "worker", "auth", "relay", "backup")

# The logins whose passwords a process of the Procfile (or service of docker-compose.yml) is given.
PROCESS_LOGINS: dict[str, tuple[str, ...]] = {
    "web": ("web", "auth"),
    "worker": ("worker", "auth", "relay"),
    "cron": ("worker", "auth", "relay"),
    "mail": (),
}


class ConfigError(Exception):
    """The environment is missing something or holds something unusable."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"{name}: {problem}")
        self.name = name


@dataclass(frozen=True)
class Variable:
    """One environment variable: how it is read and what README says about it."""

    name: str
    parse: Callable[[str], Any]
    default: str
    help: str
    attribute: str = ""


def _text(value: str) -> str:
    return value


def _path(value: str) -> Path:
    return Path(value).expanduser().absolute()


def _flag(value: str) -> bool:
    known = {
        "1": True,
        "true": True,
        "yes": True,
        "on": True,
        "0": False,
        "false": False,
        "no": False,
        "off": False,
    }
    if value.lower() not in known:
        raise ValueError("write 1 or 0")
    return known[value.lower()]


def _number(lowest: int, highest: int) -> Callable[[str], int]:
    def parse(value: str) -> int:
        if not value.isascii() or not value.isdigit() or not lowest <= int(value) <= highest:
            raise ValueError(f"write a whole number from {lowest} to {highest}")
        return int(value)

    return parse


def _database_url(value: str) -> str:
    form = "write it like postgresql://host:5432/portal"
    try:
        url = sa.make_url(value)
    except sa.exc.ArgumentError:
        raise ValueError(form) from None
    if url.get_backend_name() != "postgresql" or not url.database:
        raise ValueError(form)
    return value


def _redis_url(value: str) -> str:
    url = urlsplit(value)
    if url.scheme not in ("redis", "rediss", "unix") or not (url.hostname or url.path):
        raise ValueError("write it like redis://host:6379/0, rediss://… or unix:///path/of/socket")
    return value


def _smtp_url(value: str) -> str:
    form = "write it like smtp://user:password@host:587?starttls=1 or smtps://user:password@host:465"
    try:
        url = urlsplit(value)
        url.port  # noqa: B018 - reading it checks it
    except ValueError:
        raise ValueError(form) from None
    unknown = set(parse_qs(url.query)) - {"starttls"}
    if url.scheme not in ("smtp", "smtps") or not url.hostname or unknown:
        raise ValueError(form)
    return value


def _base_url(value: str) -> str:
    url = urlsplit(value)
    if url.scheme not in ("http", "https") or not url.hostname or url.query or url.fragment:
        raise ValueError("write the address people type, like https://portal.example.jp")
    return value.rstrip("/")


def _address(value: str) -> str:
    name, at, domain = value.partition("@")
    if not name or not at or not domain or set(value) & set(" <>\r\n"):
        raise ValueError("write a bare mail address like portal@example.jp")
    return value


def _bind(value: str) -> str:
    host, colon, port = value.rpartition(":")
    if not host or not colon or not port.isdigit() or not 0 <= int(port) <= 65535:
        raise ValueError("write address and port, like 127.0.0.1:8000")
    return value


def _secret_key(value: str) -> str:
    if len(value) < 32:
        raise ValueError(
            'write at least 32 random characters (python3 -c "import secrets; print(secrets.token_hex(32))")'
        )
    return value


def _variable(name: str, parse: Callable[[str], Any], default: str, text: str) -> Any:
    return field(metadata={"variable": Variable(name, parse, default, text)})


def _secret(name: str, parse: Callable[[str], Any], default: str, text: str) -> Any:
    """A variable that may hold a password: it never shows when the settings are printed."""
    return field(repr=False, metadata={"variable": Variable(name, parse, default, text)})


def _password(login: str, purpose: str) -> Any:
    name = f"PORTAL_DATABASE_PASSWORD_{login.upper()}"
    return _secret(name, _text, "", f"password of the login `portal_{login}`: {purpose}")


@dataclass(frozen=True)
class Settings:
    """What the environment says. An empty text means: not set."""

    data_dir: Path = _variable("PORTAL_DATA_DIR", _path, "./data", "folder of uploads, papers and embedded servers")
    database: str = _secret(
        "PORTAL_DATABASE_URL", _database_url, "",
        "a PostgreSQL server; empty: the embedded one. Its own user and password, needed by `portal db upgrade` alone, "
        "are the administrator's",
    )  # fmt: skip
    redis_url: str = _secret("PORTAL_REDIS_URL", _redis_url, "", "a Redis server; empty: the embedded one")
    database_password_owner: str = _password("owner", "migrations")
    database_password_web: str = _password("web", "requests")
    database_password_worker: str = _password("worker", "jobs")
    database_password_auth: str = _password("auth", "finding tenant and account at sign-in")
    database_password_relay: str = _password("relay", "the outbox")
    database_password_backup: str = _password("backup", "dumps")
    secret_key: str = _secret(
        "PORTAL_SECRET_KEY",
        _secret_key,
        "",
        "signs sessions and links; made and kept in the data folder when embedded",
    )
    base_url: str = _variable("PORTAL_BASE_URL", _base_url, "http://127.0.0.1:8000", "address used in mails' links")
    bind: str = _variable("PORTAL_BIND", _bind, "127.0.0.1:8000", "address and port the web server listens on")
    smtp_url: str = _secret(
        "PORTAL_SMTP_URL",
        _smtp_url,
        "",
        "where mails go: smtp://user:password@host:587?starttls=1 or smtps://…",
    )
    mail_from: str = _variable("PORTAL_MAIL_FROM", _address, "portal@localhost", "sender of all mails")
    cookie_secure: bool = _variable(
        "PORTAL_COOKIE_SECURE", _flag, "", "cookies by HTTPS only; unset: yes when PORTAL_BASE_URL is https"
    )
    proxy_hops: int = _variable("PORTAL_PROXY_HOPS", _number(0, 5), "0", "reverse proxies whose X-Forwarded-… count")
    web_workers: int = _variable("PORTAL_WEB_WORKERS", _number(1, 64), "2", "web processes")
    web_threads: int = _variable("PORTAL_WEB_THREADS", _number(1, 64), "4", "threads in each web process")
    upload_limit_mb: int = _variable("PORTAL_UPLOAD_LIMIT_MB", _number(1, 500), "20", "largest file taken in, MB")
    demo: bool = _variable("PORTAL_DEMO", _flag, "0", "1: show the demo's accounts and its page of sent mails")

    @property
    def embedded(self) -> bool:
        """Whether the servers are this machine's own, from wheels."""
        return not self.database

    def database_url(self, login: str) -> str:
        """SQLAlchemy address of the database for one of LOGINS, or for `admin`, the address's own user."""
        if not self.database:
            raise ConfigError("PORTAL_DATABASE_URL", "is not set; start the embedded servers or name a real one")
        url = sa.make_url(self.database).set(drivername="postgresql+psycopg")
        if login == "admin":
            if not url.username:
                raise ConfigError("PORTAL_DATABASE_URL", "must hold the administrator: postgresql://user:password@…")
            return url.render_as_string(hide_password=False)
        if login not in LOGINS:
            raise ValueError(f"no such login: {login}")
        password = getattr(self, f"database_password_{login}")
        if not password:
            raise ConfigError(f"PORTAL_DATABASE_PASSWORD_{login.upper()}", f"is not set; portal_{login} needs it")
        return url.set(username=f"portal_{login}", password=password).render_as_string(hide_password=False)

    def passwords(self) -> dict[str, str]:
        """Password of each of LOGINS; all must be set, for the one process that makes the logins."""
        for login in LOGINS:
            self.database_url(login)
        return {login: getattr(self, f"database_password_{login}") for login in LOGINS}

    def require(self, *attributes: str) -> None:
        """Stops a process at start that lacks one of the settings it cannot do without."""
        for variable in VARIABLES:
            if variable.attribute in attributes and not getattr(self, variable.attribute):
                raise ConfigError(variable.name, f"is not set: {variable.help}")


VARIABLES: tuple[Variable, ...] = tuple(
    Variable(found.name, found.parse, found.default, found.help, attribute=item.name)
    for item in fields(Settings)
    for found in [item.metadata["variable"]]
)


def load(environ: Mapping[str, str] = os.environ) -> Settings:
    """Reads and checks the environment; raises ConfigError. Empty variables count as not set."""
    values = {variable.attribute: _read(variable, environ) for variable in VARIABLES}
    if values["cookie_secure"] == "":
        values["cookie_secure"] = values["base_url"].startswith("https://")
    if bool(values["database"]) != bool(values["redis_url"]):
        unset = "PORTAL_REDIS_URL" if values["database"] else "PORTAL_DATABASE_URL"
        raise ConfigError(unset, "is not set; PostgreSQL and Redis are both embedded or both named")
    return Settings(**values)


def _read(variable: Variable, environ: Mapping[str, str]) -> Any:
    text = environ.get(variable.name, "").strip() or variable.default
    if not text:
        return ""
    try:
        return variable.parse(text)
    except ValueError as error:
        raise ConfigError(variable.name, f"unusable value; {error}") from None
