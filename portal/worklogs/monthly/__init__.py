"""Monthly reports of a supporter, a school and the centre: written, checked, approved, and then frozen for ever."""

from portal.worklogs.monthly.output import report_pdf, report_workbook
from portal.worklogs.monthly.paper import MonthlyPaper
from portal.worklogs.monthly.reports import (
    approve_report,
    check_report,
    edit_report,
    monthly_report,
    report_actions,
    report_figures,
    return_report,
    submit_report,
)
from portal.worklogs.monthly.subjects import ReportSubject, subject_of
from portal.worklogs.queries import month_sums

__all__ = [
    "MonthlyPaper",
    "ReportSubject",
    "approve_report",
    "check_report",
    "edit_report",
    "month_sums",
    "monthly_report",
    "report_actions",
    "report_figures",
    "report_pdf",
    "report_workbook",
    "return_report",
    "subject_of",
    "submit_report",
]
