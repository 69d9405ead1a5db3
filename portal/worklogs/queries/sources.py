"""What entries can be drafted from: a day's bookings and the tickets served on it."""

from datetime import date, timedelta

import sqlalchemy as sa

from portal.kernel import clock
from portal.kernel.db import db
from portal.tickets.models import DONE, SupportCategory, Ticket
from portal.visits.models import Booking
from portal.worklogs.queries.days import frequent_codes

USUAL_CODE = "L5"


def bookings_to_log(user_id: int, day: date) -> list[sa.Row]:
    """The person's bookings of the day with the tickets they are for, in order."""
    statement = (
        sa.select(
            Booking.id.label("booking_id"),
            Booking.school_id,
            Booking.mode,
            Booking.starts_at,
            Booking.ends_at,
            Booking.title,
            Ticket.id.label("ticket_id"),
            Ticket.category_code,
            Ticket.subject,
        )
        .outerjoin(Ticket, sa.and_(Ticket.tenant_id == Booking.tenant_id, Ticket.booking_id == Booking.id))
        .where(
            Booking.user_id == user_id,
            Booking.starts_at >= clock.start_of_day(day),
            Booking.starts_at < clock.start_of_day(day + timedelta(days=1)),
        )
        .order_by(Booking.starts_at, Booking.id)
    )
    return list(db.session.execute(statement))


def tickets_to_log(user_id: int, day: date) -> list[sa.Row]:
    """Tickets that the person served on the day."""
    statement = (
        sa.select(Ticket.id, Ticket.school_id, Ticket.kind, Ticket.category_code, Ticket.minutes, Ticket.subject)
        .where(Ticket.assignee_id == user_id, Ticket.served_on == day, Ticket.status.in_(DONE))
        .order_by(Ticket.id)
    )
    return list(db.session.execute(statement))


def usual_code(user_id: int) -> str:
    """The category for what does not say its own: the person's most frequent one in use."""
    statement = sa.select(SupportCategory.code).where(~SupportCategory.hidden).order_by(SupportCategory.position)
    in_use = list(db.session.scalars(statement))
    wanted = [*frequent_codes(user_id), USUAL_CODE, *in_use]
    return next((code for code in wanted if code in in_use), USUAL_CODE)
