"""What one tap does with an entry: confirm, remove, mark, show or take away a photo."""

from flask import abort, flash, redirect, request, send_file, url_for

from blueprints import guards
from blueprints.guards import requires
from blueprints.worklogs.blueprint import worklogs
from blueprints.worklogs.steps import back_to_day, entry_or_404, log_url, refusals_told
from portal.kernel import stored
from portal.kernel.access import Permission
from portal.kernel.db import db
from portal.worklogs import operations, queries
from portal.worklogs.errors import WorthAsking, WrongInput

SEEN_BY = (Permission.LOG_WRITE, Permission.LOG_CHECK, Permission.LOG_APPROVE)


@worklogs.post("/entries/<int:entry_id>/confirmation")
@requires(Permission.LOG_WRITE)
def confirm(entry_id: int):
    """A draft becomes an entry; one that is unusual is looked at in its form first."""
    log, entry = entry_or_404(entry_id)
    day = log.day
    try:
        operations.confirm_entry(entry, actor=guards.actor())
    except (WorthAsking, WrongInput) as refusal:
        return _look_first(entry_id, str(refusal))
    flash("確定しました。", "success")
    return back_to_day(day)


def _look_first(entry_id: int, message: str):
    db.session.rollback()
    flash(f"{message}内容を確かめて保存してください。", "warning")
    return redirect(url_for("worklogs.edit", entry_id=entry_id), 303)


@worklogs.post("/entries/<int:entry_id>/removal")
@requires(Permission.LOG_WRITE)
def remove(entry_id: int):
    log, entry = entry_or_404(entry_id)
    day = log.day
    with refusals_told():
        operations.remove_entry(entry, actor=guards.actor())
        flash("記録を削除しました。", "success")
    return back_to_day(day)


@worklogs.post("/entries/<int:entry_id>/good-practice")
@requires(Permission.LOG_WRITE, Permission.LOG_CHECK)
def mark(entry_id: int):
    log, entry = entry_or_404(entry_id)
    address = log_url(log)
    with refusals_told():
        operations.mark_good_practice(entry, request.form.get("wanted") == "1", actor=guards.actor())
    return redirect(address, 303)


@worklogs.get("/entries/<int:entry_id>/photos/<int:photo_id>")
@requires(*SEEN_BY)
def photo(entry_id: int, photo_id: int):
    found = queries.photo(guards.actor(), entry_id, photo_id) or abort(404)
    return send_file(
        stored.path_of(found.file), mimetype=found.file.content_type, download_name=found.file.name, max_age=0
    )


@worklogs.post("/entries/<int:entry_id>/photos/<int:photo_id>/removal")
@requires(Permission.LOG_WRITE)
def remove_photo(entry_id: int, photo_id: int):
    found = queries.photo(guards.actor(), entry_id, photo_id) or abort(404)
    with refusals_told():
        operations.remove_photo(found, actor=guards.actor())
        flash("写真を外しました。", "success")
    return redirect(url_for("worklogs.edit", entry_id=entry_id), 303)
