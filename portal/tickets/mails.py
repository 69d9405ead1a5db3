"""Who is told of a step of a ticket, and with which mail. The worker composes them, so that no request waits."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from portal.kernel import jobs, mail, outbox, tenancy
from portal.kernel.access import Actor
from portal.kernel.db import db
from portal.kernel.tenants import Tenant
from portal.tickets import queries
from portal.tickets.models import Ticket
from portal.tickets.queries import Recipient


class Group(Enum):
    """To whom a mail goes."""

    SCHOOL = auto()  # its contacts who receive mail
    REQUESTER = auto()  # who asked
    ASSIGNEE = auto()
    PREVIOUS = auto()  # who had the ticket before
    LEADS = auto()
    RESPONSIBLE = auto()  # the assignee, or the leads while there is none


@dataclass(frozen=True)
class Notice:
    """A mail: its template and its readers. Nobody is told of what they did themselves, but for a receipt."""

    template: str
    to: Group
    receipt: bool = False


STEPS: dict[str, tuple[Notice, ...]] = {
    "received": (Notice("acknowledged", Group.REQUESTER, receipt=True), Notice("received", Group.LEADS)),
    "planned": (Notice("scheduled", Group.SCHOOL), Notice("scheduled_staff", Group.ASSIGNEE)),
    "followed_up": (Notice("acknowledged", Group.SCHOOL),),
    "assigned": (Notice("assigned", Group.ASSIGNEE), Notice("handed_over", Group.PREVIOUS)),
    "scheduled": (
        Notice("scheduled", Group.SCHOOL),
        Notice("scheduled_staff", Group.ASSIGNEE),
        Notice("handed_over", Group.PREVIOUS),
    ),
    "moved": (
        Notice("moved", Group.SCHOOL),
        Notice("scheduled_staff", Group.ASSIGNEE),
        Notice("handed_over", Group.PREVIOUS),
    ),
    "appointment_cancelled": (
        Notice("appointment_cancelled", Group.SCHOOL),
        Notice("appointment_cancelled", Group.ASSIGNEE),
    ),
    "accepted": (Notice("accepted", Group.ASSIGNEE),),
    "declined": (Notice("declined", Group.RESPONSIBLE),),
    "answered": (Notice("answered", Group.SCHOOL),),
    "asked": (Notice("asked", Group.SCHOOL),),
    "school_spoke": (Notice("school_spoke", Group.RESPONSIBLE),),
    "resolved": (Notice("resolved", Group.SCHOOL),),
    "cancelled": (Notice("cancelled", Group.SCHOOL), Notice("cancelled", Group.RESPONSIBLE)),
    "reopened": (Notice("reopened", Group.SCHOOL), Notice("reopened", Group.RESPONSIBLE)),
    "merged": (Notice("merged", Group.SCHOOL),),
}


def tell(
    step: str,
    ticket: Ticket,
    *,
    actor: Actor,
    comment_id: int | None = None,
    previous_id: int | None = None,
    **facts: str,
) -> None:
    """Has the people concerned told of the step as it is now; `facts` are words of the mail, such as a reason."""
    payload: dict[str, Any] = {
        "step": step,
        "ticket_id": ticket.id,
        "comment_id": comment_id,
        "assignee_id": ticket.assignee_id,
        "previous_id": previous_id,
        "facts": facts,
    }
    outbox.enqueue("tickets.tell", payload, actor=actor)


@jobs.handles("tickets.tell")
def _tell(payload: dict[str, Any], actor: Actor) -> None:
    ticket = queries.ticket_for_mail(payload["ticket_id"])
    context = {
        "ticket": ticket,
        "comment": queries.comment(payload["comment_id"]) if payload["comment_id"] else None,
        "actor_name": actor.name,
        "ticket_url": mail.link(f"{db.session.get(Tenant, tenancy.current()).slug}/tickets/{ticket.id}"),
        **payload["facts"],
    }
    told: set[str] = set()
    for notice in STEPS[payload["step"]]:
        for person in _readers(notice.to, ticket, payload):
            own = person.user_id is not None and person.user_id == actor.user_id
            if (own and not notice.receipt) or person.address in told:
                continue
            told.add(person.address)
            _send(notice, person, ticket, context, actor)


def _send(notice: Notice, person: Recipient, ticket: Ticket, context: dict[str, Any], actor: Actor) -> None:
    at_school = notice.to in (Group.SCHOOL, Group.REQUESTER)
    mail.send(
        f"tickets/mail/{notice.template}.txt",
        to=person.address,
        name=person.titled,
        context=context | {"at_school": at_school, "organisation": ticket.school.name if at_school else ""},
        actor=actor,
        about=ticket,
    )


def _readers(group: Group, ticket: Ticket, payload: dict[str, Any]) -> list[Recipient]:
    """Those of the group who have an address and, when they have an account, may use it."""
    match group:
        case Group.SCHOOL:
            return queries.recipients(ticket)
        case Group.REQUESTER:
            return [one for one in queries.recipients(ticket) if one.asked]
        case Group.LEADS:
            return queries.leads()
        case Group.PREVIOUS:
            return queries.staff_member(payload["previous_id"])
        case Group.ASSIGNEE:
            return queries.staff_member(payload["assignee_id"])
    return queries.staff_member(payload["assignee_id"]) or queries.leads()
