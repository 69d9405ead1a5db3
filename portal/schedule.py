"""Every periodic job, in one list. One of the three modules that know every area.

The scheduler only rings; the worker puts the work into each tenant's outbox and does it there.
"""

import redis
from flask import Flask
from rq.cron import CronJob, CronScheduler

from portal.kernel import doorbell
from portal.kernel.config import Settings

SWEEP = "portal.kernel.jobs.sweep"
FOR_EVERY_TENANT = "portal.kernel.jobs.for_every_tenant"


class Ring(CronJob):
    """Rings for one function of the doorbell's list. Times of `cron` are UTC."""

    def enqueue(self, connection: redis.Redis) -> None:
        doorbell.put(connection, self.func_name, *self.args)


def every(seconds: int, function: str) -> Ring:
    return Ring(doorbell.QUEUE, func_name=function, interval=seconds)


def in_every_tenant(kind: str, cron: str) -> Ring:
    return Ring(doorbell.QUEUE, func_name=FOR_EVERY_TENANT, args=(kind,), cron=cron, name=kind)


def schedule() -> list[Ring]:
    return [
        every(30, SWEEP),
        in_every_tenant("accounts.clean_up", "17 * * * *"),
        in_every_tenant("kernel.clean_up", "40 18 * * *"),
        in_every_tenant("visits.book_rota", "10 18 * * *"),
        in_every_tenant("worklogs.remind", "5 * * * *"),
    ]


def run_cron(_app: Flask, settings: Settings) -> None:
    """Rings until SIGTERM or Ctrl-C."""
    scheduler = CronScheduler(connection=redis.Redis.from_url(settings.redis_url), logging_level="WARNING")
    scheduler.get_jobs().extend(schedule())
    scheduler.start()
