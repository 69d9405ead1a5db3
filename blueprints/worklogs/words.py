"""How entries, logs and their states are worded on pages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import time

from portal.tickets.queries.choices import FilterChoices
from portal.worklogs.models import DailyLog, LogEntry, LogStatus, ReportStatus

TONES = {
    LogStatus.DRAFT: "received",
    LogStatus.SUBMITTED: "triaged",
    LogStatus.CHECKED: "in_progress",
    LogStatus.APPROVED: "resolved",
    ReportStatus.DRAFT: "received",
    ReportStatus.SUBMITTED: "triaged",
    ReportStatus.CHECKED: "in_progress",
    ReportStatus.APPROVED: "resolved",
}
MODES = {"visit": "訪問", "online": "オンライン", "centre": "センター"}


@dataclass(frozen=True)
class EntryLine:
    """An entry as lists show it."""

    id: int
    label: str
    minutes: int
    starts: time | None
    ends: time | None
    school_id: int | None
    place: str
    mode: str
    detail: str
    source: str
    drafted: bool
    booking_id: int | None
    good_practice: bool
    outcome: str
    entry: LogEntry

    @property
    def times(self) -> str:
        return f"{self.starts:%-H:%M}–{self.ends:%-H:%M}" if self.starts and self.ends else ""


def entry_lines(entries: Iterable[LogEntry], labels: Mapping[str, str]) -> list[EntryLine]:
    return [_line(entry, labels) for entry in entries]


def labels_of(found: FilterChoices) -> dict[str, str]:
    """Category labels by code."""
    return {code: label for _, items in found.categories for code, label in items}


def _line(entry: LogEntry, labels: Mapping[str, str]) -> EntryLine:
    about = [entry.grade_class, entry.subject, entry.content]
    return EntryLine(
        id=entry.id,
        label=labels.get(entry.category_code, entry.category_code),
        minutes=entry.minutes,
        starts=entry.starts,
        ends=entry.ends,
        school_id=entry.school_id,
        place=entry.school.short_name if entry.school else "センター",
        mode=entry.mode.label,
        detail=" ".join(part for part in about if part),
        source="支援要請から" if entry.ticket_id else "訪問予定から" if entry.booking_id else "前の日報から",
        drafted=entry.drafted,
        booking_id=entry.booking_id,
        good_practice=entry.good_practice,
        outcome=entry.outcome.label if entry.outcome != "done" else "",
        entry=entry,
    )


def spent(minutes: int) -> str:
    """1時間26分"""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}分"
    return f"{hours}時間{rest}分" if rest else f"{hours}時間"


def tone(status: LogStatus | ReportStatus) -> str:
    return TONES[status]


def total(log: DailyLog) -> int:
    return sum(entry.minutes for entry in log.entries if not entry.drafted)


@dataclass(frozen=True)
class ConfirmedLine:
    """An entry as the school reads it."""

    label: str
    times: str
    minutes: int
    content: str
    teacher: str


def confirmed_lines(entries: Iterable[LogEntry], labels: Mapping[str, str]) -> list[ConfirmedLine]:
    return [
        ConfirmedLine(
            labels.get(entry.category_code, entry.category_code),
            f"{entry.starts:%-H:%M}–{entry.ends:%-H:%M}" if entry.starts and entry.ends else "",
            entry.minutes,
            " ".join(part for part in (entry.grade_class, entry.subject, entry.content) if part),
            entry.teacher,
        )
        for entry in entries
    ]
