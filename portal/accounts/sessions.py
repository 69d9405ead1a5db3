"""Signed-in browsers: opening, resuming by one SELECT, and ending them. The cookie itself is the web's business."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

import sqlalchemy as sa

from portal.accounts import queries, tokens
from portal.accounts.models import User, UserSession
from portal.kernel import clock
from portal.kernel.access import ROLE_PERMISSIONS, Actor, Permission, Role
from portal.kernel.db import db

SEEN_EVERY = timedelta(minutes=5)

school_provider = queries.school_provider


@dataclass(frozen=True)
class SignedIn:
    """The person behind a request, with what is needed to decide what the request may do."""

    token: str = field(repr=False)
    session_id: int
    user_id: int
    family_name: str
    given_name: str
    email: str
    roles: frozenset[Role]
    school_id: int | None
    second_factor_set: bool
    second_factor_due: bool

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        return self.token

    @property
    def name(self) -> str:
        return f"{self.family_name} {self.given_name}"

    @property
    def role_label(self) -> str:
        first, *others = [role.label for role in Role if role in self.roles]
        return f"{first} ほか{len(others)}" if others else first

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        return frozenset().union(*(ROLE_PERMISSIONS[role] for role in self.roles))

    def can(self, permission: Permission) -> bool:
        return permission in self.permissions

    def actor(self, address: str) -> Actor:
        return Actor(user_id=self.user_id, name=self.name, roles=self.roles, school_id=self.school_id, address=address)


def open_session(user: User, *, address: str, agent: str) -> str:
    """Signs a browser in; answers the token for its cookie. The second factor may still be due."""
    token = tokens.new_token()
    now = clock.now()
    db.session.add(
        UserSession(
            user_id=user.id,
            token_hash=tokens.digest(token),
            address=address,
            agent=agent[:400],
            created_at=now,
            seen_at=now,
            expires_at=now + timedelta(hours=queries.session_hours()),
        )
    )
    db.session.flush()
    return token


def resume(token: str) -> SignedIn | None:
    """The person whose cookie holds the token; None when the session has ended."""
    now = clock.now()
    row = queries.session_row(tokens.digest(token), now)
    if row is None:
        return None
    _note_seen(row.session_id, row.seen_at, now)
    roles = frozenset(Role(role) for role in row.roles)
    demanded = not roles.isdisjoint(row.second_factor_roles or ())
    return SignedIn(
        token=token,
        session_id=row.session_id,
        user_id=row.user_id,
        family_name=row.family_name,
        given_name=row.given_name,
        email=row.email,
        roles=roles,
        school_id=row.school_id,
        second_factor_set=row.second_factor_set,
        second_factor_due=(row.second_factor_set or demanded) and not row.second_factor_done,
    )


def _note_seen(session_id: int, seen_at: datetime, now: datetime) -> None:
    if now - seen_at >= SEEN_EVERY:
        db.session.execute(
            sa.update(UserSession)
            .where(UserSession.id == session_id)
            .values(seen_at=now)
            .execution_options(synchronize_session=False)
        )


def pass_second_factor(session_id: int) -> str:
    """Notes that the second factor was given; answers a new token, the old one opens nothing any more."""
    token = tokens.new_token()
    db.session.execute(
        sa.update(UserSession)
        .where(UserSession.id == session_id)
        .values(second_factor_done=True, token_hash=tokens.digest(token))
        .execution_options(synchronize_session=False)
    )
    return token


def end_session(session_id: int, *, user_id: int) -> bool:
    """Signs one browser of the user out; false when there is no such session of theirs."""
    return _end(UserSession.user_id == user_id, UserSession.id == session_id) > 0


def end_all_sessions(user_id: int, *, but: int | None = None) -> int:
    """Signs every browser of the user out, except the session `but`; answers how many."""
    return _end(UserSession.user_id == user_id, UserSession.id.is_distinct_from(but))


def _end(*conditions: sa.ColumnElement[bool]) -> int:
    statement = sa.delete(UserSession).where(*conditions)
    return db.session.execute(statement.execution_options(synchronize_session=False)).rowcount
