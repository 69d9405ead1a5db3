"""The worker process: RQ forks a child for each entry of the queue; the child does it and ends."""

import logging

import redis
from flask import Flask
from rq import Worker
from rq.job import Job
from rq.queue import Queue
from rq.serializers import JSONSerializer

from portal.kernel import doorbell
from portal.kernel.config import Settings
from portal.kernel.db import after_fork

log = logging.getLogger(__name__)


class PortalWorker(Worker):
    """A worker that believes nothing in Redis but guarded entries, and whose children open their own connections."""

    log_result_lifespan = False

    def main_work_horse(self, job: Job, queue: Queue) -> None:
        after_fork()
        super().main_work_horse(job, queue)


def run_worker(app: Flask, settings: Settings, *, burst: bool = False) -> None:
    """Works until SIGTERM or Ctrl-C; `burst` ends it when the queue is empty."""
    connection = redis.Redis.from_url(settings.redis_url)
    line = doorbell.queue(connection)
    # Names of entries that a killed worker had taken. Their rows tell, and one that cannot be read stops every start.
    connection.delete(line.intermediate_queue_key)
    worker = PortalWorker(
        [line],
        connection=connection,
        job_class=doorbell.GuardedJob,
        serializer=JSONSerializer,
        log_job_description=False,
    )
    doorbell.put(connection, "portal.kernel.jobs.sweep")
    with app.app_context():
        worker.work(burst=burst, logging_level="WARNING")
