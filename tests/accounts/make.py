"""Plain makers of users, links and codes for the tests of this area."""

import re
from datetime import timedelta

import pyotp
import sqlalchemy as sa

from portal.accounts import second_factor, sessions
from portal.accounts.models import User
from portal.accounts.operations import create_user
from portal.kernel import clock
from portal.kernel.access import Role, system_actor
from portal.kernel.audit import AuditEvent
from portal.kernel.db import db
from portal.kernel.mail import Mail

ACTOR = system_actor("試験")
PASSWORD = "Akagi-2026-demo"
NEW_PASSWORD = "夕焼けと 自転車と みかん"
MORNING = clock.moment(2026, 6, 1, 9)


def make_user(email: str = "hanako@akagi.example", **overrides) -> User:
    values = {
        "family_name": "髙橋",
        "given_name": "花子",
        "family_kana": "タカハシ",
        "given_kana": "ハナコ",
        "wanted_roles": [Role.SUPPORTER],
        "password": PASSWORD,
    } | overrides
    return create_user(email, **values, actor=ACTOR)


def user_named(email: str) -> User:
    return db.session.scalars(sa.select(User).where(User.email_key == email)).one()


def newest_mail(email: str) -> Mail:
    return db.session.scalars(sa.select(Mail).where(Mail.to_address == email).order_by(Mail.id.desc()).limit(1)).one()


def token_in(text: str) -> str:
    return re.search(r"/(?:take-up|reset)/(\S+)", text)[1]


def code_of(secret: str, moment=MORNING) -> str:
    return pyotp.TOTP(secret).at(moment)


def set_factor_up(user: User, moment=MORNING) -> tuple[str, list[str]]:
    """Gives the user a second factor; answers its secret and the recovery codes. Its code of `moment` is used up."""
    secret = second_factor.new_secret()
    with clock.at(moment):
        me = sessions.resume(sessions.open_session(user, address="", agent=""))
        codes, _token = second_factor.confirm(
            user, secret, code_of(secret, moment), session_id=me.session_id, actor=me.actor("")
        )
    return secret, codes


def actions() -> list[str]:
    """What was written into the audit, oldest first."""
    return list(db.session.scalars(sa.select(AuditEvent.action).order_by(AuditEvent.seq)))


def later(**difference) -> object:
    """The clock some time after MORNING."""
    return clock.at(MORNING + timedelta(**difference))
