"""A worker that is killed while it makes a paper: another makes it, once."""

import sqlalchemy as sa

from portal.kernel.db import db
from portal.kernel.outbox import OutboxItem
from portal.kernel.stored import StoredFile
from portal.reports import terms
from portal.reports.models import Paper
from tests.faults.test_worker import kill, lease_over, start, until  # noqa: F401
from tests.reports import make


def value(within, card, statement: sa.Select):
    with within(card):
        return db.session.scalar(statement)


def test_a_paper_whose_worker_is_killed_is_made_once(start, within, akagi):  # noqa: F811
    with within(akagi):
        terms.issue_paper(akagi, 2022, actor=make.ACTOR)
    attempts = sa.select(OutboxItem.attempts)
    worker = start("worker")
    until(lambda: value(within, akagi, attempts) == 1)
    kill(worker)
    assert value(within, akagi, sa.select(Paper.file_id)) is None
    lease_over(within, akagi)
    start("worker")
    start("cron")
    until(lambda: value(within, akagi, sa.select(Paper.file_id)))
    assert value(within, akagi, attempts) == 2
    assert value(within, akagi, sa.select(sa.func.count()).select_from(StoredFile)) == 1
