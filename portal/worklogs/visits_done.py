"""Tells the area of visits what logs know: which visits were made, and who has done which kind of work."""

import sqlalchemy as sa

from portal.kernel import tenancy
from portal.visits import providers
from portal.visits.models import BookingMode
from portal.worklogs.models import DailyLog, LogEntry, LogStatus


@providers.done_days
def visits_of_logs() -> sa.Select:
    """Visits in logs that were handed in."""
    return _handed_in(LogEntry.school_id, LogEntry.user_id, LogEntry.day).where(
        LogEntry.mode == BookingMode.VISIT, LogEntry.school_id.is_not(None)
    )


@providers.experience
def work_of_logs() -> sa.Select:
    return _handed_in(LogEntry.user_id, LogEntry.category_code)


def _handed_in(*columns) -> sa.Select:
    log = sa.and_(DailyLog.tenant_id == LogEntry.tenant_id, DailyLog.id == LogEntry.log_id)
    return (
        sa.select(*columns)
        .join(DailyLog, log)
        .where(LogEntry.tenant_id == tenancy.current(), ~LogEntry.drafted, DailyLog.status != LogStatus.DRAFT)
    )
