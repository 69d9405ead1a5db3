"""The centre's work on a ticket, from triage to the end, and the ways back."""

from datetime import date

from portal.accounts.models import User
from portal.kernel import audit, clock, states, text
from portal.kernel.access import Actor, Permission
from portal.kernel.db import db
from portal.tickets import mails, policies, queries, rules
from portal.tickets.errors import TicketError
from portal.tickets.models import Priority, Ticket, TicketStatus
from portal.tickets.operations.appointments import free_coming_booking, hand_booking_over
from portal.tickets.operations.conversation import note_last_word, say
from portal.tickets.states import CANCELLED, CLOSED, IN_PROGRESS, RECEIVED, RESOLVED, TRANSITIONS, TRIAGED


def triage_ticket(
    ticket: Ticket,
    *,
    category_code: str | None,
    priority: Priority,
    due_on: date | None,
    note: str = "",
    actor: Actor,
) -> Ticket:
    """Says what the request is, how urgent, and until when; `note` becomes an internal note."""
    states.lock(ticket)
    policies.require("triage", actor, ticket)
    if category_code != ticket.category_code:
        category_code = rules.category_in_use(category_code)
    values = {"category_code": category_code, "priority": priority, "due_on": due_on}
    changes = audit.changed(ticket, values)
    if note.strip():
        say(ticket, note, internal=True, actor=actor)
    if ticket.status is TRIAGED:
        audit.record("ticket.triaged", ticket, actor=actor, changes=changes)
    else:
        states.move(ticket, TRIAGED, TRANSITIONS, actor=actor, action="ticket.triaged", changes=changes)
    return ticket


def assign_ticket(ticket: Ticket, assignee: User | None, *, actor: Actor) -> Ticket:
    """Gives the ticket to somebody, or to nobody. A coming appointment goes along; taking and releasing is anyone's.

    Raises WrongAssignee, and DoubleBooked when the appointment does not fit the new person's day.
    """
    states.lock(ticket)
    if ticket.assignee_id == (assignee.id if assignee else None):
        return ticket
    policies.require(_way_to_assign(ticket, assignee, actor), actor, ticket)
    previous = queries.user(ticket.assignee_id) if ticket.assignee_id else None
    if assignee is not None:
        rules.worker(assignee)
    hand_booking_over(ticket, assignee, actor=actor)
    ticket.assignee_id = assignee.id if assignee else None
    changes = {"assignee": (previous.name if previous else None, assignee.name if assignee else None)}
    audit.record("ticket.assigned", ticket, actor=actor, changes=changes)
    mails.tell("assigned", ticket, actor=actor, previous_id=previous.id if previous else None)
    db.session.flush()
    db.session.expire(ticket, ["assignee"])
    return ticket


def start_work(ticket: Ticket, *, actor: Actor) -> Ticket:
    """Begins; a ticket that nobody had becomes the actor's."""
    states.lock(ticket)
    policies.require("start", actor, ticket)
    changes = {}
    if ticket.assignee_id is None and actor.user_id is not None:
        ticket.assignee_id = actor.user_id
        changes = {"assignee": (None, actor.name)}
    states.move(ticket, IN_PROGRESS, TRANSITIONS, actor=actor, action="ticket.started", changes=changes)
    return ticket


def resolve_ticket(
    ticket: Ticket,
    *,
    served_on: date | None,
    minutes: int | None,
    work_done: str,
    outcome: str = "",
    answer: str = "",
    actor: Actor,
) -> Ticket:
    """The support was given: it counts in the term of `served_on`. `answer` goes to the school in public."""
    states.lock(ticket)
    policies.require("resolve", actor, ticket)
    values = {
        "served_on": rules.day_of_service(served_on),
        "minutes": rules.duration(minutes),
        "work_done": rules.long_text("work_done", "対応内容", work_done, required=True),
        "outcome": rules.long_text("outcome", "結果", outcome),
    }
    free_coming_booking(ticket, actor=actor)
    changes = audit.changed(ticket, values)
    ticket.resolved_at = clock.now()
    comment = say(ticket, answer, actor=actor) if answer.strip() else None
    if comment is None:
        note_last_word(ticket, f"解決：{text.one_line(values['work_done'])}", actor=actor)
    states.move(ticket, RESOLVED, TRANSITIONS, actor=actor, action="ticket.resolved", changes=changes)
    mails.tell("resolved", ticket, actor=actor, comment_id=comment.id if comment else None)
    return ticket


def close_ticket(ticket: Ticket, *, actor: Actor) -> Ticket:
    """Ends a resolved ticket: the centre, or the school that is content."""
    states.lock(ticket)
    policies.require("close", actor, ticket)
    states.move(ticket, CLOSED, TRANSITIONS, actor=actor, action="ticket.closed")
    return ticket


def cancel_ticket(ticket: Ticket, *, reason: str, actor: Actor) -> Ticket:
    """The support is not given; a coming appointment is freed. The school reads the reason."""
    states.lock(ticket)
    policies.require("cancel", actor, ticket)
    reason = rules.long_text("reason", "取り消す理由", reason, required=True)
    free_coming_booking(ticket, actor=actor)
    note_last_word(ticket, f"取り消し：{reason}", actor=actor)
    states.move(ticket, CANCELLED, TRANSITIONS, actor=actor, action="ticket.cancelled", note=reason)
    mails.tell("cancelled", ticket, actor=actor, reason=reason)
    return ticket


def reopen_ticket(ticket: Ticket, *, reason: str, actor: Actor) -> Ticket:
    """Takes a finished ticket up again, a cancelled one from its beginning; merged ones stay where they went."""
    states.lock(ticket)
    if ticket.merged_into_id is not None:
        raise TicketError("ほかのチケットにまとめたため、再開できません。まとめ先のチケットを開いてください。")
    policies.require("reopen", actor, ticket)
    reason = rules.long_text("reason", "再開する理由", reason, required=True)
    ticket.resolved_at = None
    note_last_word(ticket, f"再開：{reason}", actor=actor)
    to: TicketStatus = RECEIVED if ticket.status is CANCELLED else IN_PROGRESS
    states.move(ticket, to, TRANSITIONS, actor=actor, action="ticket.reopened", note=reason)
    mails.tell("reopened", ticket, actor=actor, reason=reason)
    return ticket


def _way_to_assign(ticket: Ticket, assignee: User | None, actor: Actor) -> str:
    """Which rule the change falls under: leads assign, everybody at the centre may take and release."""
    if actor.can(Permission.TICKET_ASSIGN):
        return "assign"
    if assignee is None:
        return "release" if ticket.assignee_id == actor.user_id else "assign"
    return "take" if assignee.id == actor.user_id else "assign"
