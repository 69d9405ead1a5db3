"""What the tenant wants of its logs: reminders, and whether schools confirm visits."""

from flask import flash, redirect, render_template, url_for

from blueprints import guards
from blueprints.guards import requires
from blueprints.worklogs.blueprint import log_settings
from blueprints.worklogs.forms import SettingsForm
from blueprints.worklogs.steps import refusals_in
from portal.kernel.access import Permission
from portal.worklogs import operations, queries


@log_settings.route("", methods=["GET", "POST"])
@requires(Permission.CALENDAR_MANAGE, Permission.LOG_CHECK)
def edit():
    form = SettingsForm(obj=queries.settings())
    if form.validate_on_submit():
        with refusals_in(form):
            operations.edit_settings(
                form.remind.data, form.remind_hour.data, form.schools_confirm.data, actor=guards.actor()
            )
            flash("日報の設定を保存しました。", "success")
            return redirect(url_for("settings.index"), 303)
    return render_template("worklogs/settings.html", form=form), 422 if form.errors else 200
