"""The list of tickets, and the list as a file."""

from flask import abort, render_template, request, session

from blueprints import guards
from blueprints.downloads import send_export, wanted_encoding
from blueprints.guards import requires
from blueprints.tickets.blueprint import tickets
from blueprints.tickets.centre import call_us
from blueprints.tickets.filter_bar import FilterBar
from blueprints.tickets.rows import TicketListing, shown
from blueprints.tickets.show import SEEN_BY
from portal.kernel.access import Actor, Permission
from portal.tickets import policies, queries
from portal.tickets.exports import export_tickets
from portal.tickets.filters import BadFilter, TicketFilters
from portal.tickets.queries import TicketPage

FORMS = ("csv", "xlsx")


@tickets.get("")
@requires(*SEEN_BY)
def index():
    actor, filters = guards.actor(), wanted_filters()
    page = queries.ticket_page(actor, filters)
    remember(filters)
    return _everybodys(page) if actor.can(Permission.TICKET_READ) else _own(page)


def _everybodys(page: TicketPage) -> str:
    actor = guards.actor()
    return render_template(
        "tickets/index.html",
        listing=TicketListing(page),
        rows=shown(page.rows),
        bar=FilterBar(page.filters, queries.filter_choices(actor)),
        counts=queries.view_counts(actor),
        filters=page.filters,
        can=_abilities(actor),
    )


def _own(page: TicketPage) -> str:
    """A school's own requests; before the first one, the page says what will stand here."""
    actor = guards.actor()
    can = _abilities(actor)
    if not page.rows and not page.filters.to_args():
        return render_template("tickets/first_request.html", can=can, **call_us())
    return render_template(
        "tickets/own_index.html",
        listing=TicketListing(page),
        rows=shown(page.rows),
        bar=FilterBar(page.filters, queries.filter_choices(actor)),
        filters=page.filters,
        can=can,
    )


@tickets.get("/export")
@requires(Permission.TICKET_EXPORT)
def export():
    """Everything the list shows, over all of its pages."""
    form = request.args.get("form", "csv")
    if form not in FORMS:
        abort(400, "ファイルの形式は csv か xlsx を指定してください。")
    return send_export(export_tickets(guards.actor(), wanted_filters(), form=form, encoding=wanted_encoding()))


def wanted_filters() -> TicketFilters:
    """The filters in the address; 400 for those that do not exist.

    Open tickets are shown unless something else is asked for; a search, and a school's own list, go over all.
    """
    over_all = request.args.get("q") or not guards.actor().can(Permission.TICKET_READ)
    try:
        return TicketFilters.from_args(request.args, base={"status": "any"} if over_all else None)
    except BadFilter as problem:
        abort(400, str(problem))


def remember(filters: TicketFilters) -> None:
    """Keeps how the list is narrowed, for the way back from a ticket."""
    arguments = filters.to_args(page=filters.page if filters.page > 1 else None)
    if session.get("ticket_list") != arguments:
        session["ticket_list"] = arguments


def _abilities(actor: Actor) -> frozenset[str]:
    """What the list offers beside reading."""
    offers = {
        "create": actor.can(Permission.TICKET_WORK) or actor.can(Permission.TICKET_REQUEST),
        "plan": policies.can_plan(actor),
        "export": policies.can_export(actor),
        "close": actor.can(Permission.TICKET_WORK),
        "assign": actor.can(Permission.TICKET_ASSIGN),
    }
    return frozenset(name for name, holds in offers.items() if holds)
