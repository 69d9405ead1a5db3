"""休み: who is away when, and which visits that leaves without anybody."""

from datetime import timedelta

from flask import abort, flash, redirect, render_template, request, url_for

from blueprints import guards
from blueprints.guards import requires
from blueprints.visits.blueprint import rota
from blueprints.visits.form_page import render_form
from blueprints.visits.forms import AbsenceForm
from blueprints.visits.steps import offered_people, person_of, refusals_in
from portal.kernel import clock
from portal.kernel.access import Permission
from portal.visits import operations, queries
from portal.visits.models import Absence, AbsenceKind, DayPart
from portal.visits.operations import AbsenceData

MEMBERS = (Permission.LOG_WRITE, Permission.ROTA_MANAGE)
AHEAD, BEHIND = timedelta(days=180), timedelta(days=28)
SUPPORTS = {
    "last_day": "1日だけのときは空のまま",
    "note": "代理を頼む人への連絡など。病名は書かない",
}


@rota.get("/absences")
@requires(*MEMBERS)
def absences():
    actor, today = guards.actor(), clock.today()
    everybody = actor.can(Permission.ROTA_MANAGE)
    rows = queries.absences(today - BEHIND, today + AHEAD, user_ids=None if everybody else [actor.user_id])
    waiting = queries.uncovered(today, today + AHEAD) if everybody else []
    return render_template(
        "visits/absences.html",
        coming=[row for row in rows if row.last_day >= today],
        past=[row for row in reversed(rows) if row.last_day < today],
        waiting={row.id: [one for one in waiting if _is_of(row, one)] for row in rows},
        may_manage=everybody,
    )


def _is_of(row: queries.AbsenceRow, booking: queries.BookingRow) -> bool:
    return row.user_id == booking.user_id and row.covers(booking.starts_at, booking.ends_at)


@rota.route("/absences/new", methods=["GET", "POST"])
@requires(*MEMBERS)
def add_absence():
    form = AbsenceForm(user_id=request.args.get("person", str(guards.actor().user_id)))
    form.user_id.choices = offered_people("選んでください")
    if form.validate_on_submit():
        with refusals_in(form):
            result = operations.add_absence(_data(form), actor=guards.actor())
            flash("休みを登録しました。", "success")
            return redirect(url_for("rota.absence", absence_id=result.absence.id), 303)
    back = (url_for("rota.absences"), "休み")
    return render_form(form, "休みを登録する", back, "この内容で登録する", supports=SUPPORTS)


@rota.get("/absences/<int:absence_id>")
@requires(*MEMBERS)
def absence(absence_id: int):
    """One absence with the visits that need somebody else."""
    record = _found(absence_id)
    away = queries.absence_row(record.id)
    return render_template(
        "visits/absence.html",
        absence=record,
        row=away,
        affected=queries.affected_bookings(record) if record.cancelled_at is None else [],
        may_manage=guards.actor().can(Permission.ROTA_MANAGE),
    )


@rota.post("/absences/<int:absence_id>/cancellation")
@requires(*MEMBERS)
def cancel_absence(absence_id: int):
    record = _found(absence_id)
    operations.cancel_absence(record, actor=guards.actor())
    flash(f"{record.user.name}さんの休みを取り消しました。巡回表の予定は入れ直されています。", "success")
    return redirect(url_for("rota.absences"), 303)


def _found(absence_id: int) -> Absence:
    """One's own, or anybody's for who plans."""
    record, actor = queries.absence(absence_id) or abort(404), guards.actor()
    if record.user_id != actor.user_id and not actor.can(Permission.ROTA_MANAGE):
        abort(404)
    return record


def _data(form: AbsenceForm) -> AbsenceData:
    return AbsenceData(
        person_of(form.user_id.data),
        form.first_day.data,
        form.last_day.data or form.first_day.data,
        AbsenceKind(form.kind.data),
        DayPart(form.part.data),
        form.note.data or "",
    )
