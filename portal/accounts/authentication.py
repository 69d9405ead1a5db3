"""Who is at the door: address and password against the account. Why somebody is refused is never told."""

import sqlalchemy as sa

from portal.accounts import passwords, queries
from portal.accounts.models import User
from portal.kernel.db import db


class Refused(ValueError):
    """Unknown account, wrong password, deactivated or blocked: one answer for all."""

    def __init__(self) -> None:
        super().__init__("メールアドレスかパスワードが正しくないため、サインインできませんでした。")


def authenticate(email: str, password: str, *, address: str) -> User:
    """Raises Refused. Takes as long for an unknown account as for a wrong password."""
    user = queries.user_by_email(email)
    password_hash = user.password_hash if user and user.is_active else None
    if not passwords.verify(password, password_hash):
        raise Refused
    if passwords.needs_rehash(password_hash):
        store_hash(user, passwords.hash_password(password))
    return user


def store_hash(user: User, password_hash: str) -> None:
    """Writes past the version, so that an open edit form of the same user stays good."""
    db.session.execute(sa.update(User).where(User.id == user.id).values(password_hash=password_hash))
