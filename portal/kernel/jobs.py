"""Runs outbox items in workers: claims, tries again, gives up, sweeps, and puts periodic work into every tenant.

A worker is told an outbox id at most; tenant and actor come from the row.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from portal.kernel import clock, outbox, tenancy, tenants
from portal.kernel.access import Actor, system_actor
from portal.kernel.db import db
from portal.kernel.outbox import LEASE, OutboxItem, OutboxStatus

log = logging.getLogger(__name__)

# Between two tries; the last but one comes half a day after the first, so that a mail server may be away overnight.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (0.2, 1, 5, 15, 60, 180, 360))
MAX_ATTEMPTS = len(WAITS) + 1
INTERRUPTED = "処理の途中で何度も止まりました。"

Handler = Callable[[dict[str, Any], Actor], None]
GaveUp = Callable[[dict[str, Any], str], None]


@dataclass(frozen=True)
class Work:
    """How work of one kind is done, how often it is tried, and what is told when it is given up."""

    do: Handler
    attempts: int
    gave_up: GaveUp | None
    periodic: bool


_work: dict[str, Work] = {}
_relay: sa.Engine


class Impossible(Exception):
    """Work that no retry can do; it goes to `dead` at once with this message."""


def handles(
    kind: str, *, attempts: int = MAX_ATTEMPTS, gave_up: GaveUp | None = None, periodic: bool = False
) -> Callable[[Handler], Handler]:
    """Registers the function that does work of this kind: `@handles("mail.send")`.

    `gave_up(payload, reason)` runs in the transaction that marks the item dead. `periodic` work has no payload.
    """

    def register(function: Handler) -> Handler:
        _work[kind] = Work(function, attempts, gave_up, periodic)
        return function

    return register


def use_relay(engine: sa.Engine) -> None:
    """The engine of the `relay` login, which sees outbox rows of all tenants and nothing else."""
    global _relay
    _relay = engine


def due_ids(limit: int = 1000) -> list[int]:
    """Items of all tenants that are due and held by nobody, oldest first."""
    statement = sa.text(
        "SELECT id FROM outbox WHERE status = 'pending' AND run_after <= :now"
        " AND (lease_until IS NULL OR lease_until < :now) ORDER BY run_after, id LIMIT :limit"
    )
    with _relay.connect() as connection:
        return list(connection.execute(statement, {"now": clock.now(), "limit": limit}).scalars())


def run(item_id: int) -> bool:
    """Does one outbox item; false when it is done, held by another worker, not due or gone."""
    with _relay.connect() as connection:
        tenant_id = connection.execute(
            sa.text("SELECT tenant_id FROM outbox WHERE id = :id"), {"id": item_id}
        ).scalar_one_or_none()
    if tenant_id is None:
        return False
    with tenancy.tenant(tenant_id):
        try:
            claimed = _claim(item_id)
            if claimed:
                _do(item_id)
            return claimed
        finally:
            db.session.remove()


def _claim(item_id: int) -> bool:
    """Takes a lease and counts the attempt, in a transaction of its own: a killed worker has used one up."""
    item = _locked(item_id)
    now = clock.now()
    if item is None or item.status != OutboxStatus.PENDING or item.run_after > now:
        db.session.rollback()
        return False
    if item.lease_until and item.lease_until > now:
        db.session.rollback()
        return False
    if item.attempts >= _attempts(item):
        _bury(item, item.last_error or INTERRUPTED)
        db.session.commit()
        return False
    item.attempts += 1
    item.lease_until = now + LEASE
    db.session.commit()
    return True


def _do(item_id: int) -> None:
    """The effect and the mark `done` in one transaction, under the row's lock: it goes when the worker goes."""
    item = _locked(item_id)
    if item is None or item.status != OutboxStatus.PENDING:
        return
    actor = Actor(user_id=item.actor_id, name=item.actor_name, system=True)
    try:
        _work[item.kind].do(item.payload, actor)
        item.status = OutboxStatus.DONE
        item.done_at = clock.now()
        item.lease_until = None
        item.last_error = ""
        db.session.commit()
    except Exception as problem:
        db.session.rollback()
        log.exception("outbox item %d failed", item_id)
        _note_failure(item_id, problem)


def _note_failure(item_id: int, problem: Exception) -> None:
    item = _locked(item_id)
    if item is None or item.status != OutboxStatus.PENDING:
        return
    item.last_error = _described(problem)
    if isinstance(problem, Impossible) or item.attempts >= _attempts(item):
        _bury(item, item.last_error)
    else:
        item.run_after = clock.now() + WAITS[min(item.attempts, len(WAITS)) - 1]
        item.lease_until = None
    db.session.commit()


def _bury(item: OutboxItem, reason: str) -> None:
    item.status = OutboxStatus.DEAD
    item.lease_until = None
    item.last_error = reason
    work = _work.get(item.kind)
    if work and work.gave_up:
        work.gave_up(item.payload, reason)


def _attempts(item: OutboxItem) -> int:
    work = _work.get(item.kind)
    return work.attempts if work else MAX_ATTEMPTS


def _described(problem: Exception) -> str:
    """What went wrong, without the values that were in the statement."""
    if isinstance(problem, sa.exc.DBAPIError) and isinstance(problem.orig, Exception):
        problem = problem.orig
    text = str(problem)
    return (text if isinstance(problem, Impossible) else f"{type(problem).__name__}: {text}")[:2000]


def _locked(item_id: int) -> OutboxItem | None:
    return db.session.scalars(
        sa.select(OutboxItem).where(OutboxItem.id == item_id).with_for_update(skip_locked=True)
    ).one_or_none()


def run_due() -> int:
    """Does everything that is due in this process, again until nothing is left; answers how many items were tried."""
    tried = 0
    while done := sum(run(item_id) for item_id in due_ids()):
        tried += done
    return tried


def sweep() -> None:
    """Rings again for what is due: what a crash, a lost Redis or a waiting time left."""
    outbox.ring(due_ids())


def for_every_tenant(kind: str) -> None:
    """Puts one item of a periodic kind into the outbox of each tenant that has none waiting."""
    if kind not in _work or not _work[kind].periodic:
        raise Impossible(f"{kind} is no periodic work")
    for card in tenants.all_tenants():
        with tenancy.tenant(card.id):
            waiting = sa.select(OutboxItem.id).where(OutboxItem.kind == kind, OutboxItem.status == OutboxStatus.PENDING)
            if db.session.scalar(waiting.limit(1)) is None:
                outbox.enqueue(kind, {}, actor=system_actor("定期処理"))
            db.session.commit()
            db.session.remove()
