"""Somebody else goes: one visit, or everything that an absence leaves behind."""

from flask import abort, flash, redirect, request, url_for

from blueprints import guards
from blueprints.guards import requires
from blueprints.tickets.people import chosen_person
from blueprints.tickets.steps import REFUSALS
from blueprints.visits.blueprint import visits
from blueprints.visits.board import render_board
from portal.kernel.access import Permission
from portal.kernel.db import db
from portal.visits import operations, queries
from portal.visits.errors import VisitError
from portal.visits.operations import BookingRefused


@visits.post("/board/cover")
@requires(Permission.ROTA_MANAGE)
def cover():
    """One visit, to the chosen candidate."""
    booking = queries.booking(request.form.get("cover", 0, int)) or abort(404)
    try:
        person = chosen_person(request.form.get("choice", "").partition("|")[0])
        if person is None:
            raise BookingRefused("候補を1つ選んでください。")
        operations.assign_cover(booking, person, actor=guards.actor())
    except (*REFUSALS, VisitError) as refusal:
        db.session.rollback()
        return render_board(refused=str(refusal)), 422
    flash(f"{booking.period_label}の代理を{person.name}さんにしました。", "success")
    return redirect(url_for("visits.board", day=queries.booking_row(booking.id).day.isoformat()), 303)


@visits.post("/absences/<int:absence_id>/covers")
@requires(Permission.ROTA_MANAGE)
def cover_all(absence_id: int):
    """Everything of an absence at once, each to its best candidate."""
    absence = queries.absence(absence_id) or abort(404)
    results = operations.cover_absence(absence, actor=guards.actor())
    done = [one for one in results if one.done]
    if done:
        flash(f"{len(done)}件の代理を決めました。" + "、".join(_said(one) for one in done), "success")
    for one in results:
        if not one.done:
            flash(f"{one.booking.period_label} {one.booking.place_name}：{one.reason}", "warning")
    if not results:
        flash("代理の要る予定はありません。", "info")
    return redirect(url_for("visits.board", day=absence.first_day.isoformat()), 303)


def _said(one) -> str:
    return f"{one.booking.period_label} {one.booking.place_name}→{one.user_name}"
