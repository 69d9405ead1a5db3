"""訪問の約束: what each school was promised and what it gets; the promises themselves."""

from flask import abort, flash, redirect, render_template, request, url_for

from blueprints import guards
from blueprints.downloads import send_export, wanted_encoding
from blueprints.guards import requires
from blueprints.visits.blueprint import promises
from blueprints.visits.form_page import after_conflict, note_opened, render_form
from blueprints.visits.forms import EndForm, PromiseForm
from blueprints.visits.steps import offered_schools, refusals_in, school_of
from portal.kernel import audit, clock
from portal.kernel.access import Permission
from portal.kernel.states import EditedMeanwhile
from portal.schools.models import SchoolType
from portal.schools.queries import terms
from portal.visits import operations, queries
from portal.visits.exports import export_promises
from portal.visits.models import PromiseUnit, VisitPromise
from portal.visits.operations import PromiseData
from portal.visits.promises import promise_table

SUPPORTS = {
    "school_type": "その校種のすべての学校に約束するとき",
    "school_id": "1校だけに約束するとき。校種の約束より優先します",
    "ends_on": "決まっていないときは空のまま",
}


@promises.get("")
@requires(Permission.ROTA_READ)
def index():
    year, short = _year(), request.args.get("short") == "1"
    table = promise_table(year)
    return render_template(
        "visits/promises.html",
        table=table,
        rows=table.short if short else table.rows,
        short=short,
        year=year,
        years=sorted({*terms.fiscal_years(), year}, reverse=True),
        may_manage=guards.actor().can(Permission.PROMISE_MANAGE),
    )


@promises.get("/export/<any(csv, xlsx):form>")
@requires(Permission.ROTA_READ)
def export(form: str):
    return send_export(export_promises(_year(), form=form, encoding=wanted_encoding(), actor=guards.actor()))


def _year() -> int:
    """The fiscal year of the address; the present one without."""
    typed = request.args.get("year")
    if not typed:
        return clock.fiscal_year_of(clock.today())
    if not typed.isdigit() or not 2000 <= int(typed) <= 2100:
        abort(400, "年度を確かめてください。")
    return int(typed)


@promises.get("/agreements")
@requires(Permission.PROMISE_MANAGE)
def agreements():
    return render_template("visits/agreements.html", rows=queries.promise_rows(), today=clock.today())


@promises.route("/agreements/new", methods=["GET", "POST"])
@requires(Permission.PROMISE_MANAGE)
def create():
    first, _last = clock.fiscal_year_range(clock.fiscal_year_of(clock.today()))
    form = PromiseForm(starts_on=first)
    form.school_id.choices = offered_schools("選ばない")
    if form.validate_on_submit():
        with refusals_in(form):
            operations.set_promise(_data(form), actor=guards.actor())
            return _done("訪問の約束を登録しました。")
    return render_form(form, "訪問の約束を加える", _back(), "この内容で登録する", supports=SUPPORTS)


@promises.route("/agreements/<int:promise_id>", methods=["GET", "POST"])
@requires(Permission.PROMISE_MANAGE)
def edit(promise_id: int):
    promise = queries.promise(promise_id) or abort(404)
    form, context = _form_of(promise), {}
    if form.validate_on_submit():
        try:
            with refusals_in(form):
                operations.edit_promise(promise, _data(form), version=form.version.data, actor=guards.actor())
                return _done("訪問の約束を保存しました。")
        except EditedMeanwhile as problem:
            saved = _form_of(promise, fresh=True)
            context["differences"], context["last"] = after_conflict(form, saved, problem)
    note_opened(form)
    context["links"] = [(url_for("promises.end", promise_id=promise.id), "この約束を終える")]
    context["history"] = audit.history(promise, internal=True, limit=10)
    return render_form(form, "訪問の約束を変更する", _back(), "この内容で保存する", supports=SUPPORTS, **context)


@promises.route("/agreements/<int:promise_id>/end", methods=["GET", "POST"])
@requires(Permission.PROMISE_MANAGE)
def end(promise_id: int):
    promise = queries.promise(promise_id) or abort(404)
    form = EndForm(ends_on=clock.today(), version=promise.version)
    if form.validate_on_submit():
        try:
            with refusals_in(form):
                last, version = form.ends_on.data, form.version.data
                operations.end_promise(promise, last, version=version, actor=guards.actor())
                return _done("訪問の約束の最後の日を決めました。")
        except EditedMeanwhile as problem:
            form.form_errors.append(str(problem))
            form.renew(problem.record.version)
    return render_form(form, "訪問の約束を終える", _back(), "この日で終える")


def _form_of(promise: VisitPromise, *, fresh: bool = False) -> PromiseForm:
    values = {
        "school_type": promise.school_type.value if promise.school_type else "",
        "school_id": str(promise.school_id or ""),
        "unit": promise.unit.value,
        **{name: getattr(promise, name) for name in ("visits", "starts_on", "ends_on", "version")},
    }
    form = PromiseForm(formdata=None, data=values) if fresh else PromiseForm(data=values)
    form.school_id.choices = offered_schools("選ばない", keep=promise.school_id)
    return form


def _data(form: PromiseForm) -> PromiseData:
    return PromiseData(
        PromiseUnit(form.unit.data),
        form.visits.data,
        form.starts_on.data,
        form.ends_on.data,
        school_of(form.school_id.data),
        SchoolType(form.school_type.data) if form.school_type.data else None,
    )


def _back() -> tuple[str, str]:
    return url_for("promises.agreements"), "約束の一覧"


def _done(message: str):
    flash(message, "success")
    return redirect(url_for("promises.agreements"), 303)
