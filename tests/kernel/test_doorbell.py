"""The queue in Redis: what is put there is done, and nothing else that somebody puts there."""

import json
import pickle
import zlib

import pytest
import sqlalchemy as sa
from redis import Redis
from rq.job import Job

from portal.kernel import doorbell, jobs, outbox
from portal.kernel.access import system_actor
from portal.kernel.db import db
from portal.kernel.worker import run_worker
from portal.schedule import schedule

ACTOR = system_actor("試験")


@pytest.fixture
def connection(app, settings):
    with Redis.from_url(settings.redis_url) as connection:
        yield connection
        connection.flushdb()


@pytest.fixture
def work(applications, settings, app):
    """Runs the real worker until the queue is empty."""

    def until_empty() -> None:
        run_worker(applications[1], settings, burst=True)

    return until_empty


@pytest.fixture
def put(within, akagi):
    def mail_clean_up() -> int:
        with within(akagi):
            item = outbox.enqueue("kernel.clean_up", {}, actor=ACTOR)
            db.session.flush()
            return item.id

    return mail_clean_up


@pytest.fixture
def status(owner):
    def of(item_id: int) -> str:
        with owner.connect() as connection:
            return connection.execute(sa.text("SELECT status FROM outbox WHERE id = :id"), {"id": item_id}).scalar_one()

    return of


def slip_in(connection: Redis, name: str, data: bytes, **fields) -> None:
    """Writes an entry as somebody does who got into Redis."""
    entry = {"data": data, "origin": doorbell.QUEUE, "created_at": "2026-01-01T00:00:00Z", **fields}
    connection.hset(f"rq:job:{name}", mapping=entry)
    connection.rpush(f"rq:queue:{doorbell.QUEUE}", name)


def call(function: str, *args, instance=None, **kwargs) -> bytes:
    return zlib.compress(json.dumps([function, instance, args, kwargs]).encode())


class Bomb:
    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return open, (str(self.path), "w")


def test_a_ring_gets_the_work_done(put, work, status, connection):
    item_id = put()
    work()
    assert status(item_id) == "done"
    assert connection.keys("rq:job:*") == []


def test_a_redis_that_was_wiped_loses_nothing(put, work, status, connection):
    item_id = put()
    connection.flushdb()
    work()
    assert status(item_id) == "done"


def test_rung_twice_the_work_is_done_once(put, work, status, connection, owner):
    item_id = put()
    for _ in range(3):
        doorbell.ringer(connection)([item_id])
    work()
    with owner.connect() as database:
        attempts = database.execute(sa.text("SELECT attempts FROM outbox WHERE id = :id"), {"id": item_id}).scalar_one()
    assert attempts == 1


def test_every_entry_of_the_schedule_is_one_that_the_worker_takes(connection, work, cards, owner):
    for entry in schedule():
        entry.enqueue(connection)
    assert connection.llen("rq:queue:portal") == len(schedule())
    work()
    assert connection.llen("rq:queue:portal") == 0
    wanted = {entry.args[0] for entry in schedule() if entry.args}
    with owner.connect() as database:
        found = database.execute(sa.text("SELECT kind, tenant_id, status, last_error FROM outbox")).all()
    assert {(row.kind, row.tenant_id, row.status, row.last_error) for row in found if row.kind in wanted} == {
        (kind, card.id, "done", "") for kind in wanted for card in cards.values()
    }


POISON = {
    "another function": call("os.system", "touch {hit}"),
    "another function of ours": call("portal.kernel.jobs.run_due"),
    "a function of the portal with more arguments": call("portal.kernel.jobs.run", 1, 2),
    "a text for a number": call("portal.kernel.jobs.run", "1; DROP TABLE outbox"),
    "true for a number": call("portal.kernel.jobs.run", True),
    "named arguments": call("portal.kernel.jobs.run", item_id=1),
    "an object to call": call("upper", instance="text"),
    "work that is not periodic": call("portal.kernel.jobs.for_every_tenant", "mail.send"),
    "no call": zlib.compress(b'{"a": 1}'),
    "no JSON": zlib.compress(b"\xff\xfe"),
    "nothing compressed": b"\x00\x01",
    "an empty call": b"",
}


@pytest.mark.parametrize("what", POISON)
def test_a_poisoned_entry_is_thrown_away_and_the_rest_is_done(what, put, work, status, connection, tmp_path):
    hit = tmp_path / "hit"
    slip_in(connection, "poison", POISON[what].replace(b"{hit}", str(hit).encode()))
    item_id = put()
    work()
    assert status(item_id) == "done"
    assert not hit.exists()
    assert connection.llen("rq:queue:portal") == 0


def test_a_pickle_is_not_unpacked(put, work, status, connection, tmp_path):
    hit = tmp_path / "hit"
    bomb = pickle.dumps(("portal.kernel.jobs.run", None, (Bomb(hit),), {}))
    slip_in(connection, "poison", zlib.compress(bomb), meta=pickle.dumps(Bomb(hit)), result=pickle.dumps(Bomb(hit)))
    item_id = put()
    work()
    assert not hit.exists()
    assert status(item_id) == "done"


HOOKS = {
    "success_callback_name": "portal.wsgi.app",
    "failure_callback_name": "portal.wsgi.app",
    "stopped_callback_name": "portal.wsgi.app",
    "webhooks": json.dumps([{"url": "http://127.0.0.1:9/", "statuses": ["finished"]}]),
    "retries_left": "many",
    "timeout": "-1",
    "result_ttl": "never",
    "repeats_left": "1000",
    "repeat_intervals": "[0]",
    "dependency_ids": '["x"]',
}


def test_an_entry_of_ours_brings_no_callback_webhook_or_limit_along(connection, put, work, status):
    item_id = put()
    connection.delete("rq:queue:portal")
    slip_in(connection, f"run-{item_id}", call("portal.kernel.jobs.run", item_id), **HOOKS)
    job = doorbell.queue(connection).fetch_job(f"run-{item_id}")
    assert (job.success_callback, job.failure_callback, job.stopped_callback, job.webhooks) == (None, None, None, [])
    assert (job.timeout, job.result_ttl, job.repeats_left, job.retries_left) == (
        doorbell.TIMEOUT_SECONDS,
        0,
        None,
        None,
    )
    work()
    assert status(item_id) == "done"
    assert connection.keys("rq:job:*") == []


@pytest.mark.parametrize("name", ["../../etc", "two words", "名前", ""])
def test_an_entry_with_a_strange_name_does_not_stop_the_worker(name, connection, put, work, status):
    connection.rpush("rq:queue:portal", name)
    item_id = put()
    work()
    assert status(item_id) == "done"


def test_an_unreadable_name_left_by_a_killed_worker_does_not_stop_the_next(connection, put, work, status):
    connection.rpush("rq:queue:portal:intermediate", b"\xff\xfe")
    item_id = put()
    work()
    assert status(item_id) == "done"


def test_the_queue_names_functions_that_exist():
    for name in doorbell.FUNCTIONS:
        assert callable(getattr(jobs, name.rpartition(".")[2]))


def test_a_guarded_job_refuses_even_when_it_was_made_by_hand(connection):
    job = doorbell.GuardedJob.create("os.getcwd", connection=connection, serializer=doorbell.JSONSerializer)
    with pytest.raises(doorbell.Refused):
        job.perform()
    assert issubclass(doorbell.GuardedJob, Job)
