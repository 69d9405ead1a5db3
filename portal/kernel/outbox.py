"""The transactional outbox: work that outlasts a request is a row written with the change that wants it.

The row is the truth; Redis is only the doorbell. `jobs` claims and runs the rows.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Mapped, Session, SessionTransaction, mapped_column

from portal.kernel import audit, clock, states, tenancy
from portal.kernel.access import Actor, Permission
from portal.kernel.choices import Choice, choice_column
from portal.kernel.db import db

# Covers the moment between claim and row lock; the lock holds for as long as the work lasts and the worker lives.
LEASE = timedelta(minutes=1)
_NEW_IDS = "outbox_ids"

_doorbell: Callable[[list[int]], None] | None = None


class OutboxStatus(Choice):
    PENDING = "pending", "待機中"
    DONE = "done", "完了"
    DEAD = "dead", "失敗"


class OutboxItem(tenancy.TenantOwned, db.Model):
    """One piece of work. `lease_until` in the future means that a worker holds it."""

    __tablename__ = "outbox"
    __table_args__ = (
        sa.UniqueConstraint("tenant_id", "once_key"),
        sa.Index("ix_outbox_due", "run_after", postgresql_where=sa.text("status = 'pending'")),
        sa.Index("ix_outbox_listing", "tenant_id", "status", "id"),
    )

    kind: Mapped[str] = mapped_column(sa.Text)
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    actor_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(sa.Text, default="")
    once_key: Mapped[str | None] = mapped_column(sa.Text, doc="a second item with the same key is refused")
    status: Mapped[OutboxStatus] = choice_column(OutboxStatus, default=OutboxStatus.PENDING)
    attempts: Mapped[int] = mapped_column(sa.Integer, default=0)
    run_after: Mapped[datetime] = mapped_column(default=clock.now)
    lease_until: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(sa.Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    done_at: Mapped[datetime | None]


audit.label_actions({"work.run_again": "止まった処理をもう一度実行した"})


def set_doorbell(ring: Callable[[list[int]], None] | None) -> None:
    """Says how workers are told of new items after a commit; without one the sweeper finds them."""
    global _doorbell
    _doorbell = ring


def ring(ids: list[int]) -> None:
    """Tells the workers of items that are committed."""
    if ids and _doorbell is not None:
        _doorbell(ids)


def enqueue(
    kind: str, payload: dict[str, Any], *, actor: Actor, run_after: datetime | None = None, once_key: str | None = None
) -> OutboxItem:
    """Adds work to the current transaction; workers learn of it after the commit.

    With a `once_key` that this tenant has used before, the earlier item is the answer and nothing is added.
    """
    values = {
        "kind": kind,
        "payload": payload,
        "actor_id": actor.user_id,
        "actor_name": actor.name,
        "run_after": run_after or clock.now(),
        "created_at": clock.now(),
    }
    if once_key is not None:
        return _enqueue_once(once_key, values)
    item = OutboxItem(**values)
    db.session.add(item)
    return item


def _enqueue_once(once_key: str, values: dict[str, Any]) -> OutboxItem:
    statement = (
        insert(OutboxItem)
        .values(tenant_id=tenancy.current(), once_key=once_key, **values)
        .on_conflict_do_nothing(index_elements=["tenant_id", "once_key"])
        .returning(OutboxItem)
    )
    item = db.session.scalars(statement).one_or_none()
    if item is None:
        return db.session.scalars(sa.select(OutboxItem).where(OutboxItem.once_key == once_key)).one()
    _remember(db.session(), [item])
    return item


def run_again(item: OutboxItem, *, actor: Actor) -> OutboxItem:
    """Gives dead work another set of attempts; work that is not dead (any more) is left as it is."""
    actor.require(Permission.MAIL_READ)
    states.lock(item)
    if item.status != OutboxStatus.DEAD:
        return item
    item.status = OutboxStatus.PENDING
    item.attempts = 0
    item.run_after = clock.now()
    item.lease_until = None
    _remember(db.session(), [item])
    audit.record("work.run_again", item, actor=actor, label=item.kind)
    return item


def oldest_due_seconds() -> float:
    """Age in seconds of the oldest work of any tenant that is due and held by nobody; 0 when there is none."""
    return float(db.session.execute(sa.text("SELECT outbox_oldest_due_seconds()")).scalar_one())


@event.listens_for(Session, "after_flush")
def _remember_new_items(session: Session, _context) -> None:
    _remember(session, [item for item in session.new if isinstance(item, OutboxItem)])


def _remember(session: Session, items: list[OutboxItem]) -> None:
    now = clock.now()
    session.info.setdefault(_NEW_IDS, []).extend(item.id for item in items if item.run_after <= now)


@event.listens_for(Session, "after_commit")
def _ring_for_new_items(session: Session) -> None:
    """After the outermost commit alone; of a savepoint that was undone a ring goes to nobody, which does no harm."""
    if session.in_nested_transaction():
        return
    ids = session.info.pop(_NEW_IDS, None)
    if ids:
        ring(ids)


@event.listens_for(Session, "after_transaction_end")
def _forget(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(_NEW_IDS, None)
