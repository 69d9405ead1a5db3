"""Logs and their entries by day and person, and the days without one."""

from collections.abc import Collection
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from portal.kernel import clock
from portal.kernel.access import Actor
from portal.kernel.db import db
from portal.worklogs import policies
from portal.worklogs.models import DailyLog, EntryPhoto, LogEntry, LogRevision

FREQUENT_DAYS = 60


def day_log(user_id: int, day: date, *, photos: bool = True) -> DailyLog | None:
    """A person's log of a day with its entries and their schools; without their photos where those are not shown."""
    statement = sa.select(DailyLog).where(DailyLog.user_id == user_id, DailyLog.day == day)
    return db.session.scalars(_whole(statement, photos=photos)).unique().one_or_none()


def bare_log(user_id: int, day: date) -> DailyLog | None:
    """The log and its person alone, one statement."""
    return db.session.scalars(_bare(user_id, day)).one_or_none()


def made_log(user_id: int, day: date) -> DailyLog:
    """One that is known to be there."""
    return db.session.scalars(_bare(user_id, day)).one()


def _bare(user_id: int, day: date) -> sa.Select:
    statement = sa.select(DailyLog).where(DailyLog.user_id == user_id, DailyLog.day == day)
    return statement.options(joinedload(DailyLog.user))


def log_with_person(log_id: int) -> DailyLog:
    """For mails."""
    return db.session.scalars(sa.select(DailyLog).where(DailyLog.id == log_id).options(joinedload(DailyLog.user))).one()


def log_of(entry: LogEntry) -> DailyLog:
    return db.session.get_one(DailyLog, (entry.tenant_id, entry.log_id))


def entries_of(log: DailyLog) -> list[LogEntry]:
    """The log's entries, drafts too, in the order of the day, with their schools."""
    statement = sa.select(LogEntry).where(LogEntry.log_id == log.id).options(joinedload(LogEntry.school))
    return list(db.session.scalars(statement.order_by(LogEntry.starts, LogEntry.id)))


def visible_log(actor: Actor, log_id: int) -> DailyLog | None:
    """The log with its entries, if the actor may see it."""
    log = db.session.scalars(_whole(sa.select(DailyLog).where(DailyLog.id == log_id))).unique().one_or_none()
    return log if log is not None and policies.can_see(actor, log) else None


def visible_logs(actor: Actor, ids: Collection[int]) -> list[DailyLog]:
    """Those of the logs that the actor may see, oldest first."""
    logs = db.session.scalars(sa.select(DailyLog).where(DailyLog.id.in_(ids)).order_by(DailyLog.day, DailyLog.id))
    return [log for log in logs if policies.can_see(actor, log)]


def _whole(statement: sa.Select, *, photos: bool = True) -> sa.Select:
    whole = statement.options(joinedload(DailyLog.user), selectinload(DailyLog.entries).joinedload(LogEntry.school))
    if photos:
        whole = whole.options(selectinload(DailyLog.entries).selectinload(LogEntry.photos))
    return whole.execution_options(populate_existing=True)


def entry(actor: Actor, entry_id: int) -> tuple[DailyLog, LogEntry] | None:
    """An entry and its log, if the actor may see the log."""
    found = db.session.scalars(
        sa.select(LogEntry).where(LogEntry.id == entry_id).options(joinedload(LogEntry.school))
    ).one_or_none()
    log = visible_log(actor, found.log_id) if found is not None else None
    return (log, found) if log is not None and found is not None else None


def entry_by_id(entry_id: int) -> LogEntry:
    """One that is known to be there, with its school."""
    statement = sa.select(LogEntry).where(LogEntry.id == entry_id).options(joinedload(LogEntry.school))
    return db.session.scalars(statement.execution_options(populate_existing=True)).one()


def entry_by_client_key(client_key: str) -> LogEntry | None:
    return db.session.scalars(sa.select(LogEntry).where(LogEntry.client_key == client_key)).one_or_none()


def photo(actor: Actor, entry_id: int, photo_id: int) -> EntryPhoto | None:
    found = entry(actor, entry_id)
    if found is None:
        return None
    statement = sa.select(EntryPhoto).where(EntryPhoto.id == photo_id, EntryPhoto.entry_id == entry_id)
    return db.session.scalars(statement.options(joinedload(EntryPhoto.file))).one_or_none()


def photos_of(entry_ids: Collection[int]) -> dict[int, list[EntryPhoto]]:
    statement = sa.select(EntryPhoto).where(EntryPhoto.entry_id.in_(entry_ids)).options(joinedload(EntryPhoto.file))
    found: dict[int, list[EntryPhoto]] = {}
    for one in db.session.scalars(statement.order_by(EntryPhoto.id)):
        found.setdefault(one.entry_id, []).append(one)
    return found


def latest_log_before(user_id: int, day: date) -> DailyLog | None:
    """The newest earlier log of the person that has entries; a template for today's."""
    has_entries = sa.exists().where(
        LogEntry.tenant_id == DailyLog.tenant_id, LogEntry.log_id == DailyLog.id, ~LogEntry.drafted
    )
    statement = (
        sa.select(DailyLog)
        .where(DailyLog.user_id == user_id, DailyLog.day < day, has_entries)
        .order_by(DailyLog.day.desc())
        .limit(1)
    )
    return db.session.scalars(_whole(statement)).unique().one_or_none()


def frequent_codes(user_id: int) -> list[str]:
    """Category codes of the person's last weeks, the most used first."""
    since = clock.today() - timedelta(days=FREQUENT_DAYS)
    statement = (
        sa.select(LogEntry.category_code)
        .where(LogEntry.user_id == user_id, LogEntry.day >= since, ~LogEntry.drafted)
        .group_by(LogEntry.category_code)
        .order_by(sa.func.count().desc(), LogEntry.category_code)
    )
    return list(db.session.scalars(statement))


def revisions_of(log: DailyLog) -> list[LogRevision]:
    return list(
        db.session.scalars(sa.select(LogRevision).where(LogRevision.log_id == log.id).order_by(LogRevision.revision))
    )
