"""Appointments: a person's day, and who comes to a school when."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from portal.accounts.models import User
from portal.kernel import clock
from portal.kernel.access import Actor
from portal.kernel.db import db
from portal.schools.models import School
from portal.schools.models.schools import shortened
from portal.tickets.models import Kind, Ticket, TicketStatus, number_label
from portal.tickets.queries.matching import visible
from portal.visits.models import Booking, BookingMode


@dataclass(frozen=True)
class DayTicket:
    """A booked time and the ticket it is for; without a ticket the booking stands alone."""

    booking_id: int
    starts_at: datetime
    ends_at: datetime
    mode: BookingMode
    title: str
    user_id: int
    person_name: str
    school_id: int | None
    school_full_name: str | None
    ticket_id: int | None
    fiscal_year: int | None
    number: int | None
    subject: str | None
    kind: Kind | None
    status: TicketStatus | None
    accepted_at: datetime | None

    @property
    def label(self) -> str:
        return number_label(self.fiscal_year, self.number) if self.number else ""

    @property
    def school_name(self) -> str:
        return shortened(self.school_full_name or "")


def booking_of(ticket: Ticket) -> Booking | None:
    """The ticket's appointment as it stands in the database."""
    if ticket.booking_id is None:
        return None
    return db.session.scalars(sa.select(Booking).where(Booking.id == ticket.booking_id)).one_or_none()


def tickets_of_day(actor: Actor, user_id: int, day: date) -> list[DayTicket]:
    """What a person has booked on a day, in order; tickets the actor may not see stay unnamed."""
    return _booked(actor, Booking.user_id == user_id, first=day, last=day)


def appointments_of_school(actor: Actor, school_id: int, first: date, last: date) -> list[DayTicket]:
    """Who comes to a school from the first to the last day, in order."""
    return _booked(actor, Booking.school_id == school_id, first=first, last=last)


def _booked(actor: Actor, *conditions: sa.ColumnElement[bool], first: date, last: date) -> list[DayTicket]:
    ticket = sa.and_(Ticket.booking_id == Booking.id, *visible(actor))
    statement = (
        sa.select(
            Booking.id,
            Booking.starts_at,
            Booking.ends_at,
            Booking.mode,
            Booking.title,
            Booking.user_id,
            User.family_name + " " + User.given_name,
            Booking.school_id,
            School.name,
            Ticket.id,
            Ticket.fiscal_year,
            Ticket.number,
            Ticket.subject,
            Ticket.kind,
            Ticket.status,
            Ticket.appointment_accepted_at,
        )
        .join(Booking.user)
        .outerjoin(Booking.school)
        .outerjoin(Ticket, ticket)
        .where(
            Booking.starts_at >= clock.start_of_day(first),
            Booking.starts_at < clock.start_of_day(last + timedelta(days=1)),
            *conditions,
        )
        .order_by(Booking.starts_at, Booking.id)
    )
    return [DayTicket(*row) for row in db.session.execute(statement)]
