"""Redis as the doorbell of background work: one queue of outbox ids, served by RQ.

Whoever can write to Redis must not get more than a doorbell: entries that name anything else are thrown away.
"""

import logging
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import redis
import rq
from redis.backoff import NoBackoff
from redis.retry import Retry
from rq.exceptions import NoSuchJobError
from rq.serializers import JSONSerializer

log = logging.getLogger(__name__)

QUEUE = "portal"
TIMEOUT_SECONDS = 540
KEEP_FAILURES_SECONDS = 3600
ANSWER_SECONDS = 2

# All that the queue may name, with the types of the arguments.
FUNCTIONS: dict[str, tuple[type, ...]] = {
    "portal.kernel.jobs.run": (int,),
    "portal.kernel.jobs.sweep": (),
    "portal.kernel.jobs.for_every_tenant": (str,),
}
RUN = "portal.kernel.jobs.run"

# Nothing else of an entry is believed: no callbacks, webhooks, dependents, repeats, results or time limits.
_BELIEVED = frozenset({"data", "origin", "status", "created_at", "enqueued_at", "started_at", "worker_name"})


class Refused(ValueError):
    """The entry asks for something that this queue does not do."""


class GuardedJob(rq.job.Job):
    """An RQ job that is one of FUNCTIONS with plain arguments; anything else is gone before a worker sees it."""

    @classmethod
    def fetch(cls, id: str, connection: redis.Redis | None = None, serializer: Any = None) -> rq.job.Job:
        try:
            return super().fetch(id, connection=connection, serializer=serializer)
        except (TypeError, ValueError) as problem:  # a name that no entry of ours can have
            log.error("queue: entry %r refused", id)
            raise NoSuchJobError(id) from problem

    def restore(self, raw_data: dict[bytes, bytes]) -> None:
        try:
            super().restore({key: value for key, value in raw_data.items() if key.decode() in _BELIEVED})
            self.check()
        except Exception as problem:
            self.connection.delete(self.key)
            log.error("queue: entry %s refused: %s", self.id, problem)
            raise NoSuchJobError(self.id) from problem
        self.timeout = TIMEOUT_SECONDS
        self.result_ttl = 0
        self.failure_ttl = KEEP_FAILURES_SECONDS
        self.description = f"{self.func_name}{tuple(self.args)}"

    def check(self) -> None:
        """Raises Refused unless this is one of FUNCTIONS, called as it wants to be."""
        wanted = FUNCTIONS.get(self.func_name) if isinstance(self.func_name, str) else None
        if wanted is None or self.instance is not None or self.kwargs:
            raise Refused("no such work")
        if not isinstance(self.args, list | tuple) or [type(value) for value in self.args] != list(wanted):
            raise Refused("wrong arguments")

    def perform(self) -> Any:
        self.check()
        return super().perform()


def connect(url: str) -> redis.Redis:
    """A client for ringing: it gives up soon, for a page must not wait for Redis."""
    return redis.Redis.from_url(
        url, socket_timeout=ANSWER_SECONDS, socket_connect_timeout=ANSWER_SECONDS, retry=Retry(NoBackoff(), 1)
    )


def queue(connection: redis.Redis) -> rq.Queue:
    return rq.Queue(
        QUEUE,
        connection=connection,
        serializer=JSONSerializer,
        job_class=GuardedJob,
        default_timeout=TIMEOUT_SECONDS,
    )


@dataclass(frozen=True)
class Health:
    """How the doorbell is: `answers` is false when Redis is away, then nothing else is known."""

    answers: bool
    waiting: int = 0
    workers: int = 0


def health(connection: redis.Redis) -> Health:
    try:
        return Health(True, queue(connection).count, rq.Worker.count(connection=connection))
    except redis.RedisError:
        return Health(False)


def put(connection: redis.Redis, function: str, *arguments: int | str) -> None:
    """Asks the workers for one of FUNCTIONS; asked again while it waits, it is done once."""
    _put_all(connection, [(function, arguments)])


def ringer(connection: redis.Redis) -> Callable[[Iterable[int]], None]:
    """What tells the workers of outbox items; when Redis is away the sweeper will find them."""

    def ring(ids: Iterable[int]) -> None:
        try:
            _put_all(connection, [(RUN, (item_id,)) for item_id in ids])
        except redis.RedisError as problem:
            log.warning("doorbell: Redis is away (%s); the sweeper will find the work", problem)

    return ring


def _put_all(connection: redis.Redis, calls: list[tuple[str, tuple]]) -> None:
    """Equal calls share one entry, which goes with the first that is done; the others find nothing to do."""
    queue(connection).enqueue_many(
        [
            rq.Queue.prepare_data(
                function,
                args=arguments,
                job_id=_entry_name(function, arguments),
                result_ttl=0,
                failure_ttl=KEEP_FAILURES_SECONDS,
            )
            for function, arguments in calls
        ]
    )


def _entry_name(function: str, arguments: tuple) -> str:
    return re.sub("[^A-Za-z0-9-]+", "-", "-".join([function.rpartition(".")[2], *map(str, arguments)]))
