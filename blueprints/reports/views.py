"""Cases by term: page, files, and issuing the paper."""

from flask import Blueprint, abort, flash, g, jsonify, redirect, render_template, request, url_for

from blueprints import guards
from blueprints.downloads import send_export, wanted_encoding
from blueprints.guards import requires
from blueprints.listing import Listing
from blueprints.reports.forms import IssueForm
from blueprints.reports.tables import SCHOOL_SORTS, Tables
from blueprints.reports.years import Years
from portal.kernel.access import Permission
from portal.kernel.dates import fiscal_year_label
from portal.reports import operations, terms
from portal.reports.queries import papers as issued

figures = Blueprint("figures", __name__)

PAPERS_SHOWN = 5


@figures.get("/terms")
@requires(Permission.REPORT_READ)
def term_report():
    years = Years.from_request()
    try:
        report = terms.report(years.wanted, years.ranges)
    except terms.NoTerms as problem:
        return _no_terms(years, problem)
    if request.args.get("format") == "json":
        return jsonify(report.table.as_dict())
    listing = Listing.from_request(SCHOOL_SORTS, "code", per_page=10_000)
    tables = Tables(report)
    return render_template(
        "reports/terms.html",
        years=years,
        report=report,
        table=report.table,
        kinds=terms.KINDS,
        tables=tables,
        listing=listing,
        issued=issued.term_papers(years.wanted, limit=PAPERS_SHOWN),
        form=IssueForm(fiscal_year=years.wanted),
        may_issue=guards.actor().can(Permission.REPORT_ISSUE),
    )


def _no_terms(years: Years, problem: terms.NoTerms):
    if request.args.get("format") == "json":
        return jsonify(error=str(problem)), 404
    may_set = guards.actor().can(Permission.CALENDAR_MANAGE)
    return render_template("reports/no_terms.html", years=years, may_set=may_set), 404


@figures.get("/terms/export/<any(csv, xlsx):form>")
@requires(Permission.REPORT_READ)
def export(form: str):
    years, encoding = Years.from_request(), wanted_encoding()
    try:
        report = terms.report(years.wanted, years.ranges)
    except terms.NoTerms as problem:
        return _no_terms(years, problem)
    made = terms.workbook_of(g.tenant, report) if form == "xlsx" else terms.csv(report, encoding=encoding)
    label = f"{fiscal_year_label(years.wanted)} 学期別支援件数（{form}）"
    operations.record_export(label, actor=guards.actor())
    return send_export(made)


@figures.post("/terms/papers")
@requires(Permission.REPORT_ISSUE)
def issue():
    form = IssueForm()
    if not form.validate_on_submit():
        abort(400, "年度の指定が正しくありません。")
    try:
        paper = terms.issue_paper(
            g.tenant, form.fiscal_year.data, once_key=form.once_key.data or None, actor=guards.actor()
        )
    except terms.NoTerms as problem:
        flash(str(problem), "error")
        return redirect(url_for("figures.term_report", fiscal_year=form.fiscal_year.data))
    return redirect(url_for("figures.paper", paper_id=paper.id))
