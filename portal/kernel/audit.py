"""The append-only record of who did what: also the history that each record shows.

Rows are numbered and hash-chained per tenant by a trigger of the database's owner; the application may only INSERT.
"""

from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, SessionTransaction, mapped_column
from sqlalchemy.sql import visitors

from portal.kernel import clock, tenancy
from portal.kernel.access import Actor
from portal.kernel.db import db

_HELD = "audit_events"


class AuditEvent(tenancy.TenantOwned, db.Model):
    """One thing done. `changes` maps a field to [before, after]; `internal` ones are hidden from schools."""

    __tablename__ = "audit_event"
    __table_args__ = (
        sa.UniqueConstraint("tenant_id", "seq"),
        sa.Index("ix_audit_event_subject", "tenant_id", "subject_type", "subject_id", "seq"),
        sa.Index("ix_audit_event_actor", "tenant_id", "actor_id", "seq"),
        sa.Index("ix_audit_event_action", "tenant_id", "action", "seq"),
    )

    seq: Mapped[int] = mapped_column(server_default=sa.FetchedValue(), doc="1, 2, 3 … per tenant, without gaps")
    at: Mapped[datetime] = mapped_column(default=clock.now)
    actor_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(sa.Text)
    address: Mapped[str] = mapped_column(sa.Text, default="")
    action: Mapped[str] = mapped_column(sa.Text)
    subject_type: Mapped[str] = mapped_column(sa.Text)
    subject_id: Mapped[int | None]
    subject_label: Mapped[str] = mapped_column(sa.Text, default="")
    changes: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    internal: Mapped[bool] = mapped_column(sa.Boolean, default=False)
    prev_hash: Mapped[str] = mapped_column(sa.Text, server_default=sa.FetchedValue())
    hash: Mapped[str] = mapped_column(sa.Text, server_default=sa.FetchedValue())

    @property
    def action_label(self) -> str:
        return ACTION_LABELS.get(self.action, self.action)

    @property
    def labelled_changes(self) -> list[tuple[str, Any, Any]]:
        """(field as people call it, before, after) of each change."""
        return [
            (FIELD_LABELS.get((self.subject_type, field), field), old, new)
            for field, (old, new) in self.changes.items()
        ]


class AuditHead(tenancy.TenantOwned, db.Model):
    """The newest number and hash of a tenant's chain; written by the owner's trigger, closed to the application."""

    __tablename__ = "audit_head"
    __table_args__ = (sa.UniqueConstraint("tenant_id"),)

    seq: Mapped[int]
    hash: Mapped[str] = mapped_column(sa.Text)


def record(
    action: str,
    subject: Any,
    *,
    actor: Actor,
    label: str | None = None,
    changes: Mapping[str, tuple[Any, Any] | list[Any]] | None = None,
    internal: bool = False,
) -> AuditEvent:
    """Adds one row to the current transaction; it is written just before the commit.

    The chain makes all who write for a tenant wait for each other from their first row to their commit. Written last,
    that is a moment, and no lock is ever asked for after it: nobody waits for a long import, and nobody deadlocks.

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


ACTION_LABELS: dict[str, str] = {}


def label_actions(labels: Mapping[str, str]) -> None:
    """Registers the Japanese labels of an area's actions; called when the area is imported."""
    ACTION_LABELS.update(labels)


FIELD_LABELS: dict[tuple[str, str], str] = {}


def label_fields(subject_type: str, labels: Mapping[str, str]) -> None:
    """Registers how a table's fields are called in histories."""
    FIELD_LABELS.update({(subject_type, field): label for field, label in labels.items()})


def history(subject: Any, *, internal: bool, limit: int = 100) -> list[AuditEvent]:
    """What happened to a record, newest first; without `internal` only what schools may see."""
    statement = sa.select(AuditEvent).where(
        AuditEvent.subject_type == subject.__tablename__, AuditEvent.subject_id == subject.id
    )
    if not internal:
        statement = statement.where(~AuditEvent.internal)
    return list(db.session.scalars(statement.order_by(AuditEvent.seq.desc()).limit(limit)))


def changed(record_: Any, values: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Assigns `values` to the record's attributes; answers what differed, as {field: (before, after)}."""
    changes = {}
    for field, new in values.items():
        old = getattr(record_, field)
        if old != new:
            setattr(record_, field, new)
            changes[field] = (old, new)
    return changes


def first_break() -> int | None:
    """The number of the first row whose chain is broken, or None when the current tenant's chain holds."""
    _write_held(db.session())
    return db.session.execute(sa.text("SELECT audit_first_break()")).scalar_one()


def count() -> int:
    """How many rows the current tenant's chain has."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(AuditEvent))


@event.listens_for(Session, "before_commit")
def _write_before_commit(session: Session) -> None:
    if not session.in_nested_transaction():
        _write_held(session)


@event.listens_for(Session, "do_orm_execute")
def _write_before_read(state: ORMExecuteState) -> None:
    """Who reads the record in the transaction that adds to it finds the new rows."""
    if state.session.info.get(_HELD) and any(
        isinstance(part, sa.TableClause) and part.name == AuditEvent.__tablename__
        for part in visitors.iterate(state.statement)
    ):
        _write_held(state.session)


def _write_held(session: Session) -> None:
    held = session.info.pop(_HELD, None)
    if held:
        session.add_all([row for row, _savepoint in held])
        session.flush()


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
