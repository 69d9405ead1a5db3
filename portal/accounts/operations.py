"""What a tenant's administrator does with users: create, edit, deactivate, reactivate."""

import unicodedata
from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from portal.accounts import links, passwords, queries, roles, second_factor, sessions
from portal.accounts.errors import BadEmail, BadName, BadRoles, Deactivated, EmailTaken, LastAdmin, OwnAccount
from portal.accounts.models import User
from portal.kernel import audit, clock, states
from portal.kernel.access import Actor, Permission, Role
from portal.kernel.db import db
from portal.kernel.imports import parsers
from portal.kernel.tenants import TenantKind

audit.label_actions(
    {
        "user.created": "利用者を登録した",
        "user.edited": "利用者の情報を変更した",
        "user.deactivated": "利用を停止した",
        "user.reactivated": "利用を再開した",
        "user.exported": "利用者の一覧を書き出した",
    }
)
audit.label_fields(
    "user_account",
    {
        "email": "メールアドレス",
        "family_name": "姓",
        "given_name": "名",
        "family_kana": "セイ",
        "given_kana": "メイ",
        "roles": "役割",
        "count": "件数",
        "invited": "招待のメール",
    },
)

NAME_LENGTH = 50
NAMES = {"family_name": "姓", "given_name": "名", "family_kana": "セイ", "given_kana": "メイ"}


def create_user(
    email: str,
    family_name: str,
    given_name: str,
    family_kana: str,
    given_kana: str,
    wanted_roles: Collection[Role],
    *,
    actor: Actor,
    password: str | None = None,
    invite: bool = True,
) -> User:
    """Adds a user; without a password an invitation goes out by mail unless `invite` is false.

    Raises EmailTaken, BadEmail, BadName, BadRoles or passwords.WeakPassword.
    """
    actor.require(Permission.USER_MANAGE)
    names = _names(family_name, given_name, family_kana, given_kana)
    draft = User(email=_email(email), roles=_roles(wanted_roles), **names)
    draft.index_for_search()
    if password is not None:
        passwords.check(password, email=draft.email, names=tuple(names.values()))
        draft.password_hash = passwords.hash_password(password)
    user = _insert(draft)
    changes = {"email": (None, user.email), "roles": (None, user.role_names)}
    if password is None and invite:
        links.invite_new(user, actor=actor)
        changes["invited"] = (None, "送った")
    audit.record("user.created", user, actor=actor, changes=changes)
    return user


def edit_user(
    user: User,
    *,
    email: str,
    family_name: str,
    given_name: str,
    family_kana: str,
    given_kana: str,
    wanted_roles: Collection[Role],
    actor: Actor,
    version: int | None = None,
) -> User:
    """Changes address, names and roles; links sent to an address that changes are void, and it is told.

    Raises EmailTaken, BadEmail, BadName, BadRoles, OwnAccount, LastAdmin or states.EditedMeanwhile.
    """
    actor.require(Permission.USER_MANAGE)
    states.check_version(user, version)
    values = {"email": _email(email), **_names(family_name, given_name, family_kana, given_kana)}
    new_roles = _roles(wanted_roles, held=user.role_set)
    if user.is_active and roles.ADMIN_ROLES.isdisjoint(map(Role, new_roles)):
        _keep_an_admin(user, actor)
    key = queries.email_key(values["email"])
    if key != user.email_key and queries.user_by_email(key):
        raise EmailTaken
    old_email = user.email
    changes = audit.changed(user, values) | _change_roles(user, new_roles)
    if changes:
        _keep_address(user, key)
        audit.record("user.edited", user, actor=actor, changes=changes)
    if "email" in changes:
        links.withdraw(user)
        links.tell_about_account(user, "メールアドレスが変更されました。", actor=actor, to=old_email)
    return user


def _change_roles(user: User, new_roles: list[str]) -> dict[str, tuple[str, str]]:
    """Assigns them; answers the difference as people read it."""
    before = user.role_names
    if new_roles == user.roles:
        return {}
    user.roles = new_roles
    return {"roles": (before, user.role_names)}


def deactivate_user(user: User, *, actor: Actor) -> User:
    """Ends the user's sessions and links and lets nobody in any more; raises OwnAccount or LastAdmin."""
    actor.require(Permission.USER_MANAGE)
    states.lock(user)
    if not user.is_active:
        return user
    _keep_an_admin(user, actor)
    user.deactivated_at = clock.now()
    sessions.end_all_sessions(user.id)
    links.withdraw(user)
    audit.record("user.deactivated", user, actor=actor)
    return user


def reactivate_user(user: User, *, actor: Actor) -> User:
    actor.require(Permission.USER_MANAGE)
    states.lock(user)
    if user.is_active:
        return user
    user.deactivated_at = None
    audit.record("user.reactivated", user, actor=actor)
    return user


def reset_second_factor(user: User, *, actor: Actor) -> User:
    """For a person who lost the telephone: takes the second factor away and ends every session; raises Deactivated."""
    actor.require(Permission.USER_MANAGE)
    states.lock(user)
    if not user.is_active:
        raise Deactivated
    if user.totp_secret is None:
        return user
    second_factor.forget(user)
    sessions.end_all_sessions(user.id)
    audit.record("user.second_factor_reset", user, actor=actor)
    links.tell_about_account(user, "管理者が確認コードの設定を解除しました。", actor=actor)
    return user


def _insert(draft: User) -> User:
    """Two people may register the same address at once: the database decides."""
    columns = ("email", *NAMES, "search", "roles", "password_hash")
    values = {name: getattr(draft, name) for name in columns} | {"email_key": queries.email_key(draft.email)}
    statement = insert(User).values(values).on_conflict_do_nothing(index_elements=["tenant_id", "email_key"])
    user = db.session.scalars(statement.returning(User)).one_or_none()
    if user is None:
        raise EmailTaken
    return user


def _keep_address(user: User, key: str) -> None:
    """Sets what is derived from address and names; raises EmailTaken when somebody just took the address."""
    user.index_for_search()
    if key == user.email_key:
        return
    try:
        with db.session.begin_nested():
            user.email_key = key
    except sa.exc.IntegrityError as clash:
        raise EmailTaken from clash


def _email(typed: str) -> str:
    try:
        return parsers.email(typed)
    except ValueError as problem:
        raise BadEmail(str(problem)) from None


def _names(*typed: str) -> dict[str, str]:
    """The names as typed, without blanks around them; readings may be left out."""
    names = {}
    for (field, label), text in zip(NAMES.items(), typed, strict=True):
        text = (text or "").strip()
        if not text and field in ("family_name", "given_name"):
            raise BadName(f"{label}を入力してください。", field=field)
        if len(text) > NAME_LENGTH:
            raise BadName(f"{label}は{NAME_LENGTH}文字までで入力してください。", field=field)
        if any(unicodedata.category(sign) in ("Cc", "Zl", "Zp") for sign in text):
            raise BadName(f"{label}に使えない文字があります。", field=field)
        names[field] = text
    return names


def _roles(wanted: Collection[Role], held: Collection[Role] = ()) -> list[str]:
    if not wanted:
        raise BadRoles("役割を1つ以上選んでください。")
    if Role.OPERATOR in wanted and Role.OPERATOR not in held and queries.own_tenant().kind != TenantKind.OPERATOR:
        raise BadRoles(f"「{Role.OPERATOR.label}」の役割は、ここでは使えません。")
    return roles.in_order(wanted)


def _keep_an_admin(user: User, actor: Actor) -> None:
    """Raises when the user is an administrator and it is oneself or the last; locks them all against a second try."""
    if roles.ADMIN_ROLES.isdisjoint(user.role_set):
        return
    if actor.user_id == user.id:
        raise OwnAccount
    if not queries.lock_other_admins(user.id):
        raise LastAdmin
