"""Monthly reports: the list of a month, one report with its figures, its PDF and workbook, hours over the months."""

from datetime import date, timedelta

from flask import abort, render_template

from blueprints import guards
from blueprints.downloads import send_export, send_stored
from blueprints.guards import requires
from blueprints.worklogs import words
from blueprints.worklogs.blueprint import monthly_reports
from blueprints.worklogs.forms import MonthlyForm, ReasonForm
from blueprints.worklogs.hours_chart import hours_chart
from blueprints.worklogs.months import Month, wanted_month
from portal.kernel import audit, clock
from portal.kernel.access import Actor, Permission
from portal.tickets.queries import calls_by_hour
from portal.worklogs import monthly, queries
from portal.worklogs.models import MonthlyReport, ReportScope, ReportStatus

SEEN_BY = (Permission.LOG_WRITE, Permission.LOG_CHECK, Permission.LOG_APPROVE)
MONTHS = 12


@monthly_reports.get("/")
@requires(*SEEN_BY)
def index():
    actor, month = guards.actor(), wanted_month()
    rows = queries.report_rows(actor, month.first)
    wide = actor.can(Permission.LOG_CHECK) or actor.can(Permission.LOG_APPROVE)
    scope, subject = (ReportScope.CENTRE, None) if wide else (ReportScope.SUPPORTER, actor.user_id)
    points = queries.group_series(MONTHS, month.last, scope, subject)
    return render_template(
        "worklogs/monthly/list.html",
        month=month,
        rows=rows,
        beginnings=_beginnings(actor, month, rows),
        words=words,
        chart=hours_chart(points),
        whose="センター全体" if wide else "自分",
        calls=calls_by_hour(actor, *_year_to(month)) if wide else None,
    )


def _year_to(month: Month) -> tuple[date, date]:
    """The twelve months that end with the one shown."""
    first = month.first
    return (first.replace(year=first.year - 1) + timedelta(days=31)).replace(day=1), month.last


def _beginnings(actor: Actor, month: Month, rows: list) -> list[tuple[str, int, str]]:
    """Reports the actor may begin: (scope, id of the subject, its name)."""
    if month.first > clock.today():
        return []
    found = []
    if actor.can(Permission.LOG_CHECK):
        subjects = queries.report_subjects(month.first, month.last)
        found = [("school", one.id, one.name) for one in subjects if one.scope == "school" and one.report_id is None]
        if not any(row.scope is ReportScope.CENTRE for row in rows):
            found.insert(0, ("centre", 0, "センター全体"))
    if actor.can(Permission.LOG_WRITE) and not any(row.subject_name == actor.name for row in rows):
        found.insert(0, ("supporter", actor.user_id, f"{actor.name}（自分）"))
    return found


@monthly_reports.get("/<int:report_id>")
@requires(*SEEN_BY)
def show(report_id: int):
    return report_page(report_or_404(report_id))


def report_page(report: MonthlyReport, form: MonthlyForm | None = None, reason: ReasonForm | None = None, code=200):
    page = render_template(
        "worklogs/monthly/show.html",
        report=report,
        paper=monthly.report_figures(report),
        actions=monthly.report_actions(guards.actor(), report),
        form=form or MonthlyForm(formdata=None, obj=report),
        reason=reason or ReasonForm(formdata=None),
        events=audit.history(report, internal=True),
        words=words,
        approved=report.status is ReportStatus.APPROVED,
    )
    return page, code


@monthly_reports.get("/<int:report_id>/progress")
@requires(*SEEN_BY)
def progress(report_id: int):
    return render_template("worklogs/monthly/_paper.html", report=report_or_404(report_id))


@monthly_reports.get("/<int:report_id>/file")
@requires(*SEEN_BY)
def paper_file(report_id: int):
    file = report_or_404(report_id).file
    return send_stored(file) if file else abort(404)


@monthly_reports.get("/<int:report_id>/workbook")
@requires(*SEEN_BY)
def workbook(report_id: int):
    return send_export(monthly.report_workbook(report_or_404(report_id), actor=guards.actor()))


def report_or_404(report_id: int) -> MonthlyReport:
    """The report as the person may see it; any other is answered like one that does not exist."""
    return queries.report(guards.actor(), report_id) or abort(404)
