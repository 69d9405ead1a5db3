"""Databases on the embedded server: filled once, kept under a name that says of what, copied for each run."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import psutil
import sqlalchemy as sa

from portal.kernel.config import Settings
from portal.kernel.db import make_engine

COPY = "_of_process_"
ROOT = Path(__file__).resolve().parents[1]


def fingerprint(*facts: object, sources: Iterable[str]) -> str:
    """Changes with the facts and with the content of the files that the patterns find."""
    digest = hashlib.sha256(repr(facts).encode())
    for path in sorted(path for pattern in sources for path in ROOT.glob(pattern)):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


@dataclass(frozen=True)
class Databases:
    """What the administrator does with whole databases."""

    settings: Settings

    def named(self, name: str) -> Settings:
        url = sa.make_url(self.settings.database).set(database=name)
        return replace(self.settings, database=url.render_as_string(hide_password=False))

    def kept(self, family: str, mark: str, fill: Callable[[Settings], None]) -> tuple[str, bool]:
        """The filled database's name, and whether it had to be filled now; older ones of its family are dropped."""
        name = f"{family}_{mark}"
        names = self._run("SELECT datname FROM pg_database").scalars().all()
        if name in names:
            return name, False
        for old in (other for other in names if other.startswith(f"{family}_")):
            self._run(f'DROP DATABASE "{old}" WITH (FORCE)')
        unfinished = f"{family}_unfinished"
        self._run(f'CREATE DATABASE "{unfinished}"')
        fill(self.named(unfinished))
        self.run_in(unfinished, "VACUUM (ANALYZE)")
        self._run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{unfinished}'")
        self._run(f'ALTER DATABASE "{unfinished}" RENAME TO "{name}"')
        return name, True

    @contextmanager
    def copied(self, kept: str) -> Iterator[str]:
        """A fresh copy to measure on, so that every run begins with the same rows."""
        for name in self._run("SELECT datname FROM pg_database").scalars():
            kin, _, process = name.rpartition(COPY)
            if kin == kept and not psutil.pid_exists(int(process)):
                self._run(f'DROP DATABASE "{name}" WITH (FORCE)')
        name = f"{kept}{COPY}{os.getpid()}"
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{kept}" STRATEGY FILE_COPY')
        try:
            yield name
        finally:
            self._run(f'DROP DATABASE "{name}" WITH (FORCE)')

    def run_in(self, name: str, *statements: str) -> sa.Result | None:
        """Runs statements as the administrator, each for itself; answers the last one's rows."""
        engine = make_engine(self.named(name).database_url("admin"), isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                found = None
                for statement in statements:
                    found = connection.exec_driver_sql(statement)
                return found.freeze()() if found is not None and found.returns_rows else None
        finally:
            engine.dispose()

    def _run(self, statement: str) -> sa.Result | None:
        return self.run_in("postgres", statement)
