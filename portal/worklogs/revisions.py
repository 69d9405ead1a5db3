"""A log as it stood, as plain values: what a correction keeps of the approved one. Pure."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from portal.kernel import clock
from portal.worklogs.models import DailyLog, LogEntry, SchoolConfirmation

ENTRY_FIELDS = (
    "category_code", "minutes", "content", "teacher", "grade_class", "subject", "pupils", "tools", "wishes",
    "good_practice", "ticket_id",
)  # fmt: skip


def snapshot(log: DailyLog, entries: Iterable[LogEntry], confirmations: Iterable[SchoolConfirmation]) -> dict[str, Any]:
    return {
        "day": log.day.isoformat(),
        "starts": _hour(log.starts),
        "ends": _hour(log.ends),
        "note": log.note,
        "submitted_at": _moment(log.submitted_at),
        "checked_at": _moment(log.checked_at),
        "checked_by_name": log.checked_by_name,
        "approved_at": _moment(log.approved_at),
        "approved_by_name": log.approved_by_name,
        "entries": [entry_values(entry) for entry in entries if not entry.drafted],
        "confirmations": [
            {
                "school": one.school.name,
                "confirmed_at": _moment(one.confirmed_at),
                "confirmed_by_name": one.confirmed_by_name,
                "way": one.way.label if one.way else "",
                "remark": one.remark,
            }
            for one in confirmations
        ],
    }


def entry_values(entry: LogEntry) -> dict[str, Any]:
    """An entry in words; its school must be loaded."""
    return {
        "school": entry.school.name if entry.school_id else "",
        "mode": entry.mode.label,
        "starts": _hour(entry.starts),
        "ends": _hour(entry.ends),
        "outcome": entry.outcome.label,
        **{field: getattr(entry, field) for field in ENTRY_FIELDS},
    }


def _hour(value: time | None) -> str:
    return value.strftime("%H:%M") if value else ""


def _moment(value: datetime | None) -> str | None:
    return clock.local(value).isoformat(timespec="minutes") if value else None
