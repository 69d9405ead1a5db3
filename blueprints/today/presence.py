"""Arriving at a school and leaving it, by one button each."""

from flask import abort, flash, redirect, request, url_for

from blueprints import guards
from blueprints.guards import requires
from blueprints.today.views import today
from portal.kernel.access import Permission
from portal.kernel.db import db
from portal.schools.models import School
from portal.schools.queries import schools
from portal.visits import operations, queries
from portal.visits.errors import PresenceRefused

CENTRE = "centre"


@today.post("/today/presence")
@requires(Permission.LOG_WRITE)
def presence():
    """`school` arrives there, `leave` leaves the place one is at."""
    try:
        if "leave" in request.form:
            _leave()
        else:
            _arrive(_school(request.form.get("school", "")))
    except PresenceRefused as refusal:
        db.session.rollback()
        flash(str(refusal), "error")
    return redirect(url_for("today.index"), 303)


def _arrive(school: School | None) -> None:
    key = request.form.get("client_key") or None
    operations.check_in(school, client_key=key, actor=guards.actor())
    flash(f"{school.short_name if school else 'センター'}に入りました。", "success")


def _leave() -> None:
    here = queries.open_presence(guards.actor().user_id)
    if here is None:
        flash("退校は記録済みです。", "info")
        return
    operations.check_out(here, actor=guards.actor())
    flash("退校を記録しました。", "success")


def _school(chosen: str) -> School | None:
    if chosen == CENTRE:
        return None
    if not chosen.isdigit():
        abort(400, "学校を選んでください。")
    return schools.visible_school(guards.actor(), int(chosen)) or abort(404)
