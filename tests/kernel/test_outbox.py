"""The outbox: who is told of new work, and when."""

import time

import pytest
import redis
import sqlalchemy as sa

from portal.kernel import clock, doorbell, outbox
from portal.kernel.access import NotAllowed, system_actor
from portal.kernel.db import db
from portal.kernel.outbox import OutboxItem, OutboxStatus

ACTOR = system_actor("試験")


@pytest.fixture
def rings(app):
    """Ids that workers were told, ring by ring."""
    heard: list[list[int]] = []
    before = outbox._doorbell
    outbox.set_doorbell(lambda ids: heard.append(list(ids)))
    yield heard
    outbox.set_doorbell(before)


def add(**options) -> int:
    item = outbox.enqueue("test.nothing", {}, actor=ACTOR, **options)
    db.session.flush()
    return item.id


def pending() -> list[int]:
    return list(db.session.scalars(sa.select(OutboxItem.id).where(OutboxItem.kind == "test.nothing")))


def test_workers_are_told_after_the_commit_alone(within, akagi, rings):
    with within(akagi):
        first, second = add(), add()
        assert rings == []
    assert rings == [[first, second]]


def test_workers_are_not_told_when_the_transaction_is_undone(within, akagi, rings):
    with within(akagi):
        add()
        db.session.rollback()
    assert rings == []


def test_a_savepoint_tells_nobody_before_the_outermost_commit(within, akagi, rings):
    with within(akagi):
        before = add()
        with db.session.begin_nested():
            inside = add()
        assert rings == []
    assert rings == [[before, inside]]


def test_an_undone_savepoint_does_not_silence_the_rest(within, akagi, rings):
    with within(akagi):
        kept = add()
        savepoint = db.session.begin_nested()
        add()
        savepoint.rollback()
        assert pending() == [kept]
    assert kept in rings[0]


def test_nothing_of_one_transaction_is_told_with_the_next(within, akagi, rings):
    with within(akagi):
        add()
        db.session.rollback()
        kept = add()
    assert rings == [[kept]]


def test_work_for_later_is_left_to_the_sweeper(within, akagi, rings):
    with within(akagi):
        add(run_after=clock.now() + outbox.LEASE)
    assert rings == []


def test_a_key_is_enqueued_once_in_each_tenant(within, akagi, minato, rings):
    with within(akagi):
        first = add(once_key="monthly 2022-09")
    with within(akagi):
        assert add(once_key="monthly 2022-09") == first
    with within(minato):
        assert add(once_key="monthly 2022-09") != first
    assert [len(ids) for ids in rings] == [1, 1]


def test_a_page_does_not_wait_for_a_redis_that_is_away(within, akagi):
    before = outbox._doorbell
    outbox.set_doorbell(doorbell.ringer(doorbell.connect("unix:///nowhere/redis.sock")))
    try:
        started = time.monotonic()
        with within(akagi):
            add()
        assert time.monotonic() - started < 1
    finally:
        outbox.set_doorbell(before)


def test_ringing_puts_the_id_and_nothing_else_into_redis(app, within, akagi):
    with within(akagi):
        item_id = add()
    connection: redis.Redis = app.extensions["redis"]
    assert connection.lrange("rq:queue:portal", 0, -1) == [f"run-{item_id}".encode()]


def test_dead_work_is_given_another_set_of_attempts(within, akagi, actor, rings):
    with within(akagi):
        item = db.session.get(OutboxItem, (akagi.id, add()))
        item.status, item.attempts = OutboxStatus.DEAD, 8
    with within(akagi):
        item = db.session.scalars(sa.select(OutboxItem)).one()
        outbox.run_again(item, actor=actor("lead"))
        assert (item.status, item.attempts) == (OutboxStatus.PENDING, 0)
        item_id = item.id
    assert rings[-1] == [item_id]


def test_work_that_is_not_dead_is_not_started_twice(within, akagi, actor):
    with within(akagi):
        item = db.session.get(OutboxItem, (akagi.id, add()))
        item.status = OutboxStatus.DONE
        assert outbox.run_again(item, actor=actor("lead")).status == OutboxStatus.DONE


def test_dead_work_is_not_for_everybody(within, akagi, actor):
    with within(akagi), pytest.raises(NotAllowed):
        outbox.run_again(db.session.get(OutboxItem, (akagi.id, add())), actor=actor("school"))


def test_the_age_of_waiting_work_is_that_of_all_tenants(within, akagi, minato):
    with within(minato):
        add(run_after=clock.now() - outbox.LEASE)
    with within(akagi):
        assert 59 < outbox.oldest_due_seconds() < 120
