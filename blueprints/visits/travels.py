"""移動時間 and 訪問の設定: minutes between schools, and what plans begin with."""

from flask import abort, flash, redirect, render_template, url_for

from blueprints import guards
from blueprints.guards import requires
from blueprints.schools.settings_menu import import_page
from blueprints.visits.blueprint import travel
from blueprints.visits.form_page import render_form
from blueprints.visits.forms import SettingsForm, TravelForm
from blueprints.visits.steps import offered_schools, refusals_in, school_of
from portal.kernel.access import Permission
from portal.visits import operations, queries
from portal.visits.operations import SettingsData

SUPPORTS = {
    "travel_minutes": "2校の間の分を決めていないときに使う分数",
    "weekly_hours": "手配ボードで、予定の合計と比べる時間数",
    "weeks_ahead": "巡回表を何週先まで予定に入れるか",
    "keep_place": "支援員の端末が許したときだけ残ります",
}


@travel.route("", methods=["GET", "POST"])
@requires(Permission.ROTA_MANAGE)
def index():
    """The ways that are set, and a form to set another."""
    form = TravelForm()
    choices = offered_schools("選んでください")
    form.school_id.choices = form.other_id.choices = choices
    if form.validate_on_submit():
        with refusals_in(form):
            places = school_of(form.school_id.data), school_of(form.other_id.data)
            operations.set_travel(*places, form.minutes.data, actor=guards.actor())
            flash(f"{places[0].name}と{places[1].name}の間を{form.minutes.data}分にしました。", "success")
            return redirect(url_for("travel.index"), 303)
    page = render_template(
        "visits/travel.html",
        form=form,
        rows=queries.travel_rows(),
        usual=queries.settings().travel_minutes,
        import_url=import_page("travel"),
    )
    return page, 422 if form.errors else 200


@travel.post("/<int:travel_id>/removal")
@requires(Permission.ROTA_MANAGE)
def remove(travel_id: int):
    operations.remove_travel(queries.travel_time(travel_id) or abort(404), actor=guards.actor())
    flash("移動時間を外しました。これからは初期値で数えます。", "success")
    return redirect(url_for("travel.index"), 303)


@travel.route("/settings", methods=["GET", "POST"])
@requires(Permission.ROTA_MANAGE)
def settings():
    form = SettingsForm(obj=queries.settings())
    if form.validate_on_submit():
        with refusals_in(form):
            operations.edit_settings(SettingsData(**form_values(form)), actor=guards.actor())
            flash("訪問の設定を保存しました。", "success")
            return redirect(url_for("travel.settings"), 303)
    back = (url_for("settings.index"), "設定")
    return render_form(form, "訪問の設定", back, "この内容で保存する", supports=SUPPORTS)


def form_values(form: SettingsForm) -> dict:
    return {name: form[name].data for name in ("travel_minutes", "weekly_hours", "weeks_ahead", "keep_place")}
