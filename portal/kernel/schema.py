"""The database's schema: logins, migrations up to the newest, and whether models and database agree."""

from pathlib import Path

import alembic.command
import alembic.config
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from portal.kernel import rls
from portal.kernel.config import Settings
from portal.kernel.db import Base, make_engine

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
LOCK_KEY = 7_026_112_000  # any number, the same for all who migrate


def configuration(connection: sa.Connection) -> alembic.config.Config:
    config = alembic.config.Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("file_template", "%%(year)d%%(month).2d%%(day).2d_%%(hour).2d%%(minute).2d_%%(slug)s")
    config.attributes.update(connection=connection, metadata=Base.metadata)
    return config


def is_current(settings: Settings) -> bool:
    """Whether the database stands at the newest migration; false also when it is empty."""
    newest = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    owner = make_engine(settings.database_url("owner"))
    try:
        with owner.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision() == newest
    except sa.exc.OperationalError:
        return False
    finally:
        owner.dispose()


def upgrade(settings: Settings) -> None:
    """Makes the logins as administrator, then migrates as owner. Safe to repeat and to run twice at once."""
    admin = make_engine(settings.database_url("admin"))
    with admin.begin() as connection:
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK_KEY})
        rls.ensure_roles(connection, settings.passwords())
    admin.dispose()
    migrate(settings.database_url("owner"))


def migrate(owner_url: str) -> None:
    owner = make_engine(owner_url)
    with owner.connect() as connection:
        connection.execute(sa.text("SELECT pg_advisory_lock(:key)"), {"key": LOCK_KEY})
        connection.commit()
        alembic.command.upgrade(configuration(connection), "head")
        connection.execute(sa.text("SELECT pg_advisory_unlock(:key)"), {"key": LOCK_KEY})
        connection.commit()
    owner.dispose()


def differences(connection: sa.Connection) -> list:
    """What the models have and the database has not, or the other way round."""
    return compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), Base.metadata)
