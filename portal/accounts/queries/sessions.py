"""Sessions and the tenant's sign-in rules."""

from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa

from portal.accounts.models import AccountPolicy, User, UserSession
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.kernel.rendered import TENANT, fetch

DEFAULT_SESSION_HOURS = 12

SchoolOfUser = Callable[[sa.ColumnElement[int], sa.ColumnElement[int]], sa.ScalarSelect]
_school_of_user: SchoolOfUser | None = None

SESSION, PERSON, POLICY = (model.__table__.c for model in (UserSession, User, AccountPolicy))


def school_provider(build: SchoolOfUser) -> SchoolOfUser:
    """Registers how a user's school is found: a function from the user's tenant_id and id to a scalar subquery."""
    global _school_of_user
    _school_of_user = build
    return build


def session_row(token_hash: str, now: datetime) -> sa.Row | None:
    """Session, user and the tenant's rules in one statement; None when ended or the user is deactivated."""
    rows = fetch(_session, _school_of_user, token_hash=token_hash, now=now)
    return rows[0] if rows else None


def _session(school_of_user: SchoolOfUser | None) -> sa.Select:
    return (
        sa.select(
            SESSION.id.label("session_id"),
            SESSION.seen_at,
            SESSION.second_factor_done,
            PERSON.id.label("user_id"),
            PERSON.family_name,
            PERSON.given_name,
            PERSON.email,
            PERSON.roles,
            PERSON.totp_secret.is_not(None).label("second_factor_set"),
            POLICY.second_factor_roles,
            _school_id(school_of_user).label("school_id"),
        )
        .select_from(UserSession.__table__)
        .join(User.__table__, sa.and_(PERSON.tenant_id == SESSION.tenant_id, PERSON.id == SESSION.user_id))
        .outerjoin(AccountPolicy.__table__, POLICY.tenant_id == SESSION.tenant_id)
        .where(
            SESSION.tenant_id == TENANT,
            SESSION.token_hash == sa.bindparam("token_hash", type_=sa.Text),
            SESSION.expires_at > sa.bindparam("now", type_=sa.DateTime(timezone=True)),
            PERSON.deactivated_at.is_(None),
        )
    )


def _school_id(school_of_user: SchoolOfUser | None) -> sa.ColumnElement:
    if school_of_user is None:
        return sa.null()
    is_school = sa.literal(Role.SCHOOL.value) == sa.any_(PERSON.roles)
    return sa.case((is_school, school_of_user(PERSON.tenant_id, PERSON.id)), else_=sa.null())


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
