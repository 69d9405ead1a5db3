"""Tables of daily logs and monthly reports."""

from portal.worklogs.models.confirmations import ConfirmationWay, SchoolConfirmation
from portal.worklogs.models.entries import EntryOutcome, EntryPhoto, LogEntry
from portal.worklogs.models.logs import DailyLog, LogRevision, LogStatus, WorklogSettings
from portal.worklogs.models.monthly import MonthlyReport, ReportScope, ReportStatus

__all__ = [
    "ConfirmationWay",
    "DailyLog",
    "EntryOutcome",
    "EntryPhoto",
    "LogEntry",
    "LogRevision",
    "LogStatus",
    "MonthlyReport",
    "ReportScope",
    "ReportStatus",
    "SchoolConfirmation",
    "WorklogSettings",
]
