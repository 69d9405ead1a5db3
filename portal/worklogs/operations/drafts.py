"""Entries that write themselves: from the day's bookings and tickets, or from the day before. They wait for a tap."""

from typing import Any

from portal.kernel import audit, clock, states
from portal.kernel.access import Actor
from portal.kernel.db import db
from portal.tickets.models import Kind
from portal.visits.models import BookingMode
from portal.worklogs import policies, queries
from portal.worklogs.models import DailyLog, LogEntry

SHORTEST = 15
COPIED = ("school_id", "mode", "category_code", "minutes", "starts", "ends", "teacher", "grade_class", "subject",
          "pupils", "tools", "content")  # fmt: skip


def draft_entries(log: DailyLog, *, actor: Actor) -> list[LogEntry]:
    """Drafts what the day's bookings and tickets show and the log does not hold yet; what was removed stays away."""
    if not policies.can_write(actor, log):
        return []
    found = _sources(log)
    if not _missing(log, found):
        return []
    states.lock(log)
    new = _missing(log, found)
    usual = None
    drafts = []
    for values in new:
        if values["category_code"] is None:
            usual = usual or queries.usual_code(log.user_id)
            values["category_code"] = usual
        drafts.append(_draft(log, values))
    db.session.flush()
    return _noted(log, drafts, actor)


def copy_from_latest(log: DailyLog, *, actor: Actor) -> list[LogEntry]:
    """The entries of the person's latest earlier day as drafts; those already there are left out."""
    states.lock(log)
    policies.require_write(actor, log)
    latest = queries.latest_log_before(log.user_id, log.day)
    there = {_likeness(entry) for entry in queries.entries_of(log)}
    wanted = [entry for entry in (latest.entries if latest else []) if not entry.drafted]
    drafts = [
        _draft(log, {field: getattr(entry, field) for field in COPIED})
        for entry in wanted
        if _likeness(entry) not in there
    ]
    db.session.flush()
    return _noted(log, drafts, actor)


def _likeness(entry: LogEntry) -> tuple[Any, ...]:
    return (entry.school_id, entry.category_code, entry.starts, entry.minutes, entry.content)


def _sources(log: DailyLog) -> list[dict[str, Any]]:
    bookings = queries.bookings_to_log(log.user_id, log.day)
    booked = {row.ticket_id for row in bookings if row.ticket_id}
    tickets = [row for row in queries.tickets_to_log(log.user_id, log.day) if row.id not in booked]
    return [_from_booking(row) for row in bookings] + [_from_ticket(row) for row in tickets]


def _from_booking(row: Any) -> dict[str, Any]:
    starts, ends = clock.local(row.starts_at), clock.local(row.ends_at)
    return {
        "booking_id": row.booking_id,
        "ticket_id": row.ticket_id,
        "school_id": row.school_id,
        "mode": row.mode,
        "category_code": row.category_code,
        "starts": starts.time(),
        "ends": ends.time(),
        "minutes": int((ends - starts).total_seconds() // 60),
        "content": row.subject or row.title,
    }


def _from_ticket(row: Any) -> dict[str, Any]:
    return {
        "ticket_id": row.id,
        "school_id": row.school_id,
        "mode": BookingMode.ONLINE if row.kind is Kind.ONLINE else BookingMode.VISIT,
        "category_code": row.category_code,
        "minutes": max(row.minutes or 0, SHORTEST),
        "content": row.subject,
    }


def _missing(log: DailyLog, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    entries = queries.entries_of(log)
    known = set(log.dismissed)
    known |= {f"booking:{entry.booking_id}" for entry in entries if entry.booking_id}
    known |= {f"ticket:{entry.ticket_id}" for entry in entries if entry.ticket_id}
    return [values for values in found if not known.intersection(_keys(values))]


def _keys(values: dict[str, Any]) -> list[str]:
    return [f"{name}:{values[f'{name}_id']}" for name in ("booking", "ticket") if values.get(f"{name}_id")]


def _draft(log: DailyLog, values: dict[str, Any]) -> LogEntry:
    entry = LogEntry(log_id=log.id, user_id=log.user_id, day=log.day, drafted=True, **values)
    db.session.add(entry)
    return entry


def _noted(log: DailyLog, drafts: list[LogEntry], actor: Actor) -> list[LogEntry]:
    if drafts:
        audit.record("daily_log.drafted", log, actor=actor, changes={"entries": (None, len(drafts))})
        db.session.expire(log, ["entries"])
    return drafts
