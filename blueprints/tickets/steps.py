"""What every page of a ticket's step shares: finding the ticket, refusing in the form, and going back."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import abort, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm

from blueprints import guards
from blueprints.tickets import words
from portal.kernel.db import db
from portal.kernel.files import FileRefused
from portal.kernel.states import WrongState
from portal.tickets import policies, queries
from portal.tickets.errors import NotNow, TicketError, WrongInput
from portal.tickets.models import Ticket
from portal.visits.operations import BookingRefused

FIELD_NAMES = {"slots": "wish_1", "days": "last_day"}  # where the form calls it otherwise than the operation
REFUSALS = (TicketError, WrongState, BookingRefused, FileRefused)


def ticket_or_404(ticket_id: int) -> Ticket:
    """The ticket as the person may see it; one that is not theirs to see is answered like one that does not exist."""
    return queries.visible_ticket(guards.actor(), ticket_id) or abort(404)


def open_step(ticket_id: int, action: str) -> Ticket:
    """The ticket for a step's page. A step that the state no longer allows leads back, with the reason."""
    ticket = ticket_or_404(ticket_id)
    try:
        policies.require(action, guards.actor(), ticket)
    except (WrongState, NotNow) as refusal:
        if request.method == "GET":
            flash(str(refusal), "warning")
            abort(redirect(ticket_url(ticket_id)))
    return ticket


@contextmanager
def refusals_in(form: FlaskForm, ticket: Ticket | None = None) -> Iterator[None]:
    """What an operation refuses becomes an error of the form; the record is read anew."""
    ticket_id = ticket.id if ticket else None
    try:
        yield
    except REFUSALS as refusal:
        db.session.rollback()
        note_refusal(form, refusal)
        if ticket_id is not None:
            ticket_or_404(ticket_id)


def note_refusal(form: FlaskForm, refusal: Exception) -> None:
    """Puts the message at its field, or over the whole form."""
    name = refusal.field if isinstance(refusal, WrongInput) else ""
    name = FIELD_NAMES.get(name, name)
    if name in form:
        form[name].errors = [*form[name].errors, str(refusal)]
    else:
        form.form_errors.append(str(refusal))


def ticket_url(ticket_id: int, **values: str) -> str:
    return url_for("tickets.show", ticket_id=ticket_id, **values)


def done(ticket_id: int, message: str):
    """Back to the ticket, with a word on what was done."""
    flash(message, "success")
    return redirect(ticket_url(ticket_id), 303)


def render_step(name: str, ticket: Ticket, form: FlaskForm, **context):
    """The step's page; 422 when the form came back with errors."""
    page = render_template(f"tickets/steps/{name}.html", ticket=ticket, form=form, words=words, **context)
    return page, 422 if form.errors else 200
