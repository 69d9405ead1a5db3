"""The board's first screen, and the schools that were not visited."""

from flask import Blueprint, abort, render_template, request

from blueprints.guards import requires
from blueprints.reports.board_view import BoardView
from blueprints.reports.links import TicketLinks
from portal.kernel.access import Permission
from portal.reports import dashboard as figures

reports = Blueprint("reports", __name__)


@reports.get("/dashboard")
@requires(Permission.REPORT_READ)
def dashboard():
    try:
        board = figures.dashboard(_number("term"), _number("before"))
    except figures.NoSuchTerm as problem:
        abort(404, str(problem))
    if board is None:
        return render_template("reports/dashboard_empty.html")
    return render_template("reports/dashboard.html", board=board, view=BoardView(board))


@reports.get("/dashboard/schools")
@requires(Permission.REPORT_READ)
def missed_schools():
    """All schools that were not visited in the term; the dashboard shows the first of them."""
    try:
        found = figures.missed_visits(_number("term"))
    except figures.NoSuchTerm as problem:
        abort(404, str(problem))
    if found is None:
        return render_template("reports/dashboard_empty.html")
    period, visits = found
    return render_template("reports/missed_schools.html", period=period, visits=visits, links=TicketLinks())


def _number(name: str) -> int | None:
    """The id that an argument of the address names; 404 for what cannot be one."""
    text = request.args.get(name, "")
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 15:
        abort(404)
    return int(text)
