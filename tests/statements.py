"""Counts the statements that reach PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy import event


class Statements:
    def __init__(self) -> None:
        self.texts: list[str] = []

    @property
    def count(self) -> int:
        return len(self.texts)

    @classmethod
    @contextmanager
    def counted(cls) -> Iterator["Statements"]:
        seen = cls()

        def note(_connection, _cursor, statement: str, *_rest) -> None:
            seen.texts.append(statement)

        event.listen(sa.Engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(sa.Engine, "before_cursor_execute", note)
