"""Holidays of a fiscal year: the national ones, and the tenant's own changes."""

from flask import abort, flash, redirect, render_template, request, url_for

from blueprints import guards
from blueprints.downloads import send_export, wanted_encoding
from blueprints.guards import requires
from blueprints.schools.settings import settings
from blueprints.schools.settings_forms import HolidayForm
from portal.kernel import clock
from portal.kernel.access import Permission
from portal.schools import exports, operations
from portal.schools.operations.terms import YEARS
from portal.schools.queries import calendar as queries


@settings.get("/holidays")
@requires(Permission.CALENDAR_MANAGE)
def holidays():
    year = _year()
    rows = queries.holiday_rows(*clock.fiscal_year_range(year))
    missing = queries.new_year_missing(rows, year)
    return render_template("schools/holidays.html", year=year, rows=rows, new_year_missing=missing, years=YEARS)


@settings.route("/holidays/new", methods=["GET", "POST"])
@requires(Permission.CALENDAR_MANAGE)
def create_holiday():
    form = HolidayForm()
    if form.validate_on_submit():
        change = operations.work_on_holiday if form.works.data == "open" else operations.add_holiday
        try:
            added = change(form.day.data, form.name.data, actor=guards.actor())
        except operations.HolidayWrong as problem:
            form.day.errors = [str(problem)]
        else:
            flash(f"{added.day.month}月{added.day.day}日（{added.name}）を登録しました。", "success")
            return redirect(url_for("settings.holidays", year=clock.fiscal_year_of(added.day)))
    return render_template("schools/holiday_form.html", form=form, year=_year()), 422 if form.errors else 200


@settings.post("/holidays/<int:change_id>/removal")
@requires(Permission.CALENDAR_MANAGE)
def remove_holiday(change_id: int):
    change = queries.holiday_change(change_id) or abort(404)
    day, name = change.day, change.name
    operations.remove_holiday_change(change, actor=guards.actor())
    flash(f"{day.month}月{day.day}日（{name}）を取り消しました。", "success")
    return redirect(url_for("settings.holidays", year=clock.fiscal_year_of(day)))


@settings.post("/holidays/new-year")
@requires(Permission.CALENDAR_MANAGE)
def close_for_new_year():
    year = _year()
    added = operations.close_for_new_year(year, actor=guards.actor())
    flash(f"年末年始の休業日を{added}日加えました。", "success")
    return redirect(url_for("settings.holidays", year=year))


@settings.get("/holidays/export/<any(csv, xlsx):form>")
@requires(Permission.CALENDAR_MANAGE)
def export_holidays(form: str):
    first, last = clock.fiscal_year_range(_year())
    return send_export(
        exports.export_holidays(first, last, form=form, encoding=wanted_encoding(), actor=guards.actor())
    )


def _year() -> int:
    """The fiscal year of the address, or the present one; 404 outside of the calendar."""
    year = request.args.get("year", default=clock.fiscal_year_of(clock.today()), type=int)
    return year if year in YEARS else abort(404)
