"""Users: one, the list with its filters, and the locked set of administrators."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from portal.accounts import roles
from portal.accounts.models import AccountLink, LinkPurpose, User
from portal.kernel import clock, tenancy
from portal.kernel.access import Actor, Permission, Role
from portal.kernel.choices import Choice
from portal.kernel.db import db
from portal.kernel.tenants import Tenant
from portal.kernel.text import normalise_digits, search_key


def own_tenant() -> Tenant:
    return db.session.get_one(Tenant, tenancy.current())


def email_key(email: str) -> str:
    """The sign-in name: the address in half width and lower case, without blanks around it."""
    return normalise_digits(email).casefold()


def user_by_email(email: str) -> User | None:
    return db.session.scalars(sa.select(User).where(User.email_key == email_key(email))).one_or_none()


def user(user_id: int) -> User | None:
    return db.session.get(User, (tenancy.current(), user_id))


def lock_other_admins(user_id: int) -> list[int]:
    """Users beside this one who can manage users and sign in; all administrators' rows are locked, in one order."""
    statement = (
        sa.select(User.id, User.password_hash.is_not(None).label("taken_up"))
        .where(User.roles.overlap(roles.in_order(roles.ADMIN_ROLES)), User.deactivated_at.is_(None))
        .order_by(User.id)
        .with_for_update()
    )
    return [row.id for row in db.session.execute(statement) if row.taken_up and row.id != user_id]


def visible_user(actor: Actor, user_id: int) -> User | None:
    """A user of the tenant for those who manage users."""
    return user(user_id) if actor.can(Permission.USER_MANAGE) else None


def users_by_email_key(keys: Sequence[str]) -> dict[str, User]:
    return {found.email_key: found for found in db.session.scalars(sa.select(User).where(User.email_key.in_(keys)))}


class UserState(Choice):
    ACTIVE = "active", "利用中"
    INVITED = "invited", "招待中"
    DEACTIVATED = "deactivated", "停止中"


@dataclass(frozen=True)
class UserFilter:
    """What a list shows; without a state everybody but the deactivated."""

    text: str = ""
    role: Role | None = None
    state: UserState | None = None

    def conditions(self) -> list[sa.ColumnElement[bool]]:
        found: list[sa.ColumnElement[bool]] = []
        if self.text:
            found.append(User.search.contains(search_key(self.text), autoescape=True))
        if self.role:
            found.append(sa.literal(self.role.value) == sa.any_(User.roles))
        if self.state == UserState.DEACTIVATED:
            found.append(User.deactivated_at.is_not(None))
        else:
            found.append(User.deactivated_at.is_(None))
        if self.state in (UserState.ACTIVE, UserState.INVITED):
            taken_up = User.password_hash.is_not(None)
            found.append(taken_up if self.state == UserState.ACTIVE else ~taken_up)
        return found


SORTS: dict[str, tuple[sa.ColumnElement, ...]] = {
    "kana": (User.family_kana, User.given_kana),
    "email": (User.email_key,),
    "last_sign_in": (User.last_sign_in_at,),
    "created": (User.created_at,),
}


def count_users(wanted: UserFilter) -> int:
    return db.session.scalar(sa.select(sa.func.count(User.id)).where(*wanted.conditions()))


def list_users(
    wanted: UserFilter, *, sort: str, descending: bool, limit: int | None = None, offset: int = 0
) -> Sequence[sa.Row]:
    """Columns of the list; `invited_until` is set while an invitation can be taken up."""
    invited_until = (
        sa.select(sa.func.max(AccountLink.expires_at))
        .where(
            AccountLink.user_id == User.id,
            AccountLink.purpose == LinkPurpose.INVITATION,
            AccountLink.used_at.is_(None),
            AccountLink.expires_at > clock.now(),
        )
        .scalar_subquery()
    )
    order = [column.desc().nulls_last() if descending else column.asc().nulls_last() for column in SORTS[sort]]
    statement = (
        sa.select(
            User.id,
            User.family_name,
            User.given_name,
            User.family_kana,
            User.given_kana,
            User.email,
            User.roles,
            User.last_sign_in_at,
            User.deactivated_at,
            User.password_hash.is_not(None).label("taken_up"),
            User.totp_secret.is_not(None).label("second_factor_set"),
            invited_until.label("invited_until"),
        )
        .where(*wanted.conditions())
        .order_by(*order, User.id)
        .limit(limit)
        .offset(offset)
    )
    return db.session.execute(statement).all()
