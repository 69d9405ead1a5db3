"""Fiscal years and their terms: what is set, changing it, and what would come of a change."""

from datetime import date

from flask import abort, flash, redirect, render_template, request, url_for

from blueprints import guards
from blueprints.guards import requires
from blueprints.schools.settings import settings
from blueprints.schools.settings_forms import TermsForm
from portal.kernel import audit, clock
from portal.kernel.access import Permission
from portal.kernel.audit import AuditEvent
from portal.kernel.dates import fiscal_year_label
from portal.schools import operations
from portal.schools.models import FiscalYear
from portal.schools.operations.terms import YEARS
from portal.schools.queries import terms as queries


@settings.get("/terms")
@requires(Permission.CALENDAR_MANAGE)
def terms():
    years = queries.fiscal_year_rows()
    known = [year.year for year in years] or [clock.fiscal_year_of(clock.today()) - 1]
    return render_template(
        "schools/terms.html",
        years=years,
        ranges=queries.all_ranges(),
        today=clock.today(),
        next_year=known[0] + 1,
        earlier_year=known[-1] - 1 if years else None,
    )


@settings.route("/terms/<int:fiscal_year>", methods=["GET", "POST"])
@requires(Permission.CALENDAR_MANAGE)
def edit_terms(fiscal_year: int):
    if fiscal_year not in YEARS:
        abort(404)
    year, preview = queries.fiscal_year(fiscal_year), []
    form, history = _form(fiscal_year, year), _history(year)
    if form.validate_on_submit():
        try:
            if "preview" in request.form:
                preview = operations.preview_terms(fiscal_year, **_wanted(form), actor=guards.actor())
            else:
                operations.set_terms(fiscal_year, **_wanted(form), actor=guards.actor())
                flash(f"{fiscal_year_label(fiscal_year)}の学期を保存しました。", "success")
                return redirect(url_for("settings.terms"))
        except operations.TermsWrong as problem:
            form.form_errors.append(str(problem))
    shown = {"fiscal_year": fiscal_year, "preview": preview, "history": history, "today": clock.today()}
    return render_template("schools/terms_form.html", form=form, **shown), 422 if form.errors else 200


def _history(year: FiscalYear | None) -> list[AuditEvent]:
    return audit.history(year, internal=True, limit=10) if year else []


def _form(fiscal_year: int, year: FiscalYear | None) -> TermsForm:
    """Filled from the year, or with what a year usually is."""
    if year:
        return TermsForm.of((year.starts_on, year.ends_on), [(term.name, term.starts_on) for term in year.terms])
    starts = [date(fiscal_year, 4, 1), date(fiscal_year, 9, 1), date(fiscal_year + 1, 1, 1)]
    names = operations.default_names(len(starts))
    return TermsForm.of(clock.fiscal_year_range(fiscal_year), list(zip(names, starts, strict=True)))


def _wanted(form: TermsForm) -> dict:
    return {
        "names": [name for name, _ in form.terms],
        "starts": [start for _, start in form.terms],
        "year_starts": form.starts_on.data,
        "year_ends": form.ends_on.data,
    }
