"""「記録する」: the page where one piece of work is noted, new or again."""

from datetime import date

from flask import abort, flash, render_template, request

from blueprints import guards
from blueprints.guards import requires
from blueprints.worklogs import choices
from blueprints.worklogs.blueprint import worklogs
from blueprints.worklogs.forms import CENTRE, EntryForm
from blueprints.worklogs.prefill import first_values
from blueprints.worklogs.steps import (
    accepted,
    back_to_day,
    day_url,
    entry_or_404,
    log_url,
    read_day,
    refusals_in,
    shown_questions,
)
from blueprints.worklogs.taking import take_changes, take_new
from portal.kernel import clock
from portal.kernel.access import Permission
from portal.worklogs import policies
from portal.worklogs.errors import WorthAsking
from portal.worklogs.models import LogEntry


@worklogs.get("/entries/new")
@requires(Permission.LOG_WRITE)
def new():
    """The empty form. `?shell=1` is the one a device keeps for work without network: it knows no day."""
    shell = bool(request.args.get("shell"))
    day = clock.today() if shell else read_day(request.args.get("day"))
    form = EntryForm(formdata=None, data={} if shell else first_values(day, request.args))
    groups = choices.offer(form, guards.actor())
    if shell:
        form.day.data = form.client_key.data = ""
    return _page(form, groups, day=day, shell=shell)


@worklogs.post("/entries")
@requires(Permission.LOG_WRITE)
def record():
    form, asked = EntryForm(), None
    choices.allow(form, guards.actor())
    day = read_day(form.day.data)
    if form.validate():
        try:
            with refusals_in(form):
                take_new(form, accepted=accepted())
                flash("記録しました。", "success")
                return back_to_day(day)
        except WorthAsking as question:
            asked = question
    return _page(form, choices.offer(form, guards.actor()), day=day, asked=asked), 422


@worklogs.route("/entries/<int:entry_id>/edit", methods=["GET", "POST"])
@requires(Permission.LOG_WRITE)
def edit(entry_id: int):
    log, entry = entry_or_404(entry_id)
    if not policies.is_own(guards.actor(), log):
        abort(404)
    day, form, asked = log.day, EntryForm(data=_values(entry)), None
    choices.allow(form, guards.actor())
    if form.validate_on_submit():
        try:
            with refusals_in(form):
                return _saved(form, entry)
        except WorthAsking as question:
            asked = question
        log, entry = entry_or_404(entry_id)
        form.version.data, form.version.raw_data = entry.version, None
    groups = choices.offer(form, guards.actor())
    page = _page(form, groups, day=day, entry=entry, asked=asked, log=log)
    return page, 422 if form.errors or asked else 200


def _saved(form: EntryForm, entry: LogEntry):
    log_day = entry.day
    take_changes(form, entry, accepted=accepted())
    flash("保存しました。", "success")
    return back_to_day(log_day)


def _page(form: EntryForm, groups: list, *, day: date, entry=None, asked=None, log=None, shell=False):
    return render_template(
        "worklogs/entry.html",
        form=form,
        groups=groups,
        day=day,
        entry=entry,
        questions=shown_questions(asked),
        shell=shell,
        back=log_url(log) if log is not None and log.is_locked else day_url(day),
        writable=log is None or not log.is_locked,
    )


def _values(entry: LogEntry) -> dict:
    """The entry as its form shows it."""
    names = ("category_code", "minutes", "content", "starts", "teacher", "grade_class", "subject", "pupils", "tools")
    values = {name: getattr(entry, name) for name in (*names, "wishes", "good_practice", "booking_id", "ticket_id")}
    return values | {
        "day": entry.day.isoformat(),
        "client_key": "",
        "version": entry.version,
        "school_id": str(entry.school_id) if entry.school_id else CENTRE,
        "mode": entry.mode.value,
        "outcome": entry.outcome.value,
    }
