"""Background work: claimed once, tried again, given up visibly, in its own tenant."""

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.kernel import clock, jobs, outbox, tenancy
from portal.kernel.access import system_actor
from portal.kernel.db import db
from portal.schools.models import School

ACTOR = system_actor("試験")


@pytest.fixture
def worker(applications, app):
    """The application as the worker runs it."""
    with applications[1].app_context():
        yield applications[1]


@pytest.fixture
def kind():
    """Registers a handler for the length of a test: `kind(function, attempts=2)` answers its name."""
    names = []

    def register(function, **options) -> str:
        names.append(f"test.kind{len(names)}")
        jobs.handles(names[-1], **options)(function)
        return names[-1]

    yield register
    for name in names:
        del jobs._work[name]


@pytest.fixture
def put(within):
    def put_in(card, name: str, payload: dict | None = None, **options) -> int:
        with within(card):
            item = outbox.enqueue(name, payload or {}, actor=ACTOR, **options)
            db.session.flush()
            return item.id

    return put_in


@pytest.fixture
def row(owner):
    def read(item_id: int) -> sa.Row:
        with owner.connect() as connection:
            return connection.execute(sa.text("SELECT * FROM outbox WHERE id = :id"), {"id": item_id}).one()

    return read


def fail(_payload, _actor):
    raise OSError("the server is away")


def pupils(school_code: str = "001") -> int:
    return db.session.scalar(sa.select(School.pupils).where(School.code == school_code))


def add_pupil(_payload, _actor):
    db.session.execute(sa.update(School).where(School.code == "001").values(pupils=School.pupils + 1))


def test_work_is_done_in_its_tenant_in_the_name_of_who_wanted_it(worker, kind, put, minato, row):
    seen = []
    name = kind(lambda payload, actor: seen.append((tenancy.current(), actor.name, payload)))
    item_id = put(minato, name, {"a": 1})
    assert jobs.run(item_id) is True
    assert seen == [(minato.id, "試験", {"a": 1})]
    assert (row(item_id).status, row(item_id).attempts) == ("done", 1)


def test_work_that_is_done_is_not_done_again(worker, kind, put, akagi, within):
    item_id = put(akagi, kind(add_pupil))
    assert jobs.run(item_id) is True
    assert jobs.run(item_id) is False
    with within(akagi):
        assert pupils() == 1


def test_an_unknown_id_is_nothing_to_do(worker):
    assert jobs.run(987_654_321) is False


def test_effect_and_mark_stand_or_fall_together(worker, kind, put, akagi, within, row):
    def half(payload, actor):
        add_pupil(payload, actor)
        db.session.flush()
        raise OSError("the power went")

    item_id = put(akagi, kind(half))
    jobs.run(item_id)
    with within(akagi):
        assert pupils() == 0
    assert row(item_id).status == "pending"
    assert row(item_id).last_error == "OSError: the power went"


def test_failed_work_waits_longer_each_time(worker, kind, put, akagi, row):
    item_id = put(akagi, kind(fail))
    waits = []
    now = clock.now()
    for _ in range(3):
        with clock.at(now):
            assert jobs.run(item_id) is True
            assert jobs.run(item_id) is False
        waits.append(row(item_id).run_after - now)
        now = row(item_id).run_after
    assert waits == list(jobs.WAITS[:3])


def test_work_that_keeps_failing_ends_dead_and_says_so(worker, kind, put, akagi, row):
    told = []
    item_id = put(
        akagi, kind(fail, attempts=2, gave_up=lambda payload, reason: told.append((payload, reason))), {"x": 1}
    )
    jobs.run(item_id)
    with clock.at(clock.now() + timedelta(days=1)):
        jobs.run(item_id)
    assert row(item_id).status == "dead"
    assert told == [({"x": 1}, "OSError: the server is away")]
    assert jobs.due_ids() == []


def test_impossible_work_is_dead_at_once(worker, kind, put, akagi, row):
    def refuse(_payload, _actor):
        raise jobs.Impossible("この学校はもうありません。")

    item_id = put(akagi, kind(refuse))
    jobs.run(item_id)
    assert (row(item_id).status, row(item_id).last_error) == ("dead", "この学校はもうありません。")


def test_work_that_kills_its_worker_each_time_ends_dead(worker, kind, put, akagi, row):
    told = []
    item_id = put(akagi, kind(add_pupil, attempts=2, gave_up=lambda _payload, reason: told.append(reason)))
    now = clock.now()
    for minutes in (0, 2):
        with clock.at(now + timedelta(minutes=minutes)), tenancy.tenant(akagi.id):
            assert jobs._claim(item_id) is True
        db.session.remove()
    with clock.at(now + timedelta(minutes=4)):
        assert jobs.run(item_id) is False
    assert row(item_id).status == "dead"
    assert told == [jobs.INTERRUPTED]


def test_work_of_a_killed_worker_is_taken_up_when_its_lease_is_over(worker, kind, put, akagi, within):
    item_id = put(akagi, kind(add_pupil))
    with tenancy.tenant(akagi.id):
        jobs._claim(item_id)
    db.session.remove()
    assert jobs.due_ids() == []
    assert jobs.run(item_id) is False
    with clock.at(clock.now() + outbox.LEASE + timedelta(seconds=1)):
        assert jobs.due_ids() == [item_id]
        assert jobs.run(item_id) is True
    with within(akagi):
        assert pupils() == 1


def test_two_workers_at_once_do_it_once_even_beyond_the_lease(worker, kind, put, akagi, within):
    """While the first one works its row is locked, however long it takes."""
    inside, go_on = threading.Event(), threading.Event()

    def slow(payload, actor):
        inside.set()
        go_on.wait(10)
        add_pupil(payload, actor)

    item_id = put(akagi, kind(slow))

    def first() -> None:
        with worker.app_context():
            jobs.run(item_id)

    thread = threading.Thread(target=first)
    thread.start()
    assert inside.wait(10)
    with clock.at(clock.now() + timedelta(minutes=5)):
        assert jobs.due_ids() == [item_id]
        assert jobs.run(item_id) is False
    go_on.set()
    thread.join()
    with within(akagi):
        assert pupils() == 1


def test_a_statement_that_fails_is_told_without_its_values(worker, kind, put, akagi, row):
    def clash(_payload, _actor):
        db.session.execute(sa.text("SELECT 1 / 0 WHERE :secret = :secret"), {"secret": "ひみつ"})

    item_id = put(akagi, kind(clash))
    jobs.run(item_id)
    assert row(item_id).last_error == "DivisionByZero: division by zero"


def test_a_kind_nobody_knows_is_tried_again_later(worker, put, akagi, row):
    """A worker of yesterday may meet work of tomorrow's pages."""
    item_id = put(akagi, "test.of_a_newer_version")
    jobs.run(item_id)
    assert row(item_id).status == "pending"


def test_failed_work_of_one_tenant_does_not_keep_others_from_theirs(worker, kind, put, akagi, minato, within):
    put(akagi, kind(fail))
    put(minato, kind(add_pupil))
    assert jobs.run_due() == 2
    with within(minato):
        assert pupils() == 1
    with within(akagi):
        assert pupils() == 0


def test_periodic_work_is_put_into_every_tenant_once(worker, kind, cards, owner):
    name = kind(lambda _payload, _actor: None, periodic=True)
    jobs.for_every_tenant(name)
    jobs.for_every_tenant(name)
    with owner.connect() as connection:
        found = connection.execute(sa.text("SELECT tenant_id FROM outbox WHERE kind = :kind"), {"kind": name})
        assert sorted(found.scalars()) == sorted(card.id for card in cards.values())


def test_work_that_is_not_periodic_cannot_be_put_everywhere(worker, kind):
    name = kind(add_pupil)
    with pytest.raises(jobs.Impossible):
        jobs.for_every_tenant(name)


def test_periodic_work_of_every_area_is_registered():
    from portal.schedule import schedule

    periodic = {name for name, work in jobs._work.items() if work.periodic}
    assert {entry.args[0] for entry in schedule() if entry.args} == periodic


def test_old_work_that_is_done_is_forgotten_and_dead_work_stays(worker, kind, put, akagi, run_jobs, owner):
    put(akagi, kind(add_pupil))
    put(akagi, kind(fail, attempts=1))
    run_jobs()
    with clock.at(clock.now() + timedelta(days=31)):
        jobs.for_every_tenant("kernel.clean_up")
        jobs.run_due()
    with owner.connect() as connection:
        left = connection.execute(sa.text("SELECT status FROM outbox WHERE kind LIKE 'test.%'")).scalars().all()
    assert left == ["dead"]
