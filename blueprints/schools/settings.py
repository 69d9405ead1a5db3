"""The tenant's settings: the page that lists them, opening hours, and the support centre's own data."""

from flask import Blueprint, abort, current_app, flash, redirect, render_template, url_for

from blueprints import guards
from blueprints.guards import requires
from blueprints.schools.settings_forms import CentreForm, HoursForm
from blueprints.schools.settings_menu import GROUPS, PERMISSIONS
from portal.kernel import audit
from portal.kernel.access import Permission
from portal.kernel.dates import fiscal_year_label
from portal.schools import operations
from portal.schools.queries import calendar
from portal.schools.queries import schools as queries

settings = Blueprint("settings", __name__)
settings.add_app_template_filter(fiscal_year_label, "fiscal_year")


@settings.get("")
@requires(*PERMISSIONS)
def index():
    actor, known = guards.actor(), current_app.view_functions
    groups = [
        (title, [one for one in group if one.endpoint in known and actor.can(one.permission)])
        for title, group in GROUPS
    ]
    return render_template("schools/settings.html", groups=[group for group in groups if group[1]])


@settings.route("/hours", methods=["GET", "POST"])
@requires(Permission.CALENDAR_MANAGE)
def hours():
    form = HoursForm.of(calendar.hours_by_weekday())
    if form.validate_on_submit():
        try:
            operations.set_working_hours(form.week, actor=guards.actor())
        except operations.HoursWrong as problem:
            form.blame(problem)
        else:
            flash("開所時間を保存しました。", "success")
            return redirect(url_for("settings.index"))
    return render_template("schools/hours.html", form=form), 422 if form.errors else 200


@settings.route("/centre", methods=["GET", "POST"])
@requires(Permission.CALENDAR_MANAGE)
def centre():
    record = queries.support_centre() or abort(404)
    form = CentreForm(obj=record)
    if form.validate_on_submit():
        operations.edit_centre(record, form.centre_data(), actor=guards.actor())
        flash("支援センターの情報を保存しました。", "success")
        return redirect(url_for("settings.index"))
    page = render_template("schools/centre.html", form=form, history=audit.history(record, internal=True, limit=10))
    return page, 422 if form.errors else 200
