"""Who is at the door: address and password against the account. Why somebody is refused is never told.

Failures are counted in the caller's transaction, which the caller commits also when it answers with a refusal.
"""

from typing import Any

import sqlalchemy as sa

from portal.accounts import links, passwords, queries, sessions, throttle
from portal.accounts.errors import AccountProblem, WrongPassword
from portal.accounts.models import User
from portal.kernel import audit, clock
from portal.kernel.access import Actor
from portal.kernel.db import db

audit.label_actions({"session.opened": "サインインした", "user.password_changed": "パスワードを変更した"})


class Refused(AccountProblem):
    """Unknown account, wrong password, not taken up, deactivated or blocked: one answer for all."""

    message = "メールアドレスかパスワードが正しくないか、続けて間違えたため、しばらく受け付けを止めています。"


def authenticate(email: str, password: str, *, address: str) -> User:
    """Raises Refused. Takes as long for an unknown account as for a wrong password or a blocked one."""
    stranger = Actor(user_id=None, name="サインイン前の方", address=address)
    key = queries.email_key(email)
    row = None if throttle.is_blocked_address(address) else throttle.hold(throttle.account_key(key))
    blocked = row is None or throttle.is_blocked(row)
    user = queries.user_by_email(key)
    usable = user is not None and user.is_active and not blocked
    fits = passwords.verify(password, user.password_hash if usable else None)
    if user is None or user.password_hash is None or not fits:
        if row is not None and not blocked:
            throttle.note_failure(row, throttle.ACCOUNT, actor=stranger, label=key)
            from_there = throttle.hold(throttle.address_key(address))
            throttle.note_failure(from_there, throttle.ADDRESS, actor=stranger, label=address)
        raise Refused
    throttle.forget(throttle.account_key(key))
    _note_success(user, user.password_hash, password)
    person = Actor(user_id=user.id, name=user.name, roles=user.role_set, address=address)
    audit.record("session.opened", user, actor=person)
    return user


def _note_success(user: User, password_hash: str, password: str) -> None:
    """Writes past the version, so that an open edit form of the same user stays good."""
    values: dict[str, Any] = {"last_sign_in_at": clock.now()}
    if passwords.needs_rehash(password_hash):
        values["password_hash"] = passwords.hash_password(password)
    db.session.execute(sa.update(User).where(User.id == user.id).values(values))


def check_password(user: User, password: str, *, actor: Actor) -> None:
    """The person's own password once more, before something weighty; raises WrongPassword or errors.Blocked."""
    key = throttle.person_key(user.id, "password")
    row = throttle.hold(key)
    throttle.refuse_when_blocked(row)
    if not passwords.verify(password, user.password_hash):
        throttle.note_failure(row, throttle.ACCOUNT, actor=actor, label=user.name)
        raise WrongPassword
    throttle.forget(key)


def change_password(user: User, *, current: str, new: str, session_id: int, actor: Actor) -> User:
    """Changes the person's own password and ends every session but this one.

    Raises WrongPassword, errors.Blocked or passwords.WeakPassword.
    """
    check_password(user, current, actor=actor)
    passwords.check(new, email=user.email, names=(user.family_name, user.given_name))
    user.password_hash = passwords.hash_password(new)
    db.session.flush()
    sessions.end_all_sessions(user.id, but=session_id)
    links.withdraw(user)
    audit.record("user.password_changed", user, actor=actor)
    links.tell_about_account(user, "パスワードが変更されました。", actor=actor)
    return user
