"""The database handle: declarative base, naming of constraints, engines per login."""

import select
import weakref
from datetime import datetime

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry, relationship

from portal.kernel import clock

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Base of all tables. Moments are stored with time zone, in UTC."""

    registry = registry(
        metadata=sa.MetaData(naming_convention=NAMING),
        type_annotation_map={datetime: sa.DateTime(timezone=True), int: sa.BigInteger},
    )


_engines: weakref.WeakSet[sa.Engine] = weakref.WeakSet()


def _kept(engine: sa.Engine) -> sa.Engine:
    _engines.add(engine)
    event.listen(engine, "checkout", _check_still_open)
    return engine


def _check_still_open(connection, _record, _borrower) -> None:
    """Lets the pool replace connections that their server has ended: what the server closed is readable.

    Looking costs nothing, while the pool's own ping would be one statement more in every request.
    """
    if not connection.closed:
        watch = select.poll()
        watch.register(connection.fileno(), select.POLLIN)
        if not watch.poll(0):
            return
    raise sa.exc.InvalidatePoolError("the server has ended the connection")


class Database(SQLAlchemy):
    """Flask-SQLAlchemy's handle, which remembers its engines for `after_fork`."""

    def _make_engine(self, bind_key, options, app) -> sa.Engine:
        return _kept(super()._make_engine(bind_key, options, app))


db = Database(model_class=Base)


class Timestamps:
    """Mixin: when a record was made and last changed."""

    created_at: Mapped[datetime] = mapped_column(default=clock.now, sort_order=90)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now, onupdate=clock.now, sort_order=91)


def reference(owner: str, column: str, target: str, **options):
    """Many-to-one relationship over a tenant's composite key; only `column` is written through it.

    Names are class names: `school = reference("Ticket", "school_id", "School")`.
    """
    join = f"and_(foreign({owner}.{column}) == {target}.id, {owner}.tenant_id == {target}.tenant_id)"
    return relationship(target, primaryjoin=join, lazy=options.pop("lazy", "raise_on_sql"), **options)


def children(owner: str, target: str, column: str, **options):
    """One-to-many side of `reference`, read only."""
    join = f"and_(foreign({target}.{column}) == {owner}.id, {target}.tenant_id == {owner}.tenant_id)"
    return relationship(
        target, primaryjoin=join, viewonly=True, lazy=options.pop("lazy", "raise_on_sql"), uselist=True, **options
    )


def make_engine(url: str, **options) -> sa.Engine:
    """An engine of its own for a login beside the application's (auth, relay, owner, admin)."""
    return _kept(sa.create_engine(url, **options))


def after_fork() -> None:
    """Makes a child process forget its parent's connections without closing them."""
    for engine in _engines:
        engine.dispose(close=False)
