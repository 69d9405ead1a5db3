"""The second factor: time codes (TOTP) of an app, good once each, and ten recovery codes in their place."""

import io
import secrets

import pyotp
import segno
import sqlalchemy as sa
from markupsafe import Markup

from portal.accounts import queries, sessions, throttle, tokens
from portal.accounts.errors import Demanded, WrongCode
from portal.accounts.models import RecoveryCode, User
from portal.kernel import audit, clock
from portal.kernel.access import Actor
from portal.kernel.db import db
from portal.kernel.text import normalise_digits

STEP_SECONDS = 30
STEPS_AROUND = 1
RECOVERY_CODES = 10
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that looks like something else
_HALF = 5

audit.label_actions(
    {
        "user.second_factor_set": "確認コードを設定した",
        "user.second_factor_removed": "確認コードをやめた",
        "user.second_factor_reset": "確認コードの設定を解除した",
        "user.recovery_code_used": "予備のコードでサインインした",
        "user.recovery_codes_renewed": "予備のコードを作り直した",
    }
)


def new_secret() -> str:
    return pyotp.random_base32()


def app_address(secret: str, *, email: str, issuer: str) -> str:
    """What the app reads from the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=issuer)


def qr_code(address: str) -> Markup:
    """The address as inline SVG without style."""
    file = io.BytesIO()
    code = segno.make(address, error="l", micro=False)
    code.save(
        file, kind="svg", xmldecl=False, svgns=False, scale=4, border=4, light="#fff", svgclass="qr", lineclass=None
    )
    return Markup(file.getvalue().decode())  # noqa: S704 - drawn from a QR matrix, holds numbers alone


def confirm(user: User, secret: str, code: str, *, session_id: int, actor: Actor) -> tuple[list[str], str]:
    """Sets the factor up once its first code is right; answers the recovery codes and the session's new token.

    Raises WrongCode or errors.Blocked.
    """
    key = throttle.person_key(user.id, "second-factor")
    row = throttle.hold(key)
    throttle.refuse_when_blocked(row)
    step = _step_of(secret, code, after=None)
    if step is None:
        throttle.note_failure(row, throttle.ACCOUNT, actor=actor, label=user.name)
        raise WrongCode
    throttle.forget(key)
    user.totp_secret, user.totp_last_step = secret, step
    codes = _new_recovery_codes(user)
    audit.record("user.second_factor_set", user, actor=actor)
    return codes, sessions.pass_second_factor(session_id)


def give(user: User, code: str, *, session_id: int, actor: Actor) -> str:
    """A time code or a recovery code; answers the session's new token. Raises WrongCode or errors.Blocked."""
    check_code(user, code, actor=actor)
    return sessions.pass_second_factor(session_id)


def check_code(user: User, code: str, *, actor: Actor) -> None:
    """Uses a time code or a recovery code up; raises WrongCode or errors.Blocked."""
    key = throttle.person_key(user.id, "second-factor")
    row = throttle.hold(key)
    throttle.refuse_when_blocked(row)
    db.session.refresh(user)
    if not (_use_time_code(user, code) or _use_recovery_code(user, code, actor)):
        throttle.note_failure(row, throttle.ACCOUNT, actor=actor, label=user.name)
        raise WrongCode
    throttle.forget(key)


def renew_recovery_codes(user: User, code: str, *, actor: Actor) -> list[str]:
    """Ten new codes in place of the old ones; raises WrongCode or errors.Blocked."""
    check_code(user, code, actor=actor)
    audit.record("user.recovery_codes_renewed", user, actor=actor)
    return _new_recovery_codes(user)


def remove(user: User, code: str, *, actor: Actor) -> None:
    """The person gives the factor up; raises Demanded, WrongCode or errors.Blocked."""
    if not queries.second_factor_roles().isdisjoint(user.role_set):
        raise Demanded
    check_code(user, code, actor=actor)
    forget(user)
    audit.record("user.second_factor_removed", user, actor=actor)


def forget(user: User) -> None:
    """Takes secret and recovery codes away."""
    user.totp_secret = user.totp_last_step = None
    _delete_recovery_codes(user)


def own_codes(user: User, codes: list[str]) -> list[str]:
    """Those of the codes that are good for the user; what is offered as a file is checked with it."""
    good = queries.open_recovery_hashes(user.id)
    return [code for code in codes if _recovery_hash(user, code) in good]


def _use_time_code(user: User, code: str) -> bool:
    step = _step_of(user.totp_secret, code, after=user.totp_last_step) if user.totp_secret else None
    if step is None:
        return False
    db.session.execute(sa.update(User).where(User.id == user.id).values(totp_last_step=step))
    return True


def _step_of(secret: str, code: str, *, after: int | None) -> int | None:
    """The time step whose code this is, if it lies around now and later than the last one used."""
    typed = "".join(normalise_digits(code).split())
    now = int(clock.now().timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret)
    for step in range(now - STEPS_AROUND, now + STEPS_AROUND + 1):
        fits = secrets.compare_digest(totp.generate_otp(step).encode(), typed.encode())
        if fits and (after is None or step > after):
            return step
    return None


def _use_recovery_code(user: User, code: str, actor: Actor) -> bool:
    statement = (
        sa.update(RecoveryCode)
        .where(
            RecoveryCode.user_id == user.id,
            RecoveryCode.code_hash == _recovery_hash(user, code),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=clock.now())
    )
    used = db.session.execute(statement.execution_options(synchronize_session=False)).rowcount == 1
    if used:
        audit.record("user.recovery_code_used", user, actor=actor)
    return used


def _new_recovery_codes(user: User) -> list[str]:
    _delete_recovery_codes(user)
    codes = [_new_recovery_code() for _ in range(RECOVERY_CODES)]
    db.session.add_all([RecoveryCode(user_id=user.id, code_hash=_recovery_hash(user, code)) for code in codes])
    return codes


def _new_recovery_code() -> str:
    letters = "".join(secrets.choice(_LETTERS) for _ in range(2 * _HALF))
    return f"{letters[:_HALF]}-{letters[_HALF:]}"


def _recovery_hash(user: User, code: str) -> str:
    letters = "".join(sign for sign in normalise_digits(code).casefold() if sign.isalnum())
    return tokens.digest(f"{user.tenant_id}:{user.id}:{letters}")


def _delete_recovery_codes(user: User) -> None:
    statement = sa.delete(RecoveryCode).where(RecoveryCode.user_id == user.id)
    db.session.execute(statement.execution_options(synchronize_session=False))
