"""巡回表: who is regularly where on which weekday; adding, changing, ending, and putting it into the calendar."""

from datetime import date

from flask import abort, flash, redirect, render_template, request, url_for

from blueprints import guards
from blueprints.downloads import send_export, wanted_encoding
from blueprints.guards import requires
from blueprints.schools.settings_menu import import_page
from blueprints.visits.blueprint import rota
from blueprints.visits.form_page import after_conflict, note_opened, render_form
from blueprints.visits.forms import EndForm, SlotForm
from blueprints.visits.steps import offered_people, offered_schools, person_of, refusals_in, school_of
from portal.kernel import audit, clock
from portal.kernel.access import Permission
from portal.kernel.dates import WEEKDAYS
from portal.kernel.states import EditedMeanwhile
from portal.visits import exports, operations, queries
from portal.visits.models import RotaSlot
from portal.visits.operations import SlotData, SlotResult

BACK = "巡回表"
SUPPORTS = {
    "school_id": "センター勤務の時間は「センター」のまま",
    "starts": "例　9:00（15分きざみ）",
    "ends": "例　12:00（15分きざみ）",
    "starts_on": "この日から予定に入れます",
    "ends_on": "決まっていないときは空のまま",
    "title": "例　授業支援。空のときは「計画訪問」",
}
MISSES_SHOWN = 5


@rota.get("")
@requires(Permission.ROTA_READ)
def index():
    person = request.args.get("person", type=int)
    slots = queries.rota_slots(user_id=person, on=clock.today())
    return render_template(
        "visits/rota.html",
        slots=slots,
        people=list(dict.fromkeys((slot.user_id, slot.user_name) for slot in slots)),
        person=person,
        weekdays=WEEKDAYS,
        used_days=[at for at in range(7) if at < 5 or any(slot.weekday == at for slot in slots)],
        today=clock.today(),
        may_manage=guards.actor().can(Permission.ROTA_MANAGE),
        import_url=import_page("rota"),
    )


@rota.get("/export/<any(csv, xlsx):form>")
@requires(Permission.ROTA_READ)
def export(form: str):
    actor = guards.actor()
    return send_export(exports.export_rota(on=clock.today(), form=form, encoding=wanted_encoding(), actor=actor))


@rota.route("/new", methods=["GET", "POST"])
@requires(Permission.ROTA_MANAGE)
def create():
    form = SlotForm(starts_on=clock.today(), user_id=request.args.get("person"), weekday=request.args.get("weekday"))
    _offer(form)
    if form.validate_on_submit():
        with refusals_in(form):
            return _done(operations.add_slot(_data(form), actor=guards.actor()))
    return render_form(form, "定例の訪問を加える", _back(), "この内容で加える", supports=SUPPORTS)


@rota.route("/<int:slot_id>", methods=["GET", "POST"])
@requires(Permission.ROTA_MANAGE)
def edit(slot_id: int):
    slot = queries.rota_slot(slot_id) or abort(404)
    form, context = _form_of(slot), {}
    if form.validate_on_submit():
        try:
            with refusals_in(form):
                version = form.version.data
                return _done(operations.edit_slot(slot, _data(form), version=version, actor=guards.actor()))
        except EditedMeanwhile as problem:
            saved = _form_of(slot, fresh=True)
            context["differences"], context["last"] = after_conflict(form, saved, problem)
    note_opened(form)
    context |= {
        "intro": "今日からの予定が、新しい内容に入れ直されます。済んだ予定は変わりません。",
        "links": [(url_for("rota.end", slot_id=slot.id), "この定例の訪問を終える")],
        "history": audit.history(slot, internal=True, limit=10),
    }
    return render_form(form, "定例の訪問を変更する", _back(), "この内容で保存する", supports=SUPPORTS, **context)


@rota.route("/<int:slot_id>/end", methods=["GET", "POST"])
@requires(Permission.ROTA_MANAGE)
def end(slot_id: int):
    slot = queries.rota_slot(slot_id) or abort(404)
    form = EndForm(ends_on=clock.today(), version=slot.version)
    if form.validate_on_submit():
        try:
            with refusals_in(form):
                last, version = form.ends_on.data, form.version.data
                return _done(operations.end_slot(slot, last, version=version, actor=guards.actor()))
        except EditedMeanwhile as problem:
            form.form_errors.append(str(problem))
            form.renew(problem.record.version)
    supports = {"ends_on": "この日より後の予定を外します"}
    return render_form(form, "定例の訪問を終える", _back(), "この日で終える", supports=supports)


@rota.get("/generation")
@requires(Permission.ROTA_MANAGE)
def generation():
    """What would be put into the calendar, and what stands in the way."""
    today, last = clock.today(), queries.booked_until(clock.today())
    return render_template(
        "visits/generation.html", plan=queries.rota_plan(today, last), first=today, last=last, weekdays=WEEKDAYS
    )


@rota.post("/generation")
@requires(Permission.ROTA_MANAGE)
def generate():
    made = operations.keep_rota_booked(actor=guards.actor())
    flash(f"{made.made}件の訪問を予定に入れました。" if made.made else "新しく入る予定はありませんでした。", "success")
    return redirect(url_for("rota.generation" if made.misses else "rota.index"), 303)


def _form_of(slot: RotaSlot, *, fresh: bool = False) -> SlotForm:
    values = {
        "user_id": str(slot.user_id),
        "school_id": str(slot.school_id or ""),
        "weekday": str(slot.weekday),
        **{name: getattr(slot, name) for name in ("starts", "ends", "starts_on", "ends_on", "title", "version")},
    }
    form = SlotForm(formdata=None, data=values) if fresh else SlotForm(data=values)
    _offer(form, keep=slot.school_id)
    return form


def _offer(form: SlotForm, *, keep: int | None = None) -> None:
    form.user_id.choices = offered_people("選んでください")
    form.school_id.choices = offered_schools("センター", keep=keep)


def _data(form: SlotForm) -> SlotData:
    return SlotData(
        user=person_of(form.user_id.data),
        school=school_of(form.school_id.data),
        weekday=int(form.weekday.data),
        starts=form.starts.data,
        ends=form.ends.data,
        starts_on=form.starts_on.data,
        ends_on=form.ends_on.data,
        title=form.title.data or "",
    )


def _back() -> tuple[str, str]:
    return url_for("rota.index"), BACK


def _done(result: SlotResult):
    """What became of the calendar, with the days on which something stands in the way."""
    told = [f"予定を{result.made}件入れました"] if result.made else []
    told += [f"{result.removed}件外しました"] if result.removed else []
    flash("巡回表を保存しました。" + "、".join(told) + ("。" if told else ""), "success")
    for miss in result.misses[:MISSES_SHOWN]:
        flash(f"{_day(miss.day)}は予定に入っていません。{miss.reason}", "warning")
    if len(result.misses) > MISSES_SHOWN:
        flash(f"ほかに{len(result.misses) - MISSES_SHOWN}日、予定に入っていません。", "warning")
    return redirect(url_for("rota.index"), 303)


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）"
