"""Contacts of schools and the staff of the support centre."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.accounts.models import User
from portal.accounts.queries import school_provider
from portal.kernel import tenancy
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.kernel.rendered import TENANT, fetch
from portal.schools.models import School, SchoolContact, Staff

STAFF_ROLES = (Role.SUPPORTER, Role.LEAD)


@dataclass(frozen=True)
class StaffChoice:
    """A member of staff as selects name them; sorted by reading."""

    user_id: int
    name: str
    kana: str


class MailContact(NamedTuple):
    """A contact with the address mails go to: the contact's own, else the account's while it is in use."""

    id: int
    name: str
    post: str
    address: str
    user_id: int | None


@school_provider
def school_of_user(tenant_id: sa.ColumnElement[int], user_id: sa.ColumnElement[int]) -> sa.ScalarSelect:
    """The school in whose name a user acts, as part of another statement."""
    return (
        sa.select(SchoolContact.school_id)
        .where(
            SchoolContact.tenant_id == tenant_id,
            SchoolContact.user_id == user_id,
            SchoolContact.archived_at.is_(None),
        )
        .scalar_subquery()
    )


def school_id_of(user_id: int) -> int | None:
    """The school in whose name the user acts."""
    return db.session.scalar(sa.select(school_of_user(sa.literal(tenancy.current()), sa.literal(user_id))))


def schools_of_users(user_ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """Code and name of the school of each user who has one."""
    statement = (
        sa.select(SchoolContact.user_id, School.code, School.name)
        .join(SchoolContact.school)
        .where(SchoolContact.user_id.in_(user_ids), SchoolContact.archived_at.is_(None))
    )
    return {user_id: (code, name) for user_id, code, name in db.session.execute(statement) if user_id is not None}


def contact_of_user(user_id: int) -> SchoolContact | None:
    """The user's link to a school, with the school."""
    statement = sa.select(SchoolContact).where(SchoolContact.user_id == user_id, SchoolContact.archived_at.is_(None))
    return db.session.scalars(statement.options(joinedload(SchoolContact.school))).one_or_none()


def contact(school_id: int, contact_id: int) -> SchoolContact | None:
    statement = sa.select(SchoolContact).where(SchoolContact.id == contact_id, SchoolContact.school_id == school_id)
    return db.session.scalars(statement.options(joinedload(SchoolContact.user))).one_or_none()


def contacts_of(school_id: int, *, archived: bool = False) -> list[SchoolContact]:
    """The school's contacts with their accounts, in the order they were added."""
    statement = sa.select(SchoolContact).where(SchoolContact.school_id == school_id)
    if not archived:
        statement = statement.where(SchoolContact.archived_at.is_(None))
    statement = statement.options(joinedload(SchoolContact.user)).order_by(SchoolContact.id)
    return list(db.session.scalars(statement))


def mail_contacts(school_id: int) -> list[MailContact]:
    """Who gets the school's mails, in the order they were added."""
    return [MailContact(*row) for row in fetch(_mail_contacts, school=school_id)]


def _mail_contacts() -> sa.Select:
    contact, account = SchoolContact.__table__.c, User.__table__.c
    usable = sa.and_(
        account.tenant_id == contact.tenant_id, account.id == contact.user_id, account.deactivated_at.is_(None)
    )
    address = sa.func.coalesce(sa.func.nullif(contact.email, ""), account.email)
    return (
        sa.select(contact.id, contact.name, contact.post, address, contact.user_id)
        .outerjoin_from(SchoolContact.__table__, User.__table__, usable)
        .where(
            contact.tenant_id == TENANT,
            contact.school_id == sa.bindparam("school", type_=sa.BigInteger),
            contact.archived_at.is_(None),
            contact.receives_mail,
            address.is_not(None),
        )
        .order_by(contact.id)
    )


def contact_named(school_id: int, name: str) -> SchoolContact | None:
    """A contact in use by name."""
    statement = sa.select(SchoolContact).where(
        SchoolContact.school_id == school_id, SchoolContact.name == name, SchoolContact.archived_at.is_(None)
    )
    return db.session.scalars(statement.options(joinedload(SchoolContact.user)).limit(1)).one_or_none()


def contacts_by_key() -> dict[tuple[int, str], SchoolContact]:
    """Contacts in use of every school by (school, name); for imports."""
    statement = sa.select(SchoolContact).where(SchoolContact.archived_at.is_(None))
    statement = statement.options(joinedload(SchoolContact.user)).order_by(SchoolContact.id.desc())
    return {(contact.school_id, contact.name): contact for contact in db.session.scalars(statement)}


def contact_export_rows() -> list[sa.Row]:
    statement = (
        sa.select(School.code, SchoolContact.name, SchoolContact.post, SchoolContact.email, SchoolContact.telephone)
        .join(SchoolContact.school)
        .where(SchoolContact.archived_at.is_(None))
        .order_by(School.code, SchoolContact.id)
    )
    return list(db.session.execute(statement))


def staff_on(day: date) -> list[StaffChoice]:
    """Who is on the staff that day and can sign in, by reading."""
    statement = (
        sa.select(User)
        .join(Staff, sa.and_(Staff.user_id == User.id, Staff.tenant_id == User.tenant_id))
        .where(
            Staff.starts_on <= day,
            sa.or_(Staff.ends_on.is_(None), Staff.ends_on >= day),
            User.deactivated_at.is_(None),
        )
        .order_by(User.family_kana, User.given_kana, User.id)
    )
    return [StaffChoice(user.id, user.name, user.kana) for user in db.session.scalars(statement)]


def staff_list() -> list[Staff]:
    """Everybody who is or was on the staff: those without an end first, then by reading."""
    statement = (
        sa.select(Staff)
        .join(User, sa.and_(Staff.user_id == User.id, Staff.tenant_id == User.tenant_id))
        .options(joinedload(Staff.user))
        .order_by(Staff.ends_on.is_not(None), User.family_kana, User.given_kana, User.id)
    )
    return list(db.session.scalars(statement))


def staff_member(staff_id: int) -> Staff | None:
    return db.session.scalars(_staff().where(Staff.id == staff_id)).one_or_none()


def staff_of_user(user_id: int) -> Staff | None:
    return db.session.scalars(_staff().where(Staff.user_id == user_id)).one_or_none()


def _staff() -> sa.Select:
    return sa.select(Staff).options(joinedload(Staff.user))


def users_to_become_staff() -> list[User]:
    """Supporters and leads in use who are not on the staff yet."""
    on_staff = sa.select(Staff.user_id).where(Staff.tenant_id == User.tenant_id, Staff.user_id == User.id)
    statement = (
        sa.select(User)
        .where(
            User.roles.overlap([role.value for role in STAFF_ROLES]),
            User.deactivated_at.is_(None),
            ~on_staff.exists(),
        )
        .order_by(User.family_kana, User.given_kana, User.id)
    )
    return list(db.session.scalars(statement))


def users_to_link() -> list[User]:
    """School users in use who are linked to no school."""
    linked = sa.select(SchoolContact.id).where(
        SchoolContact.tenant_id == User.tenant_id,
        SchoolContact.user_id == User.id,
        SchoolContact.archived_at.is_(None),
    )
    statement = (
        sa.select(User)
        .where(User.roles.overlap([Role.SCHOOL.value]), User.deactivated_at.is_(None), ~linked.exists())
        .order_by(User.family_kana, User.given_kana, User.id)
    )
    return list(db.session.scalars(statement))
