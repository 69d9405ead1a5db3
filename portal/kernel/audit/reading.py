"""Reads the audit record: a record's history, the searched list, and whether the chain holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from portal.kernel import clock
from portal.kernel.access import Actor
from portal.kernel.audit.rows import AuditEvent
from portal.kernel.audit.writing import record, write_held
from portal.kernel.db import db

COUNTED = 10_000
EXPORTED = ".exported"


@dataclass(frozen=True)
class AuditFilter:
    """What of the record is wanted. `nouns` are first parts of actions; `exports` leaves what was written out."""

    text: str = ""
    actor_id: int | None = None
    nouns: tuple[str, ...] = ()
    exports: bool = False
    first_day: date | None = None
    last_day: date | None = None

    @property
    def is_set(self) -> bool:
        return self != AuditFilter()

    def conditions(self) -> Iterable[sa.ColumnElement[bool]]:
        if self.text:
            columns = (AuditEvent.actor_name, AuditEvent.subject_label, AuditEvent.address)
            words = sa.or_(*(column.icontains(self.text, autoescape=True) for column in columns))
            yield words | sa.cast(AuditEvent.changes, sa.Text).icontains(self.text, autoescape=True)
        if self.actor_id is not None:
            yield AuditEvent.actor_id == self.actor_id
        if self.nouns:
            yield sa.or_(*(AuditEvent.action.startswith(f"{noun}.", autoescape=True) for noun in self.nouns))
        if self.exports:
            yield AuditEvent.action.endswith(EXPORTED)
        if self.first_day:
            yield AuditEvent.at >= clock.start_of_day(self.first_day)
        if self.last_day:
            yield AuditEvent.at < clock.start_of_day(self.last_day + timedelta(days=1))


@dataclass(frozen=True)
class Verification:
    """Whether a tenant's chain holds: `first_broken` is the number of the first row that does not fit."""

    rows: int
    first_broken: int | None

    @property
    def ok(self) -> bool:
        return self.first_broken is None


def history(subject: Any, *, internal: bool, limit: int = 100) -> list[AuditEvent]:
    """What happened to a record, newest first; without `internal` only what schools may see."""
    statement = sa.select(AuditEvent).where(
        AuditEvent.subject_type == subject.__tablename__, AuditEvent.subject_id == subject.id
    )
    if not internal:
        statement = statement.where(~AuditEvent.internal)
    return list(db.session.scalars(statement.order_by(AuditEvent.seq.desc()).limit(limit)))


def first_break() -> int | None:
    """The number of the first row whose chain is broken, or None when the current tenant's chain holds."""
    write_held(db.session())
    return db.session.execute(sa.text("SELECT audit_first_break()")).scalar_one()


def count() -> int:
    """How many rows the current tenant's chain has."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(AuditEvent)) or 0


def verify(*, actor: Actor | None = None) -> Verification:
    """Checks the current tenant's chain; with an actor the check itself is recorded."""
    found = Verification(rows=count(), first_broken=first_break())
    if actor:
        record("audit.verified", "audit", actor=actor, changes={"first_broken": (None, found.first_broken)})
    return found


def count_events(wanted: AuditFilter) -> tuple[int, bool]:
    """How many rows there are, and whether counting stopped at COUNTED."""
    some = sa.select(AuditEvent.id).where(*wanted.conditions()).limit(COUNTED + 1).subquery()
    found = db.session.scalar(sa.select(sa.func.count()).select_from(some)) or 0
    return min(found, COUNTED), found > COUNTED


def list_events(wanted: AuditFilter, *, limit: int, offset: int) -> list[AuditEvent]:
    """One page of the list, newest first."""
    statement = sa.select(AuditEvent).where(*wanted.conditions()).order_by(AuditEvent.seq.desc())
    return list(db.session.scalars(statement.limit(limit).offset(offset)))


def each_event(wanted: AuditFilter, *, limit: int) -> Iterable[AuditEvent]:
    """The rows of an export, oldest first, read in parts."""
    statement = sa.select(AuditEvent).where(*wanted.conditions()).order_by(AuditEvent.seq).limit(limit)
    return db.session.scalars(statement.execution_options(yield_per=1000))
