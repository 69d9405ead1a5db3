"""The lines of a day: recorded, edited, confirmed, removed. Saving one takes few statements."""

from collections.abc import Sequence
from typing import Any

from portal.kernel import audit, states
from portal.kernel.access import Actor, NotAllowed, Permission
from portal.kernel.db import db
from portal.schools.queries.calendar import work_calendar
from portal.worklogs import policies, queries, rules
from portal.worklogs.errors import Locked, WorthAsking, WrongInput
from portal.worklogs.models import DailyLog, EntryOutcome, LogEntry, LogStatus
from portal.worklogs.operations.photos import Upload, attach_photos
from portal.worklogs.rules import EntryData

LINE = (
    "mode", "category_code", "minutes", "starts", "ends", "content", "teacher", "grade_class", "subject", "pupils",
    "tools", "outcome", "wishes", "ticket_id", "booking_id", "good_practice",
)  # fmt: skip


def record_entry(
    log: DailyLog,
    data: EntryData,
    *,
    client_key: str | None = None,
    photos: Sequence[Upload] = (),
    accepted: bool = False,
    actor: Actor,
) -> LogEntry:
    """Adds an entry; it takes the place of drafts made from the same booking or ticket.

    The same `client_key` again answers the first one, whatever became of the log since. Raises WorthAsking.
    """
    states.lock(log)
    facts = queries.facts(log, data.category_code, client_key)
    if facts.known_id is not None:
        return _own(queries.entry_by_id(facts.known_id), actor)
    policies.require_write(actor, log)
    there = queries.entries_of(log)
    data = _checked(log, data, facts, there, accepted)
    entry = LogEntry(log_id=log.id, user_id=log.user_id, day=log.day, client_key=client_key, **_values(data))
    db.session.add(entry)
    _replace_drafts(there, data)
    db.session.flush()
    attach_photos(entry, photos, already=0, actor=actor)
    audit.record("log_entry.recorded", entry, actor=actor, label=_label(log, entry))
    db.session.expire(log, ["entries"])
    return entry


def _own(entry: LogEntry, actor: Actor) -> LogEntry:
    """The entry that a device sent before, to the person who sent it."""
    if not actor.system and entry.user_id != actor.user_id:
        raise NotAllowed("ほかの人の記録です。")
    return entry


def edit_entry(
    entry: LogEntry, data: EntryData, *, version: int | None = None, accepted: bool = False, actor: Actor
) -> LogEntry:
    """Saves the entry anew; a drafted one is confirmed by it. Raises EditedMeanwhile and WorthAsking."""
    log = _writable(entry, actor)
    states.check_version(entry, version)
    facts = queries.facts(log, data.category_code, None)
    data = _checked(log, data, facts, queries.entries_of(log), accepted, entry)
    changes = audit.changed(entry, {**_values(data), "drafted": False})
    if changes:
        db.session.flush()
        shown = {field: change for field, change in changes.items() if not field.endswith("_id")}
        if "school_id" in changes:
            shown["school"] = (None, data.school.name if data.school else "センター")
        audit.record("log_entry.edited", entry, actor=actor, label=_label(log, entry), changes=shown)
        db.session.expire(entry, ["school"])
    return entry


def confirm_entry(entry: LogEntry, *, accepted: bool = False, actor: Actor) -> LogEntry:
    """Makes a drafted entry a real one, by a tap; a confirmed one stays as it is."""
    log = _writable(entry, actor)
    states.lock(entry)
    if not entry.drafted:
        return entry
    data = entry_data(queries.entry_by_id(entry.id))
    facts = queries.facts(log, data.category_code, None)
    _checked(log, data, facts, queries.entries_of(log), accepted, entry)
    entry.drafted = False
    db.session.flush()
    audit.record("log_entry.confirmed", entry, actor=actor, label=_label(log, entry))
    return entry


def remove_entry(entry: LogEntry, *, actor: Actor) -> None:
    """Takes the entry out; what it was drafted from is not drafted again."""
    log = _writable(entry, actor)
    sources = [f"booking:{entry.booking_id}"] if entry.booking_id else []
    sources += [f"ticket:{entry.ticket_id}"] if entry.ticket_id else []
    log.dismissed = sorted({*log.dismissed, *sources})
    if not entry.drafted:
        audit.record("log_entry.removed", entry, actor=actor, label=_label(log, entry))
    db.session.delete(entry)
    db.session.flush()
    db.session.expire(log, ["entries"])


def mark_good_practice(entry: LogEntry, wanted: bool, *, actor: Actor) -> LogEntry:
    """For the monthly report; the writer until the log is approved, leads at any time."""
    log = queries.log_of(entry)
    states.lock(entry)
    if not actor.can(Permission.LOG_CHECK):
        if not policies.is_own(actor, log):
            raise NotAllowed("ほかの人の記録には印を付けられません。")
        if log.status is LogStatus.APPROVED:
            raise Locked("承認済みの日報です。印を付けるときはリーダーに頼んでください。")
    if changes := audit.changed(entry, {"good_practice": wanted}):
        db.session.flush()
        audit.record("log_entry.marked", entry, actor=actor, label=_label(log, entry), changes=changes)
    return entry


def entry_data(entry: LogEntry) -> EntryData:
    """The entry as a form holds it; its school must be loaded."""
    values: dict[str, Any] = {field: getattr(entry, field) for field in LINE}
    return EntryData(school=entry.school if entry.school_id else None, **values)


def _writable(entry: LogEntry, actor: Actor) -> DailyLog:
    """The entry's log, locked so that nobody hands it in meanwhile."""
    log = queries.log_of(entry)
    states.lock(log)
    policies.require_write(actor, log)
    return log


def _checked(
    log: DailyLog,
    data: EntryData,
    facts: queries.Facts,
    there: list[LogEntry],
    accepted: bool,
    entry: LogEntry | None = None,
) -> EntryData:
    """The data as they will be kept, with all that is said against them."""
    data = rules.cleaned(data)
    if not facts.category_in_use and (entry is None or entry.category_code != data.category_code):
        raise WrongInput("category_code", "分類を選んでください。")
    rules.refuse_overlap(data, [one for one in there if one is not entry and not one.drafted])
    if not accepted:
        hours = work_calendar(log.day, log.day).hours_on(log.day)
        if found := rules.questions(data, hours=hours, absent=facts.absence):
            raise WorthAsking(found)
    return data


def _values(data: EntryData) -> dict[str, Any]:
    values: dict[str, Any] = {field: getattr(data, field) for field in LINE}
    return {
        **values,
        "outcome": data.outcome or EntryOutcome.DONE,
        "school_id": data.school.id if data.school else None,
    }


def _replace_drafts(there: list[LogEntry], data: EntryData) -> None:
    for draft in there:
        same_booking = data.booking_id is not None and draft.booking_id == data.booking_id
        same_ticket = data.ticket_id is not None and draft.ticket_id == data.ticket_id
        if draft.drafted and (same_booking or same_ticket):
            db.session.delete(draft)


def _label(log: DailyLog, entry: LogEntry) -> str:
    return f"{log.day.isoformat()} {entry.audit_label}"
