"""Visits and sessions with a day and an hour: made, moved, answered by the school, given up."""

from collections.abc import Iterable
from datetime import datetime

from portal.accounts.models import User
from portal.kernel import audit, clock, states
from portal.kernel.access import Actor, Permission
from portal.kernel.db import db
from portal.tickets import mails, policies, queries, rules
from portal.tickets.errors import TicketError
from portal.tickets.models import Kind, Ticket
from portal.tickets.operations.conversation import note_last_word
from portal.tickets.operations.receiving import replace_slots
from portal.tickets.rules import Wish
from portal.tickets.states import SCHEDULED, TRANSITIONS, TRIAGED
from portal.visits.models import Booking, BookingMode
from portal.visits.operations import book, cancel_booking, move_booking

MODES = {Kind.ONLINE: BookingMode.ONLINE, Kind.VISIT: BookingMode.VISIT, Kind.TRAINING: BookingMode.VISIT}


def schedule_visit(
    ticket: Ticket,
    *,
    starts_at: datetime,
    ends_at: datetime,
    assignee: User | None = None,
    mode: BookingMode | None = None,
    actor: Actor,
) -> Ticket:
    """Books the assignee's time, or moves what was booked; the school is asked again whether it suits.

    Without `assignee` the ticket's own. Raises WrongTime, DoubleBooked or WrongAssignee.
    """
    states.lock(ticket)
    policies.require("schedule", actor, ticket)
    previous = queries.user(ticket.assignee_id) if ticket.assignee_id else None
    person = rules.worker(assignee or previous)
    if person.id not in (actor.user_id, ticket.assignee_id):
        actor.require(Permission.TICKET_ASSIGN)
    old = _coming_booking(ticket)
    before = (old.starts_at, old.ends_at) if old else (None, None)
    booking = _booked(ticket, old, person, (starts_at, ends_at), mode or MODES[ticket.kind], actor)
    changes = {"starts_at": (before[0], starts_at), "ends_at": (before[1], ends_at)}
    if previous is None or previous.id != person.id:
        changes["assignee"] = (previous.name if previous else None, person.name)
    ticket.assignee_id, ticket.booking_id, ticket.appointment_accepted_at = person.id, booking.id, None
    if ticket.status is SCHEDULED:
        audit.record("ticket.rescheduled", ticket, actor=actor, changes=changes)
    else:
        states.move(ticket, SCHEDULED, TRANSITIONS, actor=actor, action="ticket.scheduled", changes=changes)
    note_last_word(ticket, f"{booking.period_label}に{booking.mode.label}の予定", actor=actor)
    _tell_of(ticket, booking, person, previous, moved=old is not None, actor=actor)
    db.session.expire(ticket, ["assignee", "booking"])
    return ticket


def cancel_appointment(ticket: Ticket, *, reason: str, actor: Actor) -> Ticket:
    """Gives the appointment up; the ticket waits for a new one."""
    states.lock(ticket)
    policies.require("cancel_appointment", actor, ticket)
    reason = rules.long_text("reason", "取り消す理由", reason, required=True)
    when = _free(ticket, actor)
    states.move(ticket, TRIAGED, TRANSITIONS, actor=actor, action="ticket.appointment_cancelled", note=reason)
    note_last_word(ticket, f"予約の取り消し：{reason}", actor=actor)
    mails.tell("appointment_cancelled", ticket, actor=actor, when=when, reason=reason)
    return ticket


def accept_appointment(ticket: Ticket, *, actor: Actor) -> Ticket:
    """The school says that the time suits."""
    states.lock(ticket)
    policies.require("answer_appointment", actor, ticket)
    booking = queries.booking_of(ticket)
    ticket.appointment_accepted_at = clock.now()
    audit.record("ticket.appointment_accepted", ticket, actor=actor, changes={"starts_at": (None, booking.starts_at)})
    note_last_word(ticket, f"{booking.mode.label}の日時を承諾", actor=actor)
    mails.tell("accepted", ticket, actor=actor, when=booking.period_label)
    return ticket


def decline_appointment(ticket: Ticket, *, reason: str, slots: Iterable[Wish] = (), actor: Actor) -> Ticket:
    """The school asks for another time; the booked one is freed, new wishes take the place of the old ones."""
    states.lock(ticket)
    policies.require("answer_appointment", actor, ticket)
    reason = rules.long_text("reason", "日時の変更を希望する理由", reason, required=True)
    wishes = rules.wishes(slots, earliest=clock.today())
    when = _free(ticket, actor)
    changes = replace_slots(ticket, wishes) if wishes else {}
    action = "ticket.appointment_declined"
    states.move(ticket, TRIAGED, TRANSITIONS, actor=actor, action=action, note=reason, changes=changes)
    note_last_word(ticket, f"日時の変更を希望：{reason}", actor=actor)
    wished = "、".join(wish.label for wish in wishes)
    mails.tell("declined", ticket, actor=actor, when=when, reason=reason, wishes=wished)
    return ticket


def hand_booking_over(ticket: Ticket, assignee: User | None, *, actor: Actor) -> None:
    """Moves a coming appointment to the new person's day."""
    booking = _coming_booking(ticket)
    if booking is None:
        return
    if assignee is None:
        raise TicketError("日時の予約があるため、担当者を外せません。先に予約を取り消してください。")
    move_booking(booking, assignee, booking.starts_at, booking.ends_at, actor=actor)


def free_coming_booking(ticket: Ticket, *, actor: Actor) -> None:
    """Frees an appointment that has not begun; a past one stays in the calendar."""
    booking = _coming_booking(ticket)
    if booking is not None and booking.starts_at > clock.now():
        _free(ticket, actor)


def title_of(ticket: Ticket) -> str:
    """How the ticket's appointments are called in calendars."""
    return f"{ticket.label} {ticket.subject}"


def mode_for(kind: Kind) -> BookingMode:
    return MODES[kind]


def _coming_booking(ticket: Ticket) -> Booking | None:
    booking = queries.booking_of(ticket)
    return booking if booking and booking.ends_at > clock.now() else None


def _booked(
    ticket: Ticket,
    old: Booking | None,
    person: User,
    period: tuple[datetime, datetime],
    mode: BookingMode,
    actor: Actor,
) -> Booking:
    if old is not None:
        old.mode = mode
        return move_booking(old, person, *period, actor=actor)
    return book(person, *period, school=queries.school_of(ticket), mode=mode, title=title_of(ticket), actor=actor)


def _free(ticket: Ticket, actor: Actor) -> str:
    """Lets go of the booking and frees its time; answers when it was."""
    booking = queries.booking_of(ticket)
    ticket.booking_id, ticket.appointment_accepted_at = None, None
    db.session.flush()
    when = booking.period_label
    cancel_booking(booking, actor=actor)
    db.session.expire(ticket, ["booking"])
    return when


def _tell_of(
    ticket: Ticket, booking: Booking, person: User, previous: User | None, *, moved: bool, actor: Actor
) -> None:
    replaced = previous is not None and previous.id != person.id
    mails.tell(
        "moved" if moved else "scheduled",
        ticket,
        actor=actor,
        previous_id=previous.id if previous and replaced else None,
        when=booking.period_label,
        mode=booking.mode.label,
        person=person.name,
    )
