"""The lead's check, the board's approval, and the way back with a reason."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from portal.kernel import audit, clock, outbox, states
from portal.kernel.access import Actor, NotAllowed
from portal.kernel.db import db
from portal.kernel.states import WrongState
from portal.worklogs import policies, queries
from portal.worklogs.errors import OwnLog, WorklogError
from portal.worklogs.models import DailyLog
from portal.worklogs.operations.logs import UNDECIDED, needed_reason
from portal.worklogs.states import APPROVED, CHECKED, DRAFT, TRANSITIONS

REFUSALS = (WorklogError, WrongState, NotAllowed)


class BulkResult(NamedTuple):
    """What became of one of the logs; `reason` says why it was refused."""

    log: DailyLog
    done: bool
    reason: str = ""


def check_log(log: DailyLog, *, actor: Actor) -> DailyLog:
    """Nobody checks their own log, unless nobody else leads."""
    states.lock(log)
    policies.require("check", actor, log)
    if log.user_id == actor.user_id and queries.others_lead(actor.user_id):
        raise OwnLog("自分の日報は点検できません。ほかのリーダーが点検します。")
    values = {"checked_at": clock.now(), "checked_by_id": actor.user_id, "checked_by_name": actor.name}
    audit.changed(log, values)
    states.move(log, CHECKED, TRANSITIONS, actor=actor, action="daily_log.checked")
    return log


def approve_log(log: DailyLog, *, actor: Actor) -> DailyLog:
    states.lock(log)
    policies.require("approve", actor, log)
    values = {"approved_at": clock.now(), "approved_by_id": actor.user_id, "approved_by_name": actor.name}
    audit.changed(log, values)
    states.move(log, APPROVED, TRANSITIONS, actor=actor, action="daily_log.approved")
    return log


def return_log(log: DailyLog, *, reason: str, actor: Actor) -> DailyLog:
    """Gives the log back to its writer, who is told why; links in the schools' mails rest meanwhile."""
    states.lock(log)
    policies.require("return", actor, log)
    reason = needed_reason(reason, "差し戻す理由")
    audit.changed(log, {**UNDECIDED, "return_reason": reason})
    states.move(log, DRAFT, TRANSITIONS, actor=actor, action="daily_log.returned", note=reason)
    if log.user_id != actor.user_id:
        payload = {"log_id": log.id, "reason": reason}
        outbox.enqueue("worklogs.tell_returned", payload, actor=actor)
    return log


def bulk_check(logs: Iterable[DailyLog], *, actor: Actor) -> list[BulkResult]:
    return _each(logs, lambda log: check_log(log, actor=actor))


def bulk_approve(logs: Iterable[DailyLog], *, actor: Actor) -> list[BulkResult]:
    return _each(logs, lambda log: approve_log(log, actor=actor))


def _each(logs: Iterable[DailyLog], do: Callable[[DailyLog], DailyLog]) -> list[BulkResult]:
    """In the order of ids, so that two people working on the same logs wait for each other."""
    results = []
    for log in sorted(logs, key=lambda one: one.id):
        try:
            with db.session.begin_nested():
                do(log)
            results.append(BulkResult(log, done=True))
        except REFUSALS as refusal:
            results.append(BulkResult(log, done=False, reason=str(refusal)))
    return results
