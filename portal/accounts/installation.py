"""How an operator brings a new tenant in: registered, filled with its defaults, its first user invited."""

from dataclasses import dataclass

import sqlalchemy as sa

from portal.accounts import queries
from portal.accounts.models import User
from portal.accounts.operations import create_user
from portal.accounts.queries import installation
from portal.kernel import audit, tenants
from portal.kernel.access import Actor, Permission, Role, system_actor
from portal.kernel.tenants import TenantCard, TenantExists, TenantKind

audit.label_actions({"tenant.registered": "自治体・団体を登録した", "tenant.created": "この自治体・団体が登録された"})
audit.label_fields("tenant", {"slug": "識別名", "kind": "種類", "code": "全国地方公共団体コード"})

# Who is the first to sign in, by what the tenant is.
FIRST_ROLES = {
    TenantKind.MUNICIPALITY: Role.TENANT_ADMIN,
    TenantKind.ASSOCIATION: Role.TENANT_ADMIN,
    TenantKind.OPERATOR: Role.OPERATOR,
}


class AlreadySetUp(ValueError):
    """The tenant has users; further ones are its own administrator's business."""


@dataclass(frozen=True)
class NewTenant:
    slug: str
    name: str
    kind: TenantKind
    code: str | None


@dataclass(frozen=True)
class FirstUser:
    email: str
    family_name: str
    given_name: str
    family_kana: str = ""
    given_kana: str = ""


def register_tenant(engine: sa.Engine, wanted: NewTenant, *, actor: Actor) -> TenantCard:
    """Registers a tenant in a transaction of its own; raises TenantExists.

    The same once more answers the tenant, so that a form sent again goes on where it was cut off.
    """
    actor.require(Permission.TENANT_CREATE)
    try:
        card = tenants.create_tenant(engine, wanted.slug, wanted.name, wanted.kind, wanted.code)
    except TenantExists:
        earlier = tenants.find_tenant(wanted.slug)
        if earlier is None or (earlier.name, earlier.kind) != (wanted.name, wanted.kind):
            raise
        return earlier
    changes = {"slug": (None, card.slug), "kind": (None, card.kind), "code": (None, card.code)}
    audit.record("tenant.registered", "tenant", actor=actor, label=card.name, changes=changes)
    return card


def set_up_tenant(card: TenantCard, first: FirstUser, *, actor: Actor) -> User:
    """Fills the tenant and invites its first user; runs within the tenant, in a transaction of its own.

    Raises AlreadySetUp or an AccountProblem. Repeated with the same address it answers the user.
    """
    actor.require(Permission.TENANT_CREATE)
    installation.wait_for_turn(card.id)
    if users := installation.user_count():
        known = queries.user_by_email(first.email)
        if known is None or users > 1:
            raise AlreadySetUp(f"{card.name}には、すでに利用者がいます。")
        return known
    operator = system_actor(f"運営 {actor.name}")  # a person of another tenant: known by name alone
    if not audit.count():
        tenants.set_up(card)
        audit.record("tenant.created", "tenant", actor=operator, label=card.name)
    names = (first.family_name, first.given_name, first.family_kana, first.given_kana)
    return create_user(first.email, *names, [FIRST_ROLES[card.kind]], actor=operator)
