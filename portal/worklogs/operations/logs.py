"""A person's day from its first entry until it is handed in, and its correction after approval."""

from datetime import date, time

from sqlalchemy.dialects.postgresql import insert

from portal.kernel import audit, clock, states, tenancy
from portal.kernel.access import Actor, NotAllowed, Permission
from portal.kernel.db import db
from portal.schools.queries.calendar import work_calendar
from portal.worklogs import policies, queries, rules
from portal.worklogs.errors import Missing, Question, WorthAsking, WrongInput
from portal.worklogs.models import DailyLog, LogEntry, LogRevision
from portal.worklogs.operations.asking import ask_schools
from portal.worklogs.revisions import snapshot
from portal.worklogs.states import DRAFT, SUBMITTED, TRANSITIONS


def open_log(user_id: int, day: date, *, actor: Actor) -> DailyLog:
    """The person's log of a day; it is made when there is none, once for all who ask at the same time."""
    if not (actor.system or (actor.user_id == user_id and actor.can(Permission.LOG_WRITE))):
        raise NotAllowed("ほかの人の日報は書けません。")
    rules.day_of_log(day)
    if found := queries.bare_log(user_id, day):
        return found
    db.session.execute(
        insert(DailyLog)
        .values(tenant_id=tenancy.current(), user_id=user_id, day=day)
        .on_conflict_do_nothing(index_elements=["tenant_id", "user_id", "day"])
    )
    return queries.made_log(user_id, day)


def set_hours(
    log: DailyLog, *, starts: time | None, ends: time | None, note: str, version: int | None = None, actor: Actor
) -> DailyLog:
    """When the person's work began and ended that day, and what else is to be said of it."""
    states.check_version(log, version)
    policies.require_write(actor, log)
    if starts is not None and ends is not None and starts >= ends:
        raise WrongInput("ends", "終業は始業より後の時刻にしてください。")
    values = {"starts": starts, "ends": ends, "note": rules.long_text("note", "備考", note)}
    if changes := audit.changed(log, values):
        db.session.flush()
        audit.record("daily_log.edited", log, actor=actor, changes=changes)
    return log


def submit_log(log: DailyLog, *, accepted: bool = False, actor: Actor) -> DailyLog:
    """Hands the day in; the visited schools are asked to confirm. Raises WorthAsking; `accepted` drops the drafts."""
    states.lock(log)
    policies.require_write(actor, log)
    entries = queries.entries_of(log)
    confirmed = [entry for entry in entries if not entry.drafted]
    drafts = [entry for entry in entries if entry.drafted]
    if not confirmed:
        raise Missing("entries", "記録が1件もありません。記録してから提出してください。")
    if not accepted and (found := _questions(log, confirmed, drafts)):
        raise WorthAsking(found)
    for draft in drafts:
        db.session.delete(draft)
    changes = audit.changed(log, {"submitted_at": clock.now(), "return_reason": ""})
    states.move(
        log,
        SUBMITTED,
        TRANSITIONS,
        actor=actor,
        action="daily_log.submitted",
        changes={"submitted_at": changes["submitted_at"]},
    )
    ask_schools(log, confirmed, actor=actor)
    db.session.expire(log, ["entries", "confirmations"])
    return log


def _questions(log: DailyLog, confirmed: list[LogEntry], drafts: list[LogEntry]) -> list[Question]:
    found = []
    if drafts:
        found.append(Question("drafts", f"確定していない下書きが{len(drafts)}件あります。取り除いて提出しますか。"))
    if all(entry.starts and entry.ends for entry in confirmed):
        hours = work_calendar(log.day, log.day).hours_on(log.day)
        empty = rules.gaps(confirmed, rules.working_hours(hours, log.starts, log.ends))
        if empty:
            spans = "、".join(f"{starts:%H:%M}〜{ends:%H:%M}" for starts, ends in empty)
            found.append(Question("gaps", f"{spans} の記録がありません。このまま提出しますか。"))
    return found


def correct_log(log: DailyLog, *, reason: str, actor: Actor) -> DailyLog:
    """Opens an approved log as its next revision; the approved one is kept with its entries and confirmations."""
    states.lock(log)
    policies.require("correct", actor, log)
    reason = needed_reason(reason, "訂正する理由")
    db.session.add(
        LogRevision(
            log_id=log.id,
            revision=log.revision,
            snapshot=snapshot(log, queries.entries_of(log), queries.confirmations_of(log)),
            reason=reason,
            replaced_by_name=actor.name,
        )
    )
    changes = audit.changed(log, {"revision": log.revision + 1, **UNDECIDED})
    states.move(
        log,
        DRAFT,
        TRANSITIONS,
        actor=actor,
        action="daily_log.corrected",
        note=reason,
        changes={"revision": changes["revision"]},
    )
    return log


# What a log that is a draft again does not have.
UNDECIDED = {
    "submitted_at": None,
    "checked_at": None,
    "checked_by_id": None,
    "checked_by_name": "",
    "approved_at": None,
    "approved_by_id": None,
    "approved_by_name": "",
}


def needed_reason(reason: str, name: str) -> str:
    typed = rules.long_text("reason", name, reason)
    if not typed:
        raise Missing("reason", f"{name}を入力してください。")
    return typed
