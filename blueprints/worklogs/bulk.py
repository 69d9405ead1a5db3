"""Checks and approvals: of one log, or of all that are chosen; each one's own result is told."""

from flask import abort, flash, redirect, render_template, request, session, url_for

from blueprints import guards
from blueprints.guards import requires
from blueprints.worklogs.blueprint import worklogs
from blueprints.worklogs.steps import log_or_404, refusals_told
from portal.kernel.access import Permission
from portal.worklogs import operations, queries
from portal.worklogs.models import DailyLog

MOST = 100
BULK = {
    "check": (operations.bulk_check, "点検しました。", Permission.LOG_CHECK),
    "approve": (operations.bulk_approve, "承認しました。", Permission.LOG_APPROVE),
}


@worklogs.post("/bulk")
@requires(Permission.LOG_CHECK, Permission.LOG_APPROVE)
def bulk():
    ids, action = request.form.getlist("ids"), request.form.get("action")
    if not ids:
        flash("日報を選んでから、もう一度押してください。", "warning")
        return redirect(back_to_review(), 303)
    if action not in BULK:
        abort(400, "まとめて行う操作を選んでください。")
    do, message, permission = BULK[action]
    guards.actor().require(permission)
    results = do(_chosen(ids), actor=guards.actor())
    if all(result.done for result in results):
        flash(f"{len(results)}件：{message}", "success")
        return redirect(back_to_review(), 303)
    return render_template("worklogs/bulk_results.html", results=results, message=message, back=back_to_review())


def _chosen(ids: list[str]) -> list[DailyLog]:
    wanted = {int(value) for value in ids[: MOST + 1] if value.isdigit() and len(value) < 16}
    if len(wanted) > MOST:
        abort(400, f"一度に選べるのは{MOST}件までです。")
    chosen = queries.visible_logs(guards.actor(), wanted)
    return chosen if wanted and len(chosen) == len(wanted) else abort(404)


def back_to_review() -> str:
    """The list as the person last saw it."""
    return url_for("worklogs.review", **session.get("log_list", {}))


@worklogs.post("/<int:log_id>/check")
@requires(Permission.LOG_CHECK)
def check(log_id: int):
    return _step(log_id, operations.check_log, "点検しました。")


@worklogs.post("/<int:log_id>/approval")
@requires(Permission.LOG_APPROVE)
def approve(log_id: int):
    return _step(log_id, operations.approve_log, "承認しました。")


def _step(log_id: int, step, message: str):
    log = log_or_404(log_id)
    with refusals_told():
        step(log, actor=guards.actor())
        flash(message, "success")
    return redirect(back_to_review(), 303)
