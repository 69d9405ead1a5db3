"""Statements whose text is made once per process: making one anew costs more than PostgreSQL needs to answer it.

A builder is given what decides the text and names a parameter for everything else, TENANT above all: the text
serves every tenant. It uses tables, not records, so that nothing else is added to it.
"""

from collections.abc import Callable, Hashable, Iterator
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import psycopg
from sqlalchemy.sql.dml import ReturningInsert

from portal.kernel import tenancy
from portal.kernel.db import db

TENANT = sa.bindparam("tenant", type_=sa.BigInteger)
KEPT_TEXTS = 2_000

Builder = Callable[..., sa.Select | ReturningInsert]


def fetch(build: Builder, *shape: Hashable, **values: Any) -> list[sa.Row]:
    """The rows of `build(*shape)` for the current tenant, with `values` as parameters."""
    return list(_execute(build, shape, values).all())


def stream(build: Builder, *shape: Hashable, batch: int, **values: Any) -> Iterator[sa.Row]:
    """The same for many rows, fetched in batches."""
    yield from _execute(build, shape, values, stream_results=True, yield_per=batch)


def _execute(build: Builder, shape: tuple[Hashable, ...], values: dict[str, Any], **options: Any) -> sa.CursorResult:
    db.session.flush()
    text, constants = _text(build, shape)
    parameters = constants | values | {"tenant": tenancy.current()}
    return db.session.connection().exec_driver_sql(text, parameters, execution_options=options)


@lru_cache(maxsize=KEPT_TEXTS)
def _text(build: Builder, shape: tuple[Hashable, ...]) -> tuple[str, dict[str, Any]]:
    """The text in the driver's spelling, and the parameters that never change."""
    compiled = build(*shape).compile(dialect=psycopg.dialect())
    constants = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
    return str(compiled), constants
