"""What tickets tell the area of visits: visits done, experience, what a booking is for; and who takes one over."""

from collections.abc import Collection

import sqlalchemy as sa

from portal.accounts.models import User
from portal.kernel import audit, tenancy
from portal.kernel.access import Actor
from portal.kernel.db import db
from portal.tickets import mails
from portal.tickets.models import DONE, Kind, Ticket, number_label
from portal.tickets.queries import user
from portal.visits import providers
from portal.visits.models import Booking, BookingMode
from portal.visits.providers import Subject

AT_SCHOOL = (Kind.VISIT, Kind.TRAINING)


@providers.done_days
def visits_done() -> sa.Select:
    """Visits and training that were given, but for training held online."""
    online = (
        sa.select(sa.literal(1))
        .where(
            Booking.tenant_id == Ticket.tenant_id, Booking.id == Ticket.booking_id, Booking.mode == BookingMode.ONLINE
        )
        .exists()
    )
    return sa.select(
        Ticket.school_id.label("school_id"), Ticket.assignee_id.label("user_id"), Ticket.served_on.label("day")
    ).where(
        Ticket.tenant_id == tenancy.current(),
        Ticket.status.in_(DONE),
        Ticket.kind.in_(AT_SCHOOL),
        Ticket.merged_into_id.is_(None),
        ~online,
    )


@providers.experience
def work_done() -> sa.Select:
    return sa.select(Ticket.assignee_id.label("user_id"), Ticket.category_code.label("category_code")).where(
        Ticket.tenant_id == tenancy.current(),
        Ticket.status.in_(DONE),
        Ticket.assignee_id.is_not(None),
        Ticket.category_code.is_not(None),
    )


@providers.subjects
def subjects(booking_ids: Collection[int]) -> dict[int, Subject]:
    statement = sa.select(Ticket.booking_id, Ticket.id, Ticket.fiscal_year, Ticket.number, Ticket.kind)
    rows = db.session.execute(statement.where(Ticket.booking_id.in_(booking_ids)))
    return {
        booking_id: Subject(ticket_id, number_label(fiscal_year, number), kind is Kind.TRAINING)
        for booking_id, ticket_id, fiscal_year, number, kind in rows
    }


@providers.person_changed
def hand_ticket_over(booking: Booking, person: User, actor: Actor) -> None:
    """A ticket whose appointment somebody else takes over becomes theirs."""
    ticket = db.session.scalars(sa.select(Ticket).where(Ticket.booking_id == booking.id)).one_or_none()
    if ticket is None or ticket.assignee_id == person.id:
        return
    previous = user(ticket.assignee_id) if ticket.assignee_id else None
    ticket.assignee_id = person.id
    changes = {"assignee": (previous.name if previous else None, person.name)}
    audit.record("ticket.assigned", ticket, actor=actor, changes=changes)
    db.session.flush()
    db.session.expire(ticket, ["assignee"])
    mails.tell("assigned", ticket, actor=actor, previous_id=previous.id if previous else None)
