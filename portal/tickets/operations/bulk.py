"""Many tickets at once: each is done or refused by itself, and the answer says which and why."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from portal.accounts.models import User
from portal.kernel.access import Actor, NotAllowed
from portal.kernel.db import db
from portal.kernel.states import WrongState
from portal.tickets.errors import TicketError
from portal.tickets.models import Ticket
from portal.tickets.operations.receiving import edit_ticket
from portal.tickets.operations.work import assign_ticket, close_ticket
from portal.visits.operations import BookingRefused

REFUSALS = (TicketError, WrongState, NotAllowed, BookingRefused)


@dataclass(frozen=True)
class BulkResult:
    """What became of one of the tickets; `reason` says why it was refused."""

    ticket: Ticket
    label: str
    subject: str
    done: bool
    reason: str = ""


def bulk_assign(tickets: Iterable[Ticket], assignee: User | None, *, actor: Actor) -> list[BulkResult]:
    return _each(tickets, lambda ticket: assign_ticket(ticket, assignee, actor=actor))


def bulk_close(tickets: Iterable[Ticket], *, actor: Actor) -> list[BulkResult]:
    return _each(tickets, lambda ticket: close_ticket(ticket, actor=actor))


def bulk_due(tickets: Iterable[Ticket], due_on: date | None, *, actor: Actor) -> list[BulkResult]:
    return _each(tickets, lambda ticket: edit_ticket(ticket, {"due_on": due_on}, version=None, actor=actor))


def _each(tickets: Iterable[Ticket], do: Callable[[Ticket], Ticket]) -> list[BulkResult]:
    """In the order of ids, so that two people working on the same tickets wait for each other."""
    results = []
    for ticket in sorted(tickets, key=lambda one: one.id):
        label, subject = ticket.label, ticket.subject
        try:
            with db.session.begin_nested():
                do(ticket)
            results.append(BulkResult(ticket, label, subject, done=True))
        except REFUSALS as refusal:
            results.append(BulkResult(ticket, label, subject, done=False, reason=str(refusal)))
    return results
