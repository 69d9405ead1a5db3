"""Adds to the audit record. Rows are held back until the commit and written last of all.

The chain makes all who write for a tenant wait for each other from their first row to their commit. Written last,
that is a moment, and no lock is ever asked for after it: nobody waits for a long import, and nobody deadlocks.
"""

from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction
from sqlalchemy.sql import visitors

from portal.kernel import clock, tenancy
from portal.kernel.access import Actor
from portal.kernel.audit.rows import AuditEvent
from portal.kernel.db import db

_HELD = "audit_events"


def record(
    action: str,
    subject: Any,
    *,
    actor: Actor,
    label: str | None = None,
    changes: Mapping[str, tuple[Any, Any] | list[Any]] | None = None,
    internal: bool = False,
) -> AuditEvent:
    """Adds one row to the current transaction.

    `subject` is a record (its table and id are kept) or a plain word for what has no row; `action` is
    `<noun>.<verb in the past>`, with its Japanese label registered in ACTION_LABELS by the area that uses it.
    """
    is_record = hasattr(subject, "__tablename__")
    if is_record and subject.id is None:
        db.session.flush()
    row = AuditEvent(
        tenant_id=tenancy.current(),
        at=clock.now(),
        actor_id=actor.user_id,
        actor_name=actor.name,
        address=actor.address,
        action=action,
        subject_type=subject.__tablename__ if is_record else str(subject),
        subject_id=subject.id if is_record else None,
        subject_label=label if label is not None else getattr(subject, "audit_label", ""),
        changes={key: [_plain(old), _plain(new)] for key, (old, new) in (changes or {}).items()},
        internal=internal,
    )
    session = db.session()
    if not session.in_transaction():
        session.begin()  # so that a rollback takes the row along, whatever else happened
    session.info.setdefault(_HELD, []).append((row, session.get_nested_transaction()))
    return row


def changed(record_: Any, values: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Assigns `values` to the record's attributes; answers what differed, as {field: (before, after)}."""
    changes = {}
    for field, new in values.items():
        old = getattr(record_, field)
        if old != new:
            setattr(record_, field, new)
            changes[field] = (old, new)
    return changes


def write_held(session: Session) -> None:
    """Writes what is held back now, for a read that must find it."""
    held = session.info.pop(_HELD, None)
    if held:
        session.add_all([row for row, _savepoint in held])
        session.flush()


@event.listens_for(Session, "before_commit")
def _write_before_commit(session: Session) -> None:
    if not session.in_nested_transaction():
        write_held(session)


@event.listens_for(Session, "do_orm_execute")
def _write_before_read(state: ORMExecuteState) -> None:
    """Who reads the record in the transaction that adds to it finds the new rows."""
    if state.session.info.get(_HELD) and any(
        isinstance(part, sa.TableClause) and part.name == AuditEvent.__tablename__
        for part in visitors.iterate(cast("sa.Select", state.statement))
    ):
        write_held(state.session)


@event.listens_for(Session, "after_soft_rollback")
def _drop_what_was_undone(session: Session, undone: SessionTransaction) -> None:
    if undone.nested and _HELD in session.info:
        session.info[_HELD] = [
            (row, savepoint) for row, savepoint in session.info[_HELD] if not _within(savepoint, undone)
        ]


@event.listens_for(Session, "after_transaction_end")
def _drop_at_the_end(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(_HELD, None)


def _within(savepoint: SessionTransaction | None, outer: SessionTransaction) -> bool:
    while savepoint is not None and savepoint is not outer:
        savepoint = savepoint.parent
    return savepoint is outer


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return getattr(value, "label", value.value)
    if isinstance(value, datetime):
        return clock.local(value).isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return str(value)
