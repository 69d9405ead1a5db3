"""Which tenant the running code works for, and the first of the two walls: the mapper's.

The second wall, row-level security, stands in `rls`. Code that has no tenant gets an error, never all rows.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import (
    LoaderCriteriaOption,
    Mapped,
    ORMExecuteState,
    Session,
    SessionTransaction,
    declared_attr,
    mapped_column,
    with_loader_criteria,
)
from sqlalchemy.sql import visitors

_current: ContextVar[int | None] = ContextVar("tenant_id", default=None)


class NoTenant(RuntimeError):
    """Tenant rows were asked for while no tenant was set."""


class CrossTenant(RuntimeError):
    """A record of another tenant was about to be written."""


def current() -> int:
    """The tenant's id.

    Raises NoTenant when none is set.
    """
    tenant_id = _current.get()
    if tenant_id is None:
        raise NoTenant("no tenant is set for this work")
    return tenant_id


def current_or_none() -> int | None:
    return _current.get()


@contextmanager
def tenant(tenant_id: int) -> Iterator[None]:
    """Works for one tenant. Enter it before the transaction begins: the database learns the tenant at its begin."""
    token = _current.set(int(tenant_id))
    try:
        yield
    finally:
        _current.reset(token)


class TenantOwned:
    """Mixin of every table whose rows belong to one tenant; the key is (tenant_id, id)."""

    @declared_attr
    @classmethod
    def tenant_id(cls) -> Mapped[int]:
        return mapped_column(
            sa.BigInteger, sa.ForeignKey("tenant.id"), primary_key=True, default=current, sort_order=-2
        )

    @declared_attr
    @classmethod
    def id(cls) -> Mapped[int]:
        return mapped_column(sa.BigInteger, sa.Identity(), primary_key=True, sort_order=-1)


def points_to(table: str, column: str, **options) -> sa.ForeignKeyConstraint:
    """Foreign key (tenant_id, column) → table (tenant_id, id): a row can only point inside its tenant."""
    return sa.ForeignKeyConstraint(["tenant_id", column], [f"{table}.tenant_id", f"{table}.id"], **options)


@event.listens_for(Session, "do_orm_execute")
def _only_this_tenant(state: ORMExecuteState) -> None:
    """Adds `tenant_id = …` to every statement of the mapper, relationship loads, counts and subqueries included."""
    if not (state.is_select or state.is_update or state.is_delete) or state.is_column_load:
        return
    tenant_id = _current.get()
    if tenant_id is None:
        if _names_tenant_rows(state.statement):
            raise NoTenant("no tenant is set for this work")
        return
    state.statement = state.statement.options(_criteria(tenant_id))


@lru_cache(maxsize=1_000)
def _criteria(tenant_id: int) -> LoaderCriteriaOption:
    """Kept, since making it anew for every statement takes as long as the database needs for a small one."""
    return with_loader_criteria(TenantOwned, lambda cls: cls.tenant_id == tenant_id, include_aliases=True)


def _names_tenant_rows(statement: Any) -> bool:
    return any(isinstance(part, sa.TableClause) and "tenant_id" in part.c for part in visitors.iterate(statement))


@event.listens_for(Session, "before_flush")
def _stamp_and_check(session: Session, _context, _instances) -> None:
    for record in (*session.new, *session.dirty, *session.deleted):
        if not isinstance(record, TenantOwned):
            continue
        tenant_id = current()
        if getattr(record, "tenant_id", None) is None:
            record.tenant_id = tenant_id
        elif record.tenant_id != tenant_id:
            raise CrossTenant(f"{type(record).__name__} of tenant {record.tenant_id} in work for tenant {tenant_id}")


@event.listens_for(Session, "after_begin")
def _tell_the_database(_session: Session, transaction: SessionTransaction, connection: sa.Connection) -> None:
    """Sets the tenant for this transaction alone, so that a pooled connection carries nothing over."""
    tenant_id = _current.get()
    if tenant_id is not None and not transaction.nested:
        connection.exec_driver_sql(f"SET LOCAL portal.tenant_id = '{int(tenant_id)}'")
