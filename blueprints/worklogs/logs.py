"""Daily logs: one's own by month, one log with its history, and the steps of its writer."""

from flask import abort, flash, redirect, render_template, request, url_for

from blueprints import guards
from blueprints.guards import requires
from blueprints.worklogs import words
from blueprints.worklogs.blueprint import worklogs
from blueprints.worklogs.forms import HoursForm, ReasonForm
from blueprints.worklogs.months import wanted_month
from blueprints.worklogs.steps import (
    accepted,
    back_to_day,
    day_url,
    log_or_404,
    log_url,
    refusals_in,
    refusals_told,
    shown_questions,
)
from portal.kernel import audit, clock
from portal.kernel.access import Permission
from portal.kernel.db import db
from portal.tickets import queries as tickets
from portal.worklogs import operations, policies, queries
from portal.worklogs.errors import WorthAsking
from portal.worklogs.models import DailyLog, LogStatus

SEEN_BY = (Permission.LOG_WRITE, Permission.LOG_CHECK, Permission.LOG_APPROVE)


@worklogs.get("/")
@requires(Permission.LOG_WRITE)
def index():
    """One's own logs of a month, and the days that still lack one."""
    actor, month = guards.actor(), wanted_month()
    rows = queries.log_page(actor, user_id=actor.user_id, first=month.first, last=month.last, limit=31)
    until = min(month.last, clock.today())
    missing = queries.missing_logs(month.first, until, user_id=actor.user_id) if month.first <= until else []
    begun = {row.day for row in rows}
    return render_template(
        "worklogs/list.html",
        month=month,
        rows=rows,
        missing=[one.day for one in missing if one.day not in begun],
        minutes=sum(row.minutes for row in rows),
        words=words,
        day_url=day_url,
        draft=LogStatus.DRAFT,
    )


@worklogs.get("/<int:log_id>")
@requires(*SEEN_BY)
def show(log_id: int):
    return log_page(log_or_404(log_id))


def log_page(log: DailyLog, form: ReasonForm | None = None, code: int = 200):
    actor, found = guards.actor(), tickets.filter_choices(guards.actor())
    lines = words.entry_lines(log.entries, words.labels_of(found))
    page = render_template(
        "worklogs/show.html",
        log=log,
        lines=[line for line in lines if not line.drafted],
        own=policies.is_own(actor, log),
        actions=policies.actions(actor, log),
        confirmations=queries.confirmations_of(log),
        revisions=queries.revisions_of(log) if log.revision > 1 else [],
        events=audit.history(log, internal=True),
        total=words.total(log),
        form=form or ReasonForm(formdata=None),
        words=words,
        labels=words.labels_of(found),
        day_url=day_url,
        may_mark=policies.is_own(actor, log) or actor.can(Permission.LOG_CHECK),
    )
    return page, code


@worklogs.route("/<int:log_id>/submission", methods=["GET", "POST"])
@requires(Permission.LOG_WRITE)
def submit(log_id: int):
    """Hands the day in; what is unusual about it is asked first."""
    log = _own(log_id)
    if request.method == "GET":
        return back_to_day(log.day)
    day = log.day
    try:
        with refusals_told():
            operations.submit_log(log, accepted=accepted(), actor=guards.actor())
            flash("日報を提出しました。お疲れさまでした。", "success")
        return back_to_day(day)
    except WorthAsking as asked:
        return render_template(
            "worklogs/submit.html",
            log=log_or_404(log_id),
            questions=shown_questions(asked),
            back=day_url(day),
            words=words,
        ), 422


@worklogs.route("/<int:log_id>/hours", methods=["GET", "POST"])
@requires(Permission.LOG_WRITE)
def hours(log_id: int):
    log = _own(log_id)
    form, day = HoursForm(obj=log), log.day
    if form.validate_on_submit():
        with refusals_in(form):
            operations.set_hours(
                log,
                starts=form.starts.data,
                ends=form.ends.data,
                note=form.note.data or "",
                version=form.version.data,
                actor=guards.actor(),
            )
            flash("保存しました。", "success")
            return back_to_day(day)
        form.renew(log_or_404(log_id).version)
    page = render_template("worklogs/hours.html", form=form, log_id=log_id, day=day, back=day_url(day))
    return page, 422 if form.errors else 200


@worklogs.post("/<int:log_id>/correction")
@requires(Permission.LOG_WRITE, Permission.LOG_CHECK)
def correct(log_id: int):
    """Opens an approved log again, with the reason; the approved one stays as its revision."""
    return _with_reason(log_id, operations.correct_log, "訂正できるようにしました。前の版は残っています。")


@worklogs.post("/<int:log_id>/return")
@requires(Permission.LOG_CHECK, Permission.LOG_APPROVE)
def send_back(log_id: int):
    return _with_reason(log_id, operations.return_log, "差し戻しました。")


def _with_reason(log_id: int, step, message: str):
    log, form = log_or_404(log_id), ReasonForm()
    address, mine, day = log_url(log), policies.is_own(guards.actor(), log), log.day
    if form.validate():
        with refusals_in(form):
            step(log, reason=form.reason.data, actor=guards.actor())
            flash(message, "success")
            return back_to_day(day) if mine else redirect(_seen_address(log, address), 303)
    db.session.rollback()
    return log_page(log_or_404(log_id), form, 422)


def _seen_address(log: DailyLog, address: str) -> str:
    """The log's page, or the list when the log is not the person's to see any more."""
    return address if policies.can_see(guards.actor(), log) else url_for("worklogs.review")


def _own(log_id: int) -> DailyLog:
    log = log_or_404(log_id)
    return log if policies.is_own(guards.actor(), log) else abort(404)
