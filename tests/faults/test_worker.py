"""The worker and the scheduler as processes: killed in the middle of work, cut off from Redis, asked to end."""

import io
import json
import threading
import time
from collections.abc import Callable

import psutil
import pytest
import redis
import sqlalchemy as sa

from portal.kernel import config, import_jobs, import_runs, mail, outbox
from portal.kernel.access import system_actor
from portal.kernel.audit import AuditEvent
from portal.kernel.db import db
from portal.kernel.import_runs import ImportRun, ImportStatus
from portal.kernel.mail import Mail, MailStatus
from portal.kernel.outbox import OutboxItem
from portal.schools.models import School
from tests.faults.drive import DEADLINE_SECONDS, Driven, gone
from tests.mailbox import Mailbox

RUN = """
import json, os, sys
os.environ.update(json.loads(sys.argv[1]))
from portal.cli import main
main([sys.argv[2]])
"""
ACTOR = system_actor("試験")
ROWS = 400


@pytest.fixture
def start(app, settings):
    """`start("worker")` starts a process of the Procfile on this test's servers."""
    started = []

    def begin(process: str, **changes: str) -> Driven:
        values = {one.name: getattr(settings, one.attribute) for one in config.VARIABLES}
        environment = {
            key: str(int(value) if isinstance(value, bool) else value) for key, value in values.items() if value
        }
        started.append(Driven(RUN, json.dumps(environment | changes), process))
        return started[-1]

    yield begin
    for driven in started:
        driven.finish()


@pytest.fixture
def stalling():
    """A mail server that holds the first mail until it is told to refuse it, and takes the others."""

    class Stalling(Mailbox):
        def __init__(self) -> None:
            super().__init__()
            self.reached, self.refuse_now = threading.Event(), threading.Event()

        async def handle_DATA(self, server, session, envelope) -> str:
            if self.reached.is_set():
                return await super().handle_DATA(server, session, envelope)
            self.reached.set()
            await server.loop.run_in_executor(None, self.refuse_now.wait, DEADLINE_SECONDS)
            return "451 come again"

    server = Stalling()
    with server.listening():
        yield server
        server.refuse_now.set()


def until(true: Callable[[], object]) -> None:
    """Waits for another process, and fails when that takes too long."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not true():
        assert time.monotonic() < deadline, "it did not come about"
        threading.Event().wait(0.02)


def kill(driven: Driven) -> None:
    """The worker and the child at work, as when the machine goes down."""
    family = [*driven.family(), psutil.Process(driven.process.pid)]
    for process in family:
        process.kill()
    driven.process.wait(DEADLINE_SECONDS)
    assert gone(family)


def lease_over(within, card) -> None:
    with within(card):
        db.session.execute(sa.update(OutboxItem).values(lease_until=None))


def run_of(within, card) -> ImportRun:
    with within(card):
        run = db.session.scalars(sa.select(ImportRun)).one()
        db.session.expunge(run)
        return run


def start_import(within, card) -> None:
    lines = ["学校コード,学校名,校種,本校コード,郵便番号,住所,電話番号,児童生徒数"]
    lines += [f"N{number:04},試験第{number}小学校,小学校,,,,,{number}" for number in range(ROWS)]
    with within(card):
        import_jobs.start(
            import_runs.KINDS["schools"],
            io.BytesIO("\n".join(lines).encode()),
            "schools.csv",
            take_good_rows=False,
            once_key=None,
            actor=ACTOR,
        )


def count(within, card, statement: sa.Select) -> int:
    with within(card):
        return db.session.scalar(statement)


def test_an_import_whose_worker_is_killed_is_done_once_and_whole(start, within, akagi):
    start_import(within, akagi)
    worker = start("worker")
    until(lambda: run_of(within, akagi).status is ImportStatus.RUNNING)
    kill(worker)
    schools = sa.select(sa.func.count()).select_from(School)
    assert count(within, akagi, schools) == 2
    lease_over(within, akagi)
    start("worker")
    until(lambda: run_of(within, akagi).is_finished)
    run = run_of(within, akagi)
    assert (run.status, run.accepted, run.rejected) == (ImportStatus.DONE, ROWS, 0), run.message
    assert count(within, akagi, schools) == 2 + ROWS
    assert count(within, akagi, sa.select(sa.func.count(AuditEvent.id)).where(AuditEvent.action == "import.done")) == 1
    assert count(within, akagi, sa.select(OutboxItem.attempts).where(OutboxItem.kind == "import.run")) == 2


def test_a_killed_child_leaves_a_worker_that_goes_on(start, within, akagi):
    start_import(within, akagi)
    worker = start("worker")
    until(lambda: run_of(within, akagi).status is ImportStatus.RUNNING)
    for child in worker.family():
        child.kill()
    lease_over(within, akagi)
    with within(akagi):
        outbox.enqueue("kernel.clean_up", {}, actor=ACTOR)
    start("cron")
    until(lambda: run_of(within, akagi).is_finished)
    assert worker.process.poll() is None
    assert count(within, akagi, sa.select(sa.func.count()).select_from(School)) == 2 + ROWS


def test_a_mail_whose_worker_is_killed_in_mid_sentence_arrives_once(start, within, akagi, stalling, tmp_path):
    with within(akagi):
        db.session.add(
            Mail(
                template="",
                to_address="sato@example.jp",
                to_name="佐藤",
                subject="お知らせ",
                body="本文",
                message_id="<one@portal.example>",
            )
        )
        db.session.flush()
        mail_id = db.session.scalars(sa.select(Mail.id)).one()
        outbox.enqueue("mail.send", {"mail_id": mail_id}, actor=ACTOR)
    worker = start("worker", PORTAL_SMTP_URL=stalling.url)
    assert stalling.reached.wait(DEADLINE_SECONDS)
    kill(worker)
    stalling.refuse_now.set()
    lease_over(within, akagi)
    start("worker", PORTAL_SMTP_URL=stalling.url)
    until(lambda: count(within, akagi, sa.select(Mail.status)) == MailStatus.SENT)
    assert [message["Subject"] for message in stalling.messages] == ["お知らせ"]
    assert mail.settings.sender in str(stalling.messages[0]["From"])


def test_work_put_in_while_redis_was_wiped_is_found_by_the_sweep(start, within, akagi, settings):
    worker = start("worker")
    start("cron")
    connection = redis.Redis.from_url(settings.redis_url)
    until(lambda: connection.keys("rq:worker:*"))
    with within(akagi):
        item = outbox.enqueue("kernel.clean_up", {}, actor=ACTOR)
        db.session.flush()
        item_id = item.id
    connection.flushdb()
    start("cron")  # a new scheduler sweeps at once; an old one within half a minute
    until(lambda: count(within, akagi, sa.select(OutboxItem.done_at).where(OutboxItem.id == item_id)))
    assert worker.process.poll() is None
    connection.close()


def waits_for_work(connection: redis.Redis) -> bool:
    return any(connection.hget(key, "state") == b"idle" for key in connection.keys("rq:worker:*"))


def waits_for_the_hour(connection: redis.Redis) -> bool:
    return bool(connection.keys("rq:cron_scheduler:*"))


@pytest.mark.parametrize(("name", "ready"), [("worker", waits_for_work), ("cron", waits_for_the_hour)])
def test_an_idle_process_ends_soon_when_it_is_asked_to(start, settings, name, ready):
    driven = start(name)
    with redis.Redis.from_url(settings.redis_url) as connection:
        until(lambda: ready(connection))
        driven.process.terminate()
        assert driven.process.wait(8) == 0
