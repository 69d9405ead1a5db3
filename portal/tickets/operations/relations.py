"""Tickets joined to tickets: merged, linked, followed up."""

from datetime import date

from portal.accounts.models import User
from portal.kernel import audit, clock, states
from portal.kernel.access import Actor
from portal.kernel.db import db
from portal.tickets import mails, policies, queries
from portal.tickets.errors import WrongRelation
from portal.tickets.models import Kind, Ticket, TicketLink
from portal.tickets.operations.appointments import free_coming_booking
from portal.tickets.operations.conversation import note_last_word
from portal.tickets.operations.receiving import Draft, create
from portal.tickets.operations.work import assign_ticket
from portal.tickets.states import CANCELLED, TRANSITIONS


def merge_tickets(ticket: Ticket, into: Ticket, *, actor: Actor) -> Ticket:
    """Cancels the ticket in favour of another one of its school. What was said and sent stays where it is."""
    for one in sorted((ticket, into), key=lambda one: one.id):
        states.lock(one)
    policies.require("merge", actor, ticket)
    if ticket.id == into.id:
        raise WrongRelation("同じチケットにはまとめられません。")
    if ticket.school_id != into.school_id:
        raise WrongRelation("学校が異なるチケットは、まとめられません。関連するチケットとして付けてください。")
    if into.status is CANCELLED:
        raise WrongRelation(f"{into.label}は取り消されているため、まとめ先にできません。")
    free_coming_booking(ticket, actor=actor)
    note_last_word(ticket, f"{into.label}にまとめました", actor=actor)
    changes = {"other": (None, into.audit_label)}
    states.move(ticket, CANCELLED, TRANSITIONS, actor=actor, action="ticket.merged", changes=changes)
    ticket.merged_into_id = into.id
    db.session.flush()
    audit.record("ticket.absorbed", into, actor=actor, changes={"other": (None, ticket.audit_label)})
    mails.tell("merged", ticket, actor=actor, target=into.audit_label)
    return ticket


def link_tickets(ticket: Ticket, other: Ticket, *, actor: Actor) -> None:
    """Notes that two tickets belong together; linking them twice changes nothing."""
    _require_both(ticket, other, actor)
    if ticket.id == other.id:
        raise WrongRelation("チケットをそれ自身と関連付けることはできません。")
    states.lock(min(ticket, other, key=lambda one: one.id))
    if queries.linked(ticket, other):
        return
    low, high = sorted((ticket.id, other.id))
    db.session.add(TicketLink(ticket_id=low, other_id=high))
    audit.record("ticket.linked", ticket, actor=actor, changes={"other": (None, other.audit_label)}, internal=True)


def unlink_tickets(ticket: Ticket, other: Ticket, *, actor: Actor) -> None:
    """Takes the link away; without one nothing changes."""
    _require_both(ticket, other, actor)
    link = queries.linked(ticket, other)
    if link is None:
        return
    db.session.delete(link)
    audit.record("ticket.unlinked", ticket, actor=actor, changes={"other": (other.audit_label, None)}, internal=True)


def follow_up_ticket(
    ticket: Ticket,
    *,
    kind: Kind,
    subject: str,
    body: str = "",
    due_on: date | None = None,
    assignee: User | None = None,
    once_key: str | None = None,
    actor: Actor,
) -> Ticket:
    """A new ticket of the same school and requester that goes on where this one ended."""
    policies.require("follow_up", actor, ticket)
    draft = Draft(
        kind=kind,
        channel=ticket.channel,
        subject=subject,
        body=body,
        category_code=ticket.category_code,
        due_on=due_on,
        received_on=clock.today(),
        contact=queries.contact_of(ticket),
        requester_name=ticket.requester_name,
        follows=ticket,
    )
    following = create(queries.school_of(ticket), draft, step="followed_up", once_key=once_key, actor=actor)
    if assignee is not None:
        assign_ticket(following, assignee, actor=actor)
    return following


def _require_both(ticket: Ticket, other: Ticket, actor: Actor) -> None:
    policies.require("link", actor, ticket)
    policies.require("link", actor, other)
