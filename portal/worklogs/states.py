"""The life of a daily log and of a monthly report."""

from portal.kernel import states
from portal.worklogs.models import LogStatus, ReportStatus

DRAFT, SUBMITTED, CHECKED, APPROVED = LogStatus

TRANSITIONS: states.Transitions = {
    DRAFT: frozenset({SUBMITTED}),
    SUBMITTED: frozenset({CHECKED, DRAFT}),
    CHECKED: frozenset({APPROVED, DRAFT}),
    # a correction opens an approved log as its next revision
    APPROVED: frozenset({DRAFT}),
}

REPORT_TRANSITIONS: states.Transitions = {
    ReportStatus.DRAFT: frozenset({ReportStatus.SUBMITTED}),
    ReportStatus.SUBMITTED: frozenset({ReportStatus.CHECKED, ReportStatus.DRAFT}),
    ReportStatus.CHECKED: frozenset({ReportStatus.APPROVED, ReportStatus.DRAFT}),
    ReportStatus.APPROVED: frozenset(),
}
