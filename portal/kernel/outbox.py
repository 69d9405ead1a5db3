"""The transactional outbox: work that outlasts a request is a row written with the change that wants it.

The row is the truth; Redis is only the doorbell. `jobs` claims and runs the rows.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.kernel import clock, tenancy
from portal.kernel.access import Actor
from portal.kernel.choices import Choice, choice_column
from portal.kernel.db import db

MAX_ATTEMPTS = 8
LEASE = timedelta(minutes=10)

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


def set_doorbell(ring: Callable[[list[int]], None] | None) -> None:
    """Says how workers are told of new items after a commit; without one the sweeper finds them."""
    global _doorbell
    _doorbell = ring


def enqueue(
    kind: str, payload: dict[str, Any], *, actor: Actor, run_after: datetime | None = None, once_key: str | None = None
) -> OutboxItem:
    """Adds work to the current transaction; workers learn of it after the commit."""
    item = OutboxItem(
        kind=kind,
        payload=payload,
        actor_id=actor.user_id,
        actor_name=actor.name,
        run_after=run_after or clock.now(),
        once_key=once_key,
        created_at=clock.now(),
    )
    db.session.add(item)
    return item


def run_again(item: OutboxItem) -> None:
    """Gives dead work another set of attempts."""
    item.status = OutboxStatus.PENDING
    item.attempts = 0
    item.run_after = clock.now()
    item.lease_until = None


def oldest_due_seconds() -> float:
    """Age in seconds of the oldest work of any tenant that is due and held by nobody; 0 when there is none."""
    return float(db.session.execute(sa.text("SELECT outbox_oldest_due_seconds()")).scalar_one())


@event.listens_for(Session, "after_flush")
def _remember_new_items(session: Session, _context) -> None:
    ids = [item.id for item in session.new if isinstance(item, OutboxItem) and item.run_after <= clock.now()]
    if ids:
        session.info.setdefault("outbox_ids", []).extend(ids)


@event.listens_for(Session, "after_commit")
def _ring(session: Session) -> None:
    ids = session.info.pop("outbox_ids", None)
    if ids and _doorbell is not None:
        _doorbell(ids)


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, _previous) -> None:
    session.info.pop("outbox_ids", None)
