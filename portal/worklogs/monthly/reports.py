"""The life of a monthly report. Its figures are the logs' until it is approved; then what it showed is kept."""

from dataclasses import asdict
from datetime import date

from portal.accounts.models import User
from portal.kernel import audit, clock, outbox, states, tenancy
from portal.kernel.access import Actor, NotAllowed
from portal.kernel.dates import fiscal_year_code
from portal.kernel.db import db
from portal.kernel.numbering import next_numbers
from portal.kernel.tenants import Tenant
from portal.schools.models import School
from portal.schools.queries.schools import support_centre
from portal.worklogs import queries, rules
from portal.worklogs.errors import Missing, WrongInput
from portal.worklogs.models import MonthlyReport, ReportScope, ReportStatus
from portal.worklogs.monthly.paper import MonthlyPaper, Surroundings, write_paper
from portal.worklogs.monthly.rights import is_writer, report_actions, require
from portal.worklogs.states import REPORT_TRANSITIONS

MAKE_PAPER = "worklogs.paper"
LETTERS = {ReportScope.SUPPORTER: "S", ReportScope.SCHOOL: "G", ReportScope.CENTRE: "C"}

__all__ = [
    "approve_report",
    "check_report",
    "edit_report",
    "monthly_report",
    "report_actions",
    "report_figures",
    "return_report",
    "submit_report",
]


def monthly_report(
    month: date, scope: ReportScope, *, user: User | None = None, school: School | None = None, actor: Actor
) -> MonthlyReport:
    """The report of a month and subject; made with its number, once, when there is none."""
    month = month.replace(day=1)
    if month > clock.today():
        raise WrongInput("month", "これからの月の報告書は作れません。")
    subject = user.id if user else school.id if school else 0
    if found := queries.report_of(month, scope, subject):
        return found
    if not is_writer(actor, scope, user.id if user else None):
        raise NotAllowed("この報告書を作る権限がありません。")
    savepoint = db.session.begin_nested()
    code = _next_code(month, scope)
    if found := queries.report_of(month, scope, subject):
        # Somebody held the number until theirs was made: this one is given back.
        savepoint.rollback()
        return found
    report = MonthlyReport(
        month=month,
        scope=scope,
        subject_key=subject,
        user_id=user.id if user else None,
        school_id=school.id if school else None,
        code=code,
    )
    db.session.add(report)
    savepoint.commit()
    audit.record("monthly_report.created", report, actor=actor)
    return report


def _next_code(month: date, scope: ReportScope) -> str:
    """R4-11-S007: numbered within the month and kind."""
    year, letter = clock.fiscal_year_of(month), LETTERS[scope]
    number = next_numbers(f"monthly-{letter}-{month.month:02d}", year)[0]
    return f"{fiscal_year_code(year)}-{month.month:02d}-{letter}{number:03d}"


def edit_report(
    report: MonthlyReport, *, issues: str, proposals: str, version: int | None = None, actor: Actor
) -> MonthlyReport:
    """What the month taught; each line becomes a numbered item of the paper."""
    states.check_version(report, version)
    require("write", actor, report)
    values = {
        "issues": rules.long_text("issues", "課題", issues),
        "proposals": rules.long_text("proposals", "提案", proposals),
    }
    if changes := audit.changed(report, values):
        db.session.flush()
        audit.record("monthly_report.edited", report, actor=actor, changes=changes)
    return report


def submit_report(report: MonthlyReport, *, actor: Actor) -> MonthlyReport:
    states.lock(report)
    require("submit", actor, report)
    audit.changed(
        report, {"submitted_at": clock.now(), "submitted_by_name": _signed_by(report, actor), "return_reason": ""}
    )
    return _moved(report, ReportStatus.SUBMITTED, "monthly_report.submitted", actor)


def _signed_by(report: MonthlyReport, actor: Actor) -> str:
    return queries.person(report.user_id).name if actor.system and report.user_id else actor.name


def check_report(report: MonthlyReport, *, actor: Actor) -> MonthlyReport:
    states.lock(report)
    require("check", actor, report)
    audit.changed(report, {"checked_at": clock.now(), "checked_by_name": actor.name})
    return _moved(report, ReportStatus.CHECKED, "monthly_report.checked", actor)


def return_report(report: MonthlyReport, *, reason: str, actor: Actor) -> MonthlyReport:
    states.lock(report)
    require("return", actor, report)
    reason = rules.long_text("reason", "差し戻す理由", reason)
    if not reason:
        raise Missing("reason", "差し戻す理由を入力してください。")
    undone = {"submitted_at": None, "submitted_by_name": "", "checked_at": None, "checked_by_name": ""}
    audit.changed(report, {**undone, "return_reason": reason})
    return _moved(report, ReportStatus.DRAFT, "monthly_report.returned", actor, note=reason)


def approve_report(report: MonthlyReport, *, actor: Actor) -> MonthlyReport:
    """Freezes all that the report shows; the worker makes the paper from that."""
    states.lock(report)
    require("approve", actor, report)
    audit.changed(report, {"approved_at": clock.now(), "approved_by_name": actor.name})
    report.snapshot = asdict(_live(report))
    _moved(report, ReportStatus.APPROVED, "monthly_report.approved", actor)
    outbox.enqueue(MAKE_PAPER, {"report_id": report.id}, actor=actor)
    db.session.flush()
    return report


def _moved(report: MonthlyReport, to: ReportStatus, action: str, actor: Actor, note: str = "") -> MonthlyReport:
    states.move(report, to, REPORT_TRANSITIONS, actor=actor, action=action, note=note)
    return report


def report_figures(report: MonthlyReport) -> MonthlyPaper:
    """All that page and paper show: as it was approved, or as the logs stand."""
    if report.status is ReportStatus.APPROVED and report.snapshot is not None:
        return MonthlyPaper(**report.snapshot)
    return _live(report)


def _live(report: MonthlyReport) -> MonthlyPaper:
    figures = queries.month_figures(report.month, report.scope, report.user_id or report.school_id)
    centre = support_centre()
    surroundings = Surroundings(
        tenant_name=db.session.get_one(Tenant, tenancy.current()).name,
        centre_name=centre.name if centre else "",
        user=queries.person(report.user_id) if report.user_id else None,
        school=queries.school(report.school_id) if report.school_id else None,
    )
    return write_paper(report, figures, surroundings)
