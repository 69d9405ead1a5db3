"""手配ボード: a week of all supporters, what waits for somebody at the side, and giving it to them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import abort, flash, redirect, render_template, request, url_for

from blueprints import guards
from blueprints.guards import requires
from blueprints.tickets import words
from blueprints.tickets.people import chosen_person
from blueprints.tickets.steps import REFUSALS
from blueprints.visits import choosing, days
from blueprints.visits.blueprint import visits
from blueprints.visits.scale import scale_of
from portal.kernel import clock
from portal.kernel.access import Permission
from portal.kernel.db import db
from portal.kernel.states import EditedMeanwhile
from portal.tickets import operations
from portal.tickets import queries as tickets
from portal.tickets.filters import TicketFilters
from portal.tickets.queries.lists import TicketRow
from portal.visits import queries
from portal.visits.models import BookingOrigin
from portal.visits.operations import BookingRefused
from portal.visits.promises import promise_table
from portal.visits.queries import BlockKind, BookingRow, WeekBoard

SIDE_ROWS = 30
SHORT_ROWS = 8


@dataclass(frozen=True)
class Waiting:
    """A line at the side: a ticket without anybody, or a visit whose person is away."""

    day: date | None
    ticket: TicketRow | None = None
    booking: BookingRow | None = None


@visits.get("/board")
@requires(Permission.ROTA_MANAGE)
def board():
    return render_board()


@visits.post("/board/assignment")
@requires(Permission.TICKET_ASSIGN)
def assign():
    """Books the ticket's visit with the chosen person at the chosen time."""
    ticket = tickets.visible_ticket(guards.actor(), request.form.get("ticket", 0, int)) or abort(404)
    try:
        user_id, starts_at = _choice()
        ends_at = starts_at + timedelta(minutes=choosing.wanted_minutes(ticket))
        person = chosen_person(str(user_id))
        mode = choosing.mode_of(ticket)
        operations.schedule_visit(
            ticket, starts_at=starts_at, ends_at=ends_at, assignee=person, mode=mode, actor=guards.actor()
        )
    except (*REFUSALS, EditedMeanwhile) as refusal:
        db.session.rollback()
        return render_board(refused=str(refusal)), 422
    flash(f"{ticket.label}を{person.name}さんに割り当てました（{words.period(starts_at, ends_at)}）。", "success")
    return redirect(url_for("visits.board", day=clock.local(starts_at).date().isoformat()), 303)


def _choice() -> tuple[int, datetime]:
    """Who and when, as a candidate's value says it."""
    user_id, _, moment = request.form.get("choice", "").partition("|")
    try:
        starts_at = datetime.fromisoformat(moment)
        if starts_at.tzinfo is None or not user_id.isdigit():
            raise ValueError(moment)
    except ValueError:
        raise BookingRefused("候補を1つ選んでください。") from None
    return int(user_id), starts_at


def render_board(refused: str = "") -> str:
    """The whole page; the weeks are loaded once for the grid and for the candidates."""
    monday = days.monday_of(days.wanted_day())
    week = queries.scene(monday, monday)
    shown = queries.week_board(monday, known_scene=week)
    waiting = _waiting(shown)
    return render_template(
        "visits/board.html",
        board=shown,
        scale=scale_of(shown),
        chosen=choosing.chosen(week),
        waiting=waiting,
        refused=refused,
        kinds=BlockKind,
        manual=BookingOrigin.MANUAL,
        today=clock.today(),
        lengths=choosing.LENGTHS,
        choosing=choosing,
        days=days,
        monday=monday,
        week_of=lambda at: (monday + timedelta(weeks=at)).isoformat(),
        away_ids=_away_ids(shown),
    )


def _waiting(board: WeekBoard) -> list[Waiting]:
    """What needs somebody, by the day by which it does."""
    filters = TicketFilters(status="open", assignee="none", sort="due")
    may_assign = guards.actor().can(Permission.TICKET_ASSIGN)
    rows = tickets.ticket_page(guards.actor(), filters, per_page=SIDE_ROWS).rows if may_assign else []
    found = [Waiting(row.due_on, ticket=row) for row in rows]
    found += [Waiting(row.day, booking=row) for row in uncovered(board)]
    return sorted(found, key=lambda one: (one.day or date.max, one.ticket is not None))


def uncovered(board: WeekBoard) -> list[BookingRow]:
    """Coming bookings of people who are away then."""
    now = clock.now()
    cells = [day for person in board.people for day in person.days if day.uncovered]
    return [
        block.booking
        for day in cells
        for block in day.blocks
        if block.booking.ends_at > now
        and any(away.covers(block.booking.starts_at, block.booking.ends_at) for away in day.absences)
    ]


def _away_ids(board: WeekBoard) -> frozenset[int]:
    """Bookings that wait for somebody else: they do not stand in their person's line."""
    return frozenset(row.id for row in uncovered(board))


@visits.get("/board/promises")
@requires(Permission.ROTA_READ)
def board_promises():
    """The part of the board that tells which schools fall short; it comes after the page itself."""
    table = promise_table(clock.fiscal_year_of(clock.today()))
    return render_template("visits/_short_promises.html", table=table, rows=table.short[:SHORT_ROWS])
