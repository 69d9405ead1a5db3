"""Papers that were issued: list, page with its progress, the file."""

from flask import abort, redirect, render_template, send_file, url_for

from blueprints import guards
from blueprints.guards import requires
from blueprints.listing import Listing
from blueprints.reports.views import figures
from portal.kernel import stored
from portal.kernel.access import Permission
from portal.reports import operations
from portal.reports.models import Paper
from portal.reports.queries import papers as queries


@figures.get("/papers")
@requires(Permission.REPORT_READ)
def papers():
    listing = Listing.from_request({"issued"}, "-issued").counted(queries.count())
    rows = queries.newest_first(limit=listing.limit, offset=listing.offset)
    return render_template("reports/papers.html", rows=rows, listing=listing)


@figures.get("/papers/<int:paper_id>")
@requires(Permission.REPORT_READ)
def paper(paper_id: int):
    found = _found(paper_id)
    return render_template("reports/paper.html", paper=found, failed=queries.has_failed(found))


@figures.get("/papers/<int:paper_id>/progress")
@requires(Permission.REPORT_READ)
def progress(paper_id: int):
    found = _found(paper_id)
    return render_template("reports/_progress.html", paper=found, failed=queries.has_failed(found))


@figures.post("/papers/<int:paper_id>/again")
@requires(Permission.REPORT_ISSUE)
def make_again(paper_id: int):
    operations.make_again(_found(paper_id), actor=guards.actor())
    return redirect(url_for("figures.paper", paper_id=paper_id))


@figures.get("/papers/<int:paper_id>/file")
@requires(Permission.REPORT_READ)
def paper_file(paper_id: int):
    file = _found(paper_id).file
    if file is None:
        abort(404)
    return send_file(stored.path_of(file), mimetype=operations.PDF, as_attachment=True, download_name=file.name)


def _found(paper_id: int) -> Paper:
    found = queries.visible_paper(guards.actor(), paper_id)
    if found is None:
        abort(404)
    return found
