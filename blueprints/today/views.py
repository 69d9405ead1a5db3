"""The day as a line: what is booked, what is due, what comes next."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import Blueprint, abort, render_template, request

from blueprints import guards
from blueprints.guards import requires
from blueprints.tickets import words
from blueprints.tickets.rows import shown
from portal.kernel import clock
from portal.kernel.access import Permission
from portal.kernel.dates import parse_date
from portal.tickets import queries
from portal.tickets.filters import TicketFilters
from portal.tickets.queries import DayTicket

today = Blueprint("today", __name__)

SHOWN = 10
UNASSIGNED = TicketFilters(assignee="none")


@dataclass(frozen=True)
class Stop:
    """A booked time on the line; `state` is done, now or next."""

    booked: DayTicket
    state: str


@today.get("/today")
@requires(Permission.TICKET_WORK)
def index():
    actor, day = guards.actor(), _day()
    stops = _stops(queries.tickets_of_day(actor, actor.user_id, day))
    page = queries.ticket_page(actor, TicketFilters(assignee="me"), per_page=SHOWN)
    return render_template(
        "today/index.html",
        day=day,
        is_today=day == clock.today(),
        before=day - timedelta(days=1),
        after=day + timedelta(days=1),
        stops=stops,
        upcoming=next((stop.booked for stop in stops if stop.state != "done" and stop.booked.ticket_id), None),
        rows=shown(page.rows),
        total=page.total,
        unassigned=queries.count_matching(actor, UNASSIGNED),
        words=words,
    )


def _day() -> date:
    """The day in the address; today without one."""
    typed = request.args.get("day")
    try:
        return parse_date(typed) if typed else clock.today()
    except ValueError as problem:
        abort(400, str(problem))


def _stops(booked: list[DayTicket]) -> list[Stop]:
    now = clock.now()
    return [Stop(one, _state(one, now)) for one in booked]


def _state(booked: DayTicket, now: datetime) -> str:
    if booked.ends_at <= now:
        return "done"
    return "now" if booked.starts_at <= now else "next"
