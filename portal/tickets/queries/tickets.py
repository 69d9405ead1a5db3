"""Single tickets as a person may see them, with what their page and the operations need."""

from collections.abc import Collection
from functools import cache

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import joinedload, load_only, selectinload

from portal.accounts.models import User
from portal.kernel import tenancy
from portal.kernel.access import Actor
from portal.kernel.db import db
from portal.schools.models import School, SchoolContact
from portal.tickets.models import SavedView, SupportCategory, Ticket, TicketAttachment, TicketComment, TicketSlot
from portal.tickets.policies import can_see_internal
from portal.tickets.queries.matching import conditions, sight, visible
from portal.tickets.queries.rendered import CATEGORY, TENANT, TICKET, fetch
from portal.visits.models import Booking

# What the page and the operations look at; other columns come when they are asked for.
_SCHOOL = (School.code, School.name, School.school_type, School.pupils, School.address, School.archived_at)
_CONTACT = (SchoolContact.school_id, SchoolContact.user_id, SchoolContact.name, SchoolContact.post)
_PERSON = (User.family_name, User.given_name, User.email, User.roles, User.deactivated_at)
_BOOKING = (Booking.user_id, Booking.mode, Booking.starts_at, Booking.ends_at, Booking.title)
_NEIGHBOUR = (Ticket.fiscal_year, Ticket.number, Ticket.subject, Ticket.status, Ticket.school_id)
LOADED = (
    joinedload(Ticket.school).load_only(*_SCHOOL),
    joinedload(Ticket.contact).load_only(*_CONTACT),
    joinedload(Ticket.assignee).load_only(*_PERSON),
    joinedload(Ticket.booking).load_only(*_BOOKING).joinedload(Booking.user).load_only(*_PERSON),
    joinedload(Ticket.category).load_only(SupportCategory.code, SupportCategory.label),
    joinedload(Ticket.follows).load_only(*_NEIGHBOUR),
    joinedload(Ticket.merged_into).load_only(*_NEIGHBOUR),
)


def visible_ticket(actor: Actor, ticket_id: int) -> Ticket | None:
    """The ticket with school, contact, assignee, booking, neighbours and wished slots; None when it is not to see."""
    values = {"ticket": ticket_id, "tenant": tenancy.current(), "own_school": actor.school_id}
    return db.session.scalars(_one(sight(actor)), values).one_or_none()


@cache
def _one(sees: str) -> sa.Select[tuple[Ticket]]:
    """Made once per process; who may see what is in the parameters."""
    this = Ticket.id == sa.bindparam("ticket")
    statement = sa.select(Ticket).where(this, *conditions((f"sight {sees}",)))
    return statement.options(*LOADED, selectinload(Ticket.slots))


def visible_tickets(actor: Actor, ids: Collection[int]) -> list[Ticket]:
    """Those of the tickets that the actor may see, by id; for work on many at once."""
    statement = sa.select(Ticket).where(Ticket.id.in_(ids), *visible(actor))
    return list(db.session.scalars(statement.options(*LOADED[:5]).order_by(Ticket.id)))


def school_of(ticket: Ticket) -> School:
    """The ticket's school, from memory when it was loaded before."""
    return db.session.get_one(School, (ticket.tenant_id, ticket.school_id))


def contact_of(ticket: Ticket) -> SchoolContact | None:
    if ticket.contact_id is None:
        return None
    return db.session.get_one(SchoolContact, (ticket.tenant_id, ticket.contact_id))


def slots(ticket: Ticket) -> list[TicketSlot]:
    """The wished times as they stand in the database, in the order of preference."""
    statement = sa.select(TicketSlot).where(TicketSlot.ticket_id == ticket.id)
    return list(db.session.scalars(statement.order_by(TicketSlot.position)))


def receiving_facts(*, once_key: str | None, category_code: str | None, user_id: int | None) -> sa.Row:
    """What a new ticket must know, in one statement: whether its form made one before (`earlier`), whether the

    category may be used (`category`), and as which contact of a school the user asks (`contact_id`, `contact_name`).
    """
    return fetch(_receiving, once_key=once_key, category=category_code, user=user_id)[0]


def _receiving() -> sa.Select:
    """No key and no account are parameters without a value, which equal no row's."""
    contact = SchoolContact.__table__
    once_key, code = sa.bindparam("once_key", type_=sa.Text), sa.bindparam("category", type_=sa.Text)
    earlier = sa.select(TICKET.c.id).where(TICKET.c.tenant_id == TENANT, TICKET.c.once_key == once_key)
    category = sa.select(CATEGORY.c.id).where(
        CATEGORY.c.tenant_id == TENANT, CATEGORY.c.code == code, ~CATEGORY.c.hidden
    )
    asks = sa.select(contact).where(
        contact.c.tenant_id == TENANT, contact.c.user_id == sa.bindparam("user", type_=sa.BigInteger)
    )
    return sa.select(
        earlier.scalar_subquery().label("earlier"),
        sa.exists(category).label("category"),
        asks.with_only_columns(contact.c.id).scalar_subquery().label("contact_id"),
        asks.with_only_columns(contact.c.name).scalar_subquery().label("contact_name"),
    )


def ticket_with_once_key(once_key: str) -> Ticket | None:
    """The ticket that a form made before; its page's relations are loaded."""
    statement = sa.select(Ticket).where(Ticket.once_key == once_key)
    return db.session.scalars(statement.options(*LOADED)).one_or_none()


def tickets_with_once_keys(once_keys: Collection[str]) -> list[Ticket]:
    return list(db.session.scalars(sa.select(Ticket).where(Ticket.once_key.in_(once_keys)).order_by(Ticket.id)))


def fingerprints_among(fingerprints: Collection[str]) -> set[str]:
    """Those that tickets were imported under before.

    Joined as a table, so that each is looked up in the index: a list of hundreds would be compared row by row.
    """
    wanted = sa.func.unnest(sa.cast(list(fingerprints), ARRAY(sa.Text))).column_valued("wanted")
    statement = sa.select(wanted).where(
        sa.exists().where(Ticket.tenant_id == tenancy.current(), Ticket.import_fingerprint == wanted)
    )
    return set(db.session.scalars(statement))


def comment_with_once_key(ticket_id: int, once_key: str) -> TicketComment | None:
    statement = sa.select(TicketComment).where(TicketComment.once_key == once_key, TicketComment.ticket_id == ticket_id)
    return db.session.scalars(statement).one_or_none()


def comment(comment_id: int) -> TicketComment | None:
    return db.session.scalars(sa.select(TicketComment).where(TicketComment.id == comment_id)).one_or_none()


def ticket_for_mail(ticket_id: int) -> Ticket:
    """The ticket with its school, whoever is told of it."""
    statement = sa.select(Ticket).where(Ticket.id == ticket_id).options(joinedload(Ticket.school))
    return db.session.scalars(statement).one()


def attachment(actor: Actor, ticket_id: int, attachment_id: int) -> TicketAttachment | None:
    """A file of a ticket, unless the ticket or the internal note it belongs to is not for the actor."""
    statement = (
        sa.select(TicketAttachment, Ticket, TicketComment.internal)
        .join(Ticket, sa.and_(Ticket.tenant_id == TicketAttachment.tenant_id, Ticket.id == TicketAttachment.ticket_id))
        .outerjoin(
            TicketComment,
            sa.and_(
                TicketComment.tenant_id == TicketAttachment.tenant_id, TicketComment.id == TicketAttachment.comment_id
            ),
        )
        .where(TicketAttachment.id == attachment_id, Ticket.id == ticket_id, *visible(actor))
        .options(joinedload(TicketAttachment.file), load_only(Ticket.status, Ticket.school_id))
    )
    row = db.session.execute(statement).one_or_none()
    if row is None or (row.internal and not can_see_internal(actor, row.Ticket)):
        return None
    return row.TicketAttachment


def saved_view(actor: Actor, view_id: int) -> SavedView | None:
    """A view the actor saved."""
    return _view(SavedView.id == view_id, actor)


def saved_view_named(actor: Actor, name: str) -> SavedView | None:
    return _view(SavedView.name == name, actor)


def count_saved_views(actor: Actor) -> int:
    return db.session.scalar(
        sa.select(sa.func.count()).select_from(SavedView).where(SavedView.user_id == actor.user_id)
    )


def _view(condition: sa.ColumnElement[bool], actor: Actor) -> SavedView | None:
    return db.session.scalars(sa.select(SavedView).where(condition, SavedView.user_id == actor.user_id)).one_or_none()
