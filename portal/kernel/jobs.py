"""Runs outbox items in workers: rings, claims, retries and the sweeper.

RQ is handed one function, `run`, with one outbox id; tenant and actor come from the row.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import redis
import rq
import sqlalchemy as sa
from rq.serializers import JSONSerializer

from portal.kernel import clock, tenancy
from portal.kernel.access import Actor
from portal.kernel.db import db
from portal.kernel.outbox import LEASE, MAX_ATTEMPTS, OutboxItem, OutboxStatus

log = logging.getLogger(__name__)

QUEUE = "portal"
FUNCTION = "portal.kernel.jobs.run"
TIMEOUT_SECONDS = 540

Handler = Callable[[dict[str, Any], Actor], None]
_handlers: dict[str, Handler] = {}
_relay: sa.Engine | None = None


class Impossible(Exception):
    """Work that no retry can do; it goes to `dead` at once with this message."""


class OneFunctionJob(rq.job.Job):
    """An RQ job that refuses to be anything but `run` with a whole number."""

    def perform(self) -> Any:
        if self.func_name != FUNCTION or len(self.args) != 1 or not isinstance(self.args[0], int) or self.kwargs:
            raise PermissionError("this queue runs one function only")
        return super().perform()


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Registers the function that does work of this kind: `@handles("mail.send")`."""

    def register(function: Handler) -> Handler:
        _handlers[kind] = function
        return function

    return register


def use_relay(engine: sa.Engine) -> None:
    """The engine of the `relay` login, which sees outbox rows of all tenants and nothing else."""
    global _relay
    _relay = engine


def queue(connection: redis.Redis) -> rq.Queue:
    return rq.Queue(
        QUEUE,
        connection=connection,
        serializer=JSONSerializer,
        job_class=OneFunctionJob,
        default_timeout=TIMEOUT_SECONDS,
    )


def doorbell(connection: redis.Redis) -> Callable[[list[int]], None]:
    """Rings for new items; when Redis is away the sweeper will find them."""

    def ring(ids: list[int]) -> None:
        try:
            queue(connection).enqueue_many(
                [
                    rq.Queue.prepare_data(FUNCTION, args=(item_id,), job_id=f"outbox-{item_id}", result_ttl=0)
                    for item_id in ids
                ]
            )
        except redis.RedisError:
            log.warning("doorbell: Redis is away; the sweeper will find %d items", len(ids))

    return ring


def due_ids(limit: int = 1000) -> list[int]:
    """Items of all tenants that are due and held by nobody, oldest first."""
    statement = sa.text(
        "SELECT id FROM outbox WHERE status = 'pending' AND run_after <= now()"
        " AND (lease_until IS NULL OR lease_until < now()) ORDER BY run_after LIMIT :limit"
    )
    with _relay.connect() as connection:
        return list(connection.execute(statement, {"limit": limit}).scalars())


def run(item_id: int) -> None:
    """Does one outbox item unless it is done, held by another worker, or not due."""
    with _relay.connect() as connection:
        tenant_id = connection.execute(
            sa.text("SELECT tenant_id FROM outbox WHERE id = :id"), {"id": item_id}
        ).scalar_one_or_none()
    if tenant_id is None:
        return
    with tenancy.tenant(tenant_id):
        try:
            if _claim(item_id):
                _do(item_id)
        finally:
            db.session.remove()


def _claim(item_id: int) -> bool:
    """Takes a lease and counts the attempt, in a transaction of its own: a killed worker has used one up."""
    item = db.session.scalars(
        sa.select(OutboxItem).where(OutboxItem.id == item_id).with_for_update(skip_locked=True)
    ).one_or_none()
    now = clock.now()
    if item is None or item.status != OutboxStatus.PENDING or item.run_after > now:
        db.session.rollback()
        return False
    if item.lease_until and item.lease_until > now:
        db.session.rollback()
        return False
    item.attempts += 1
    item.lease_until = now + LEASE
    db.session.commit()
    return True


def _do(item_id: int) -> None:
    """The effect and the mark `done` in one transaction, under the row's lock."""
    item = _locked(item_id)
    if item is None or item.status != OutboxStatus.PENDING:
        return
    actor = Actor(user_id=item.actor_id, name=item.actor_name, system=True)
    try:
        _handlers[item.kind](item.payload, actor)
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
    if item is None:
        return
    item.last_error = f"{type(problem).__name__}: {problem}"[:2000]
    item.lease_until = None
    if isinstance(problem, Impossible) or item.attempts >= MAX_ATTEMPTS:
        item.status = OutboxStatus.DEAD
    else:
        item.run_after = clock.now() + backoff(item.attempts)
    db.session.commit()


def backoff(attempts: int) -> timedelta:
    """Waiting time before the next try: 10 s, 40 s, 90 s … at most an hour."""
    return min(timedelta(seconds=10 * attempts**2), timedelta(hours=1))


def _locked(item_id: int) -> OutboxItem | None:
    return db.session.scalars(
        sa.select(OutboxItem).where(OutboxItem.id == item_id).with_for_update(skip_locked=True)
    ).one_or_none()


def run_due() -> int:
    """Does everything that is due in this process, again until nothing is left; answers how many items were tried."""
    tried = 0
    while ids := due_ids():
        for item_id in ids:
            run(item_id)
        tried += len(ids)
    return tried
