"""Single-use links by mail: the invitation to a new account, and the way back for a forgotten password."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from portal.accounts import passwords, queries, sessions, throttle, tokens
from portal.accounts.errors import AlreadyTakenUp, Deactivated, LinkSpent
from portal.accounts.models import AccountLink, LinkPurpose, User
from portal.kernel import audit, clock, jobs, mail, outbox
from portal.kernel.access import Actor, Permission
from portal.kernel.db import db

INVITATION_LASTS = timedelta(days=7)
RESET_LASTS = timedelta(hours=1)
RESET_AGAIN_AFTER = timedelta(minutes=2)
RESETS = throttle.Limit(free=20, forgotten_after=timedelta(hours=1))

audit.label_actions(
    {
        "user.invited": "招待のメールを送った",
        "user.reset_asked": "パスワードの再設定を申し込んだ",
        "user.taken_up": "招待を受けて利用を始めた",
        "user.password_reset": "パスワードを再設定した",
    }
)


def send_invitation(user: User, *, actor: Actor) -> AccountLink:
    """Mails a new invitation and voids earlier ones; raises Deactivated or AlreadyTakenUp."""
    actor.require(Permission.USER_MANAGE)
    if not user.is_active:
        raise Deactivated
    if user.password_hash is not None:
        raise AlreadyTakenUp
    withdraw(user, LinkPurpose.INVITATION)
    link = invite_new(user, actor=actor)
    audit.record("user.invited", user, actor=actor)
    return link


def invite_new(user: User, *, actor: Actor) -> AccountLink:
    """The invitation of somebody who has just been registered; that is written with the registration."""
    return _send(user, LinkPurpose.INVITATION, INVITATION_LASTS, "take-up", "invitation", actor)


def ask_for_reset(email: str, *, address: str) -> None:
    """Takes the wish for a new password in; raises Blocked for an address that asks too often.

    Whether there is such an account is looked up later, by the worker: here every address takes the same time.
    """
    actor = Actor(user_id=None, name="サインイン前の方", address=address)
    row = throttle.hold(throttle.address_key(address, "reset"))
    throttle.refuse_when_blocked(row)
    throttle.note_failure(row, RESETS, actor=actor, label=address)
    outbox.enqueue("accounts.send_reset", {"email": email}, actor=actor)


@jobs.handles("accounts.send_reset")
def _send_reset(payload: dict[str, Any], actor: Actor) -> None:
    user = queries.user_by_email(payload["email"])
    if user is None or not user.is_active:
        return
    if queries.newest_link_at(user.id, LinkPurpose.RESET, since=clock.now() - RESET_AGAIN_AFTER):
        return
    withdraw(user, LinkPurpose.RESET)
    _send(user, LinkPurpose.RESET, RESET_LASTS, "reset", "reset", actor)
    audit.record("user.reset_asked", user, actor=actor)


def _send(user: User, purpose: LinkPurpose, lasts: timedelta, path: str, template: str, actor: Actor) -> AccountLink:
    token, now = tokens.new_token(), clock.now()
    link = AccountLink(
        user_id=user.id,
        purpose=purpose,
        token_hash=tokens.digest(token),
        created_at=now,
        expires_at=now + lasts,
    )
    db.session.add(link)
    tenant = queries.own_tenant()
    mail.send(
        f"accounts/mail/{template}.txt",
        to=user.email,
        name=user.name,
        context={
            "user": user,
            "url": mail.link(f"{tenant.slug}/{path}/{token}"),
            "expires_at": link.expires_at,
        },
        actor=actor,
        about=user,
        secret=True,
    )
    return link


def withdraw(user: User, purpose: LinkPurpose | None = None) -> None:
    """Voids the user's open links, of one purpose or of all."""
    statement = sa.delete(AccountLink).where(AccountLink.user_id == user.id, AccountLink.used_at.is_(None))
    if purpose:
        statement = statement.where(AccountLink.purpose == purpose)
    db.session.execute(statement.execution_options(synchronize_session=False))


def open_link(token: str, purpose: LinkPurpose) -> User:
    """The person whose link this is; looking does not use it up. Raises LinkSpent."""
    return _good_link(token, purpose).user


def _good_link(token: str, purpose: LinkPurpose, *, lock: bool = False) -> AccountLink:
    link = queries.link_by_token(tokens.digest(token), purpose, lock=lock)
    if link is None or link.used_at or link.expires_at <= clock.now() or not link.user.is_active:
        raise LinkSpent
    return link


def set_password(token: str, purpose: LinkPurpose, password: str, *, address: str) -> User:
    """Sets the password of the link's person and uses the link up: other sessions, links and blocks end with it.

    Raises LinkSpent or passwords.WeakPassword.
    """
    link = _good_link(token, purpose, lock=True)
    user = link.user
    passwords.check(password, email=user.email, names=(user.family_name, user.given_name))
    link.used_at = clock.now()
    user.password_hash = passwords.hash_password(password)
    db.session.flush()
    withdraw(user)
    sessions.end_all_sessions(user.id)
    throttle.forget(throttle.account_key(user.email_key))
    person = Actor(user_id=user.id, name=user.name, roles=user.role_set, address=address)
    if purpose == LinkPurpose.INVITATION:
        audit.record("user.taken_up", user, actor=person)
    else:
        audit.record("user.password_reset", user, actor=person)
        tell_about_account(user, "パスワードが再設定されました。", actor=person)
    return user


def tell_about_account(user: User, what: str, *, actor: Actor, to: str | None = None) -> None:
    """Tells the person by mail that something about their way in changed, so that a stranger's hand is noticed."""
    mail.send(
        "accounts/mail/changed.txt",
        to=to or user.email,
        name=user.name,
        context={"what": what, "at": clock.now()},
        actor=actor,
        about=user,
    )
