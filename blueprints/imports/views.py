"""Pages of imports: the list with what can be taken in, a file's form, its progress and result."""

from flask import Blueprint, abort, flash, g, redirect, render_template, url_for

from blueprints import guards
from blueprints.downloads import send_export, send_stored
from blueprints.guards import requires
from blueprints.imports.forms import GOOD, ImportForm
from blueprints.listing import Listing
from portal.kernel import import_jobs, import_queries
from portal.kernel.access import Permission
from portal.kernel.exports import write_csv
from portal.kernel.files import FileRefused
from portal.kernel.import_runs import MAX_BYTES, ImportKind, ImportRun, ImportStatus

MEBIBYTE = 1024 * 1024

import_pages = Blueprint("imports", __name__)


@import_pages.get("")
@requires(Permission.IMPORT_RUN)
def index():
    actor = guards.actor()
    listing = Listing.from_request({"started"}, "-started").counted(import_queries.count_runs(actor))
    return render_template(
        "imports/list.html",
        kinds=import_queries.kinds_of(actor),
        rows=import_queries.list_runs(actor, limit=listing.limit, offset=listing.offset),
        listing=listing,
    )


@import_pages.route("/<kind>", methods=["GET", "POST"])
@requires(Permission.IMPORT_RUN)
def create(kind: str):
    found, form = _kind(kind), ImportForm()
    if form.validate_on_submit():
        try:
            run = _start(found, form)
        except FileRefused as refusal:
            form.file.errors = [str(refusal)]
        else:
            return redirect(url_for("imports.show", run_id=run.id))
    page = render_template("imports/form.html", kind=found, form=form, max_mb=MAX_BYTES // MEBIBYTE)
    return page, 422 if form.errors else 200


def _start(kind: ImportKind, form: ImportForm) -> ImportRun:
    file = form.file.data
    return import_jobs.start(
        kind,
        file.stream,
        file.filename,
        take_good_rows=form.mode.data == GOOD,
        once_key=form.once_key.data,
        actor=guards.actor(),
    )


@import_pages.get("/<kind>/template")
@requires(Permission.IMPORT_RUN)
def template(kind: str):
    found = _kind(kind)
    return send_export(write_csv(found.spec.headers, [], name=f"{found.title}_取り込み用"))


@import_pages.get("/runs/<int:run_id>")
@requires(Permission.IMPORT_RUN)
def show(run_id: int):
    return render_template("imports/show.html", run=_run(run_id), states=ImportStatus)


@import_pages.get("/runs/<int:run_id>/progress")
@requires(Permission.IMPORT_RUN)
def progress(run_id: int):
    """The part of the page that tells how far it is, for asking again every two seconds."""
    return render_template("imports/_progress.html", run=_run(run_id), states=ImportStatus, tenant=g.tenant)


@import_pages.post("/runs/<int:run_id>/cancellation")
@requires(Permission.IMPORT_RUN)
def cancel(run_id: int):
    run = import_jobs.cancel(_run(run_id), actor=guards.actor())
    if run.is_finished:
        flash("この取り込みは、もう終わっています。", "info")
    else:
        flash("中止を申し込みました。読みかけの分まで元に戻します。", "info")
    return redirect(url_for("imports.show", run_id=run.id))


@import_pages.get("/runs/<int:run_id>/rejected")
@requires(Permission.IMPORT_RUN)
def rejected(run_id: int):
    return send_stored(_run(run_id).rejected_file or abort(404))


@import_pages.get("/runs/<int:run_id>/file")
@requires(Permission.IMPORT_RUN)
def file(run_id: int):
    return send_stored(_run(run_id).file)


def _kind(name: str) -> ImportKind:
    return import_queries.kind_of(guards.actor(), name) or abort(404)


def _run(run_id: int) -> ImportRun:
    return import_queries.visible_run(guards.actor(), run_id) or abort(404)
