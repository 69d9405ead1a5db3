"""Who can be booked, and how files name them."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa

from portal.accounts.models import User
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.kernel.text import search_key
from portal.schools.models import School, Staff

WORKERS = (Role.SUPPORTER, Role.LEAD)


@dataclass(frozen=True)
class Worker:
    """A member of staff in a plan."""

    user_id: int
    name: str
    is_supporter: bool


def workers_between(first: date, last: date, also: Collection[int] = ()) -> list[Worker]:
    """Who is on the staff on any of these days and can sign in, and `also` whoever has something booked; by reading."""
    on_staff = sa.exists().where(
        Staff.tenant_id == User.tenant_id,
        Staff.user_id == User.id,
        Staff.starts_on <= last,
        sa.or_(Staff.ends_on.is_(None), Staff.ends_on >= first),
    )
    statement = (
        sa.select(User.id, User.family_name, User.given_name, User.roles)
        .where(sa.or_(sa.and_(on_staff, User.deactivated_at.is_(None)), User.id.in_(also)))
        .order_by(User.family_kana, User.given_kana, User.id)
    )
    return [
        Worker(user_id, f"{family} {given}", Role.SUPPORTER.value in roles)
        for user_id, family, given, roles in db.session.execute(statement)
    ]


def worker(user_id: int) -> User | None:
    """An active supporter or lead."""
    return db.session.scalars(_workers().where(User.id == user_id)).one_or_none()


def workers(user_ids: Collection[int] | None = None) -> list[User]:
    """Active supporters and leads, by reading."""
    statement = _workers().order_by(User.family_kana, User.given_kana, User.id)
    if user_ids is not None:
        statement = statement.where(User.id.in_(user_ids))
    return list(db.session.scalars(statement))


@dataclass(frozen=True)
class Words:
    """Finds people as files name them: by the address of their account or by their full name."""

    by_email: dict[str, User]
    by_name: dict[str, list[User]] = field(default_factory=dict)

    def find(self, word: str) -> User | str:
        """The person, or why there is none."""
        if "@" in word:
            return self.by_email.get(word.strip().lower()) or f"「{word}」という担当者のアカウントがありません。"
        found = self.by_name.get(_name_key(word), [])
        if len(found) > 1:
            return f"「{word}」さんは{len(found)}人います。メールアドレスで書いてください。"
        return found[0] if found else f"「{word}」という担当者はいません。氏名かメールアドレスで書いてください。"


def workers_by_word() -> Words:
    """Active supporters and leads, for imports."""
    by_name: dict[str, list[User]] = defaultdict(list)
    by_email: dict[str, User] = {}
    for user in db.session.scalars(_workers()):
        by_email[user.email_key] = user
        by_name[_name_key(user.name)].append(user)
    return Words(by_email, dict(by_name))


def _workers() -> sa.Select[tuple[User]]:
    return sa.select(User).where(User.roles.overlap([role.value for role in WORKERS]), User.deactivated_at.is_(None))


def _name_key(name: str) -> str:
    return search_key("".join(name.split()))


def user_name(user_id: int | None) -> str | None:
    statement = sa.select(User.family_name + " " + User.given_name).where(User.id == user_id)
    return db.session.scalar(statement) if user_id is not None else None


def school(school_id: int | None) -> School | None:
    return db.session.scalars(sa.select(School).where(School.id == school_id)).one_or_none() if school_id else None


def school_name(school_id: int | None) -> str | None:
    return db.session.scalar(sa.select(School.name).where(School.id == school_id)) if school_id else None
