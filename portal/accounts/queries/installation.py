"""What an operator may know of each tenant: counters, never rows."""

from dataclasses import dataclass

import sqlalchemy as sa

from portal.accounts.models import User
from portal.kernel.db import db
from portal.kernel.tenants import TenantKind


@dataclass(frozen=True)
class TenantCounters:
    tenant_id: int
    slug: str
    name: str
    kind: TenantKind
    users: int
    schools: int
    tickets: int
    open_tickets: int
    dead_work: int

    @property
    def is_set_up(self) -> bool:
        """Registered and filled are two steps; without a user the second one has not been taken."""
        return self.users > 0


def counters() -> list[TenantCounters]:
    """One line for each tenant, by name; the database answers operators alone."""
    rows = db.session.execute(sa.text("SELECT * FROM tenant_counters()"))
    return [TenantCounters(**dict(row._mapping) | {"kind": TenantKind(row.kind)}) for row in rows]


def user_count() -> int:
    """All users of the current tenant, deactivated ones too."""
    return db.session.scalar(sa.select(sa.func.count(User.id)))


def wait_for_turn(tenant_id: int) -> None:
    """Lets one transaction at a time set a tenant up."""
    db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(tenant_id)))
