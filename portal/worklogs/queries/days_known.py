"""What an import has to know of the days it brings entries for."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, time, timedelta

import sqlalchemy as sa

from portal.kernel.db import db
from portal.visits.models import Absence, DayPart
from portal.worklogs.models import DailyLog, LogEntry, LogStatus


@dataclass
class KnownDay:
    """A person's log, the times its entries take, and whether this import has made or fed it."""

    id: int
    user_id: int
    day: date
    status: LogStatus
    touched: bool
    made: bool
    entries: int = 0
    taken: list[tuple[time, time]] = field(default_factory=list)
    fed: bool = False

    @property
    def being_written(self) -> bool:
        return self.status is LogStatus.DRAFT and bool(self.entries or self.touched)


def lock_days(
    keys: Collection[tuple[int, date]], made: Collection[tuple[int, date]]
) -> dict[tuple[int, date], KnownDay]:
    """The logs of these people and days, locked, with the times that are taken; `made` by the import just now."""
    touched = sa.or_(DailyLog.starts.is_not(None), DailyLog.note != "", DailyLog.return_reason != "")
    wanted = sa.tuple_(DailyLog.user_id, DailyLog.day).in_(sorted(keys))
    statement = (
        sa.select(DailyLog.id, DailyLog.user_id, DailyLog.day, DailyLog.status, touched)
        .where(wanted)
        .order_by(DailyLog.user_id, DailyLog.day)
        .with_for_update()
    )
    logs = [KnownDay(*row, made=(row.user_id, row.day) in made) for row in db.session.execute(statement)]
    by_id = {log.id: log for log in logs}
    taken = sa.select(LogEntry.log_id, LogEntry.starts, LogEntry.ends).where(
        LogEntry.log_id.in_(by_id), ~LogEntry.drafted
    )
    for log_id, starts, ends in db.session.execute(taken):
        by_id[log_id].entries += 1
        if starts and ends:
            by_id[log_id].taken.append((starts, ends))
    return {(log.user_id, log.day): log for log in logs}


def fingerprints_among(fingerprints: Collection[str]) -> set[str]:
    """Which of the rows were taken in before."""
    statement = sa.select(LogEntry.import_fingerprint).where(LogEntry.import_fingerprint.in_(fingerprints))
    return {found for found in db.session.scalars(statement) if found}


def whole_days_away(first: date, last: date) -> dict[tuple[int, date], str]:
    """Person and day of absences of whole days, with their kind in words."""
    statement = sa.select(Absence.user_id, Absence.first_day, Absence.last_day, Absence.kind).where(
        Absence.first_day <= last,
        Absence.last_day >= first,
        Absence.part == DayPart.ALL,
        Absence.cancelled_at.is_(None),
    )
    return {
        (user_id, day): kind.label
        for user_id, starts, ends, kind in db.session.execute(statement)
        for day in _days(max(starts, first), min(ends, last))
    }


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
