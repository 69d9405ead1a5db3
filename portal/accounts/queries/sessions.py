"""Sessions and the tenant's sign-in rules."""

from collections.abc import Callable
from datetime import datetime
from functools import cache

import sqlalchemy as sa

from portal.accounts.models import AccountPolicy, User, UserSession
from portal.kernel.access import Role
from portal.kernel.db import db

DEFAULT_SESSION_HOURS = 12

SchoolOfUser = Callable[[sa.ColumnElement[int]], sa.ScalarSelect]
_school_of_user: SchoolOfUser | None = None


def school_provider(build: SchoolOfUser) -> SchoolOfUser:
    """Registers how a user's school is found: a function from the user's id column to a scalar subquery."""
    global _school_of_user
    _school_of_user = build
    return build


def _school_id(school_of_user: SchoolOfUser | None) -> sa.ColumnElement:
    if school_of_user is None:
        return sa.null()
    is_school = sa.literal(Role.SCHOOL.value) == sa.any_(User.roles)
    return sa.case((is_school, school_of_user(User.id)), else_=sa.null())


def session_row(token_hash: str, now: datetime) -> sa.Row | None:
    """Session, user and the tenant's rules in one statement; None when ended or the user is deactivated."""
    statement = _session_statement(_school_of_user)
    return db.session.execute(statement, {"token_hash": token_hash, "now": now}).one_or_none()


@cache
def _session_statement(school_of_user: SchoolOfUser | None) -> sa.Select:
    """Made once, since every request sends it."""
    return (
        sa.select(
            UserSession.id.label("session_id"),
            UserSession.seen_at,
            UserSession.second_factor_done,
            User.id.label("user_id"),
            User.family_name,
            User.given_name,
            User.email,
            User.roles,
            User.totp_secret.is_not(None).label("second_factor_set"),
            AccountPolicy.second_factor_roles,
            _school_id(school_of_user).label("school_id"),
        )
        .select_from(UserSession)
        .join(User, sa.and_(User.tenant_id == UserSession.tenant_id, User.id == UserSession.user_id))
        .outerjoin(AccountPolicy, AccountPolicy.tenant_id == UserSession.tenant_id)
        .where(
            UserSession.token_hash == sa.bindparam("token_hash"),
            UserSession.expires_at > sa.bindparam("now"),
            User.deactivated_at.is_(None),
        )
    )


def own_sessions(user_id: int, now: datetime) -> list[UserSession]:
    """Where the user is signed in, last used first."""
    statement = (
        sa.select(UserSession)
        .where(UserSession.user_id == user_id, UserSession.expires_at > now)
        .order_by(UserSession.seen_at.desc(), UserSession.id.desc())
    )
    return list(db.session.scalars(statement))


def session_hours() -> int:
    """How long a session lasts in this tenant."""
    return db.session.scalar(sa.select(AccountPolicy.session_hours)) or DEFAULT_SESSION_HOURS


def second_factor_roles() -> frozenset[Role]:
    """The roles of which this tenant demands a second factor."""
    return frozenset(map(Role, db.session.scalar(sa.select(AccountPolicy.second_factor_roles)) or ()))


def sign_in_rules(*, lock: bool = False) -> AccountPolicy | None:
    statement = sa.select(AccountPolicy)
    return db.session.scalars(statement.with_for_update() if lock else statement).one_or_none()
