"""Who can be given tickets, who is told of them, and who is free."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from portal.accounts.models import User
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.schools.queries import people
from portal.tickets.models import Ticket
from portal.visits import queries as visits
from portal.visits.queries import BookingRow

WORKERS = (Role.SUPPORTER, Role.LEAD)


@dataclass(frozen=True)
class Person:
    id: int
    name: str


@dataclass(frozen=True)
class Recipient:
    """Somebody who gets mail: a contact of a school (`asked`: the ticket's requester), or a member of staff."""

    name: str
    post: str
    address: str
    user_id: int | None
    asked: bool = False

    @property
    def titled(self) -> str:
        """教頭 西村 一郎"""
        return f"{self.post} {self.name}".strip()


@dataclass(frozen=True)
class Suggestion:
    """A person for an appointment, and what stands in the way."""

    user_id: int
    name: str
    clash: BookingRow | None

    @property
    def free(self) -> bool:
        return self.clash is None


def assignable_people() -> list[Person]:
    """Active supporters and leads, by reading."""
    return [Person(user.id, user.name) for user in db.session.scalars(_workers(WORKERS))]


def assignable_user(user_id: int) -> User | None:
    """An active supporter or lead."""
    return db.session.scalars(_workers(WORKERS).where(User.id == user_id)).one_or_none()


def workers_by_email() -> dict[str, int]:
    """Every supporter and lead there was, deactivated ones too, by sign-in name; for imports."""
    statement = sa.select(User.email_key, User.id).where(User.roles.overlap([role.value for role in WORKERS]))
    return dict(db.session.execute(statement).all())


def user(user_id: int) -> User | None:
    return db.session.scalars(sa.select(User).where(User.id == user_id)).one_or_none()


def leads() -> list[Recipient]:
    return [_staff(lead) for lead in db.session.scalars(_workers((Role.LEAD,)))]


def staff_member(user_id: int | None) -> list[Recipient]:
    """The person for mails; nobody when there is none or the account is no longer in use."""
    found = user(user_id) if user_id is not None else None
    return [_staff(found)] if found and found.is_active else []


def recipients(ticket: Ticket) -> list[Recipient]:
    """Who at the school gets public answers; who asked comes first."""
    contacts = people.mail_contacts(ticket.school_id)
    contacts.sort(key=lambda contact: contact.id != ticket.contact_id)
    return [
        Recipient(contact.name, contact.post, contact.address, contact.user_id, asked=contact.id == ticket.contact_id)
        for contact in contacts
    ]


def assignment_suggestions(starts_at: datetime, ends_at: datetime) -> list[Suggestion]:
    """Everybody who could take an appointment, those who are free first."""
    persons = assignable_people()
    taken = visits.clashes([person.id for person in persons], starts_at, ends_at)
    suggestions = [Suggestion(person.id, person.name, taken.get(person.id)) for person in persons]
    return sorted(suggestions, key=lambda suggestion: not suggestion.free)


def _staff(member: User) -> Recipient:
    return Recipient(member.name, "", member.email, member.id)


def _workers(roles: tuple[Role, ...]) -> sa.Select[tuple[User]]:
    return (
        sa.select(User)
        .where(User.roles.overlap([role.value for role in roles]), User.deactivated_at.is_(None))
        .order_by(User.family_kana, User.given_kana, User.id)
    )
