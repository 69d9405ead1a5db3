"""Rows into tables by COPY, as the administrator, with triggers and foreign keys asleep meanwhile."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from typing import Any

import psycopg
import sqlalchemy as sa
from psycopg.types.json import Jsonb
from sqlalchemy.dialects.postgresql import JSONB

Row = dict[str, Any]


@contextmanager
def loading(url: str) -> Iterator[psycopg.Connection]:
    """A connection that checks nothing beside types and uniqueness; commits at the end."""
    address = sa.make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address) as connection:
        connection.execute("SET session_replication_role = replica")
        yield connection


def copy_rows(connection: psycopg.Connection, table: sa.Table, rows: Iterable[Row], *, into: str = "") -> None:
    """Columns that a row lacks get the model's plain default, else NULL; names with an underscore are notes."""
    rows = iter(rows)
    first = next(rows, None)
    if first is None:
        return
    columns = [column for column in table.columns if column.name in first or _is_written(column)]
    defaults = {column.name: _default(column) for column in columns}
    names = ", ".join(f'"{column.name}"' for column in columns)
    documents = {column.name for column in columns if isinstance(column.type, JSONB)}
    with connection.cursor().copy(f"COPY {into or table.name} ({names}) FROM STDIN") as copy:
        for row in chain([first], rows):
            copy.write_row(
                [
                    Jsonb(row[name]) if name in documents else row.get(name, default)
                    for name, default in defaults.items()
                ]
            )


def follow_up_identity(connection: psycopg.Connection, table: str) -> None:
    """The next id the table gives is above those it was loaded with."""
    connection.execute(
        f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT coalesce(max(id), 1) FROM {table}))"
    )


def _is_written(column: sa.Column) -> bool:
    """Identities and what the database fills in itself are left to it."""
    return column.identity is None and column.server_default is None


def _default(column: sa.Column) -> Any:
    return column.default.arg if column.default is not None and column.default.is_scalar else None
