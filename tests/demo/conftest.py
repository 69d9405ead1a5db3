"""The demo, loaded once for a module into this process's database; other modules clone theirs anew."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from flask import Flask

from portal import demo
from portal.accounts.models import User
from portal.kernel import config, schema, tenancy
from portal.kernel.access import Actor, Role
from portal.kernel.db import make_engine
from portal.kernel.tenants import TenantCard
from portal.schools.queries import people
from tests import template


@dataclass(frozen=True)
class World:
    """An installation of its own, as tests of the demo use it."""

    web: Flask
    worker: Flask
    settings: config.Settings

    @property
    def cards(self) -> dict[str, TenantCard]:
        return {card.slug: card for card in self.worker.extensions["tenants"].all()}

    @contextmanager
    def within(self, slug: str) -> Iterator[None]:
        with self.worker.app_context(), tenancy.tenant(self.cards[slug].id):
            yield

    def load(self) -> None:
        with self.worker.app_context():
            demo.load(self.worker, self.settings)

    def is_wanted(self) -> bool:
        with self.worker.app_context():
            return demo.is_wanted(self.worker)


@pytest.fixture(scope="module")
def empty_world(applications, servers: config.Settings, settings: config.Settings) -> World:
    """A database that has the tables and nothing else."""
    template.forget_connections(applications)
    name = sa.make_url(settings.database).database
    admin = make_engine(servers.database_url("admin"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
    admin.dispose()
    schema.upgrade(settings)
    applications[0].extensions["redis"].flushdb()
    return World(*applications, settings)


@pytest.fixture(scope="module")
def world(empty_world: World) -> World:
    empty_world.load()
    return empty_world


def actor_of(user: User) -> Actor:
    school_id = people.school_id_of(user.id) if Role.SCHOOL in user.role_set else None
    return Actor(user.id, user.name, user.role_set, school_id=school_id)
