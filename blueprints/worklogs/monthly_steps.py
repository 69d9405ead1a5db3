"""The steps of a monthly report: begin, write, hand in, check, return, approve."""

from flask import abort, flash, redirect, request, url_for

from blueprints import guards
from blueprints.guards import requires
from blueprints.worklogs.blueprint import monthly_reports
from blueprints.worklogs.forms import MonthlyForm, ReasonForm
from blueprints.worklogs.monthly import SEEN_BY, report_or_404, report_page
from blueprints.worklogs.months import wanted_month
from blueprints.worklogs.steps import refusals_in, refusals_told
from portal.kernel.access import Permission
from portal.schools.queries import schools
from portal.tickets import queries as tickets
from portal.worklogs import monthly
from portal.worklogs.models import ReportScope

STEPS = {
    "check": (monthly.check_report, "点検しました。"),
    "approve": (monthly.approve_report, "承認しました。PDFを作っています。"),
}


@monthly_reports.post("/")
@requires(Permission.LOG_WRITE, Permission.LOG_CHECK)
def begin():
    """Opens the report of the chosen subject; makes it when there is none."""
    scope, _, subject = request.form.get("subject", "").partition("-")
    month = wanted_month()
    with refusals_told():
        report = monthly.monthly_report(month.first, *_scope(scope), **_subject(scope, subject), actor=guards.actor())
        return redirect(url_for("monthly_reports.show", report_id=report.id), 303)
    return redirect(url_for("monthly_reports.index", month=month.key), 303)


def _scope(name: str) -> tuple[ReportScope]:
    try:
        return (ReportScope(name),)
    except ValueError:
        abort(400, "報告書の対象を選んでください。")


def _subject(scope: str, subject: str) -> dict:
    if not subject.isdigit() or len(subject) > 15:
        abort(400, "報告書の対象を選んでください。")
    if scope == "supporter":
        return {"user": tickets.assignable_user(int(subject)) or abort(404)}
    if scope == "school":
        return {"school": schools.visible_school(guards.actor(), int(subject)) or abort(404)}
    return {}


@monthly_reports.post("/<int:report_id>/text")
@requires(*SEEN_BY)
def write(report_id: int):
    """Issues and proposals; `submit` hands the report in at once."""
    report, form = report_or_404(report_id), MonthlyForm()
    if form.validate():
        with refusals_in(form):
            values = {"issues": form.issues.data or "", "proposals": form.proposals.data or ""}
            monthly.edit_report(report, **values, version=form.version.data, actor=guards.actor())
            if "submit" in request.form:
                monthly.submit_report(report, actor=guards.actor())
            flash("月次報告を提出しました。" if "submit" in request.form else "保存しました。", "success")
            return redirect(url_for("monthly_reports.show", report_id=report_id), 303)
        report = report_or_404(report_id)
        form.renew(report.version)
    return report_page(report, form=form, code=422)


@monthly_reports.post("/<int:report_id>/<any(check, approve):step>")
@requires(Permission.LOG_CHECK, Permission.LOG_APPROVE)
def decide(report_id: int, step: str):
    do, message = STEPS[step]
    with refusals_told():
        do(report_or_404(report_id), actor=guards.actor())
        flash(message, "success")
    return redirect(url_for("monthly_reports.show", report_id=report_id), 303)


@monthly_reports.post("/<int:report_id>/return")
@requires(Permission.LOG_CHECK, Permission.LOG_APPROVE)
def send_back(report_id: int):
    report, form = report_or_404(report_id), ReasonForm()
    if form.validate():
        with refusals_in(form):
            monthly.return_report(report, reason=form.reason.data, actor=guards.actor())
            flash("差し戻しました。", "success")
            return redirect(url_for("monthly_reports.index", month=f"{report.month:%Y-%m}"), 303)
        report = report_or_404(report_id)
    return report_page(report, reason=form, code=422)
