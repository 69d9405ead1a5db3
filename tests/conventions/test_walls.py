"""The two walls between tenants, each with the other one out of the way, on every table there is."""

import pytest
import sqlalchemy as sa

from portal.kernel import tenancy
from portal.kernel.db import Base, db, make_engine
from portal.kernel.tenancy import CrossTenant, NoTenant, TenantOwned
from tests import rows

TABLES = rows.tenant_tables()
MODELS = sorted((mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, TenantOwned)), key=str)
CLOSED = {"audit_head"}  # nobody but the owner's trigger touches it
OURS, THEIRS = 700_001, 700_002


pytestmark = [pytest.mark.one_database, pytest.mark.xdist_group("walls")]


@pytest.fixture
def filled(app, settings, akagi, minato):
    """Every table holds one row of each of two tenants."""
    engine = make_engine(settings.database_url("admin"))
    rows.fill_all(engine, {akagi.id: OURS, minato.id: THEIRS})
    engine.dispose()


@pytest.fixture
def without_policies(settings, app):
    """Switches the second wall off for a table."""
    engine = make_engine(settings.database_url("owner"))
    switched: list[sa.Table] = []

    def switch(table: sa.Table, *, to: str, force: str) -> None:
        with engine.begin() as connection:
            connection.exec_driver_sql(f"ALTER TABLE {table.name} {force} ROW LEVEL SECURITY")
            connection.exec_driver_sql(f"ALTER TABLE {table.name} {to} ROW LEVEL SECURITY")

    def switch_off(table: sa.Table) -> None:
        switched.append(table)
        switch(table, to="DISABLE", force="NO FORCE")

    yield switch_off
    for table in switched:
        switch(table, to="ENABLE", force="FORCE")
    engine.dispose()


def _ids(connection: sa.Connection, table: sa.Table) -> set[int]:
    return set(connection.execute(sa.text(f"SELECT id FROM {table.name} WHERE id IN ({OURS}, {THEIRS})")).scalars())


@pytest.mark.parametrize("table", [table for table in TABLES if table.name not in CLOSED], ids=lambda table: table.name)
@pytest.mark.parametrize("login", ["web", "worker"])
def test_the_database_alone_shows_a_tenant_its_own_rows_and_no_others(table, login, filled, login_engine, akagi):
    with login_engine(login).begin() as connection:
        assert _ids(connection, table) == set(), "no tenant set must mean no rows"
        connection.exec_driver_sql(f"SET LOCAL portal.tenant_id = '{akagi.id}'")
        assert _ids(connection, table) == {OURS}


@pytest.mark.parametrize("table", [table for table in TABLES if table.name not in CLOSED], ids=lambda table: table.name)
def test_the_database_alone_refuses_a_row_in_another_tenants_name(table, filled, login_engine, akagi, minato):
    columns = ", ".join(f'"{column.name}"' for column in table.columns if column.name not in {"tenant_id", "id"})
    copy = sa.text(
        f"INSERT INTO {table.name} (tenant_id, id, {columns}) SELECT {minato.id}, 700003, {columns} FROM {table.name}"
        f" WHERE id = {OURS}"
    )
    with login_engine("web").begin() as connection:
        connection.exec_driver_sql(f"SET LOCAL portal.tenant_id = '{akagi.id}'")
        with pytest.raises(sa.exc.ProgrammingError, match="row-level security"):
            connection.execute(copy)


@pytest.mark.parametrize("table", [table for table in TABLES if table.name not in CLOSED], ids=lambda table: table.name)
def test_the_database_alone_leaves_another_tenants_row_unchanged(table, filled, login_engine, akagi):
    if table.name == "audit_event":
        _audit_rows_cannot_be_changed(login_engine, akagi)
        return
    with login_engine("worker").begin() as connection:
        connection.exec_driver_sql(f"SET LOCAL portal.tenant_id = '{akagi.id}'")
        changed = connection.execute(sa.text(f"UPDATE {table.name} SET id = id WHERE id IN ({OURS}, {THEIRS})"))
        assert changed.rowcount == 1
        deleted = connection.execute(sa.text(f"DELETE FROM {table.name} WHERE id = {THEIRS}"))
        assert deleted.rowcount == 0


def _audit_rows_cannot_be_changed(login_engine, akagi):
    for statement in ("UPDATE audit_event SET actor_name = 'x'", "DELETE FROM audit_event", "TRUNCATE audit_event"):
        for login in ("web", "worker"):
            with login_engine(login).begin() as connection:
                connection.exec_driver_sql(f"SET LOCAL portal.tenant_id = '{akagi.id}'")
                with pytest.raises(sa.exc.ProgrammingError, match="permission denied"):
                    connection.execute(sa.text(statement))


def test_the_head_of_the_audit_chain_is_closed_to_the_application(filled, login_engine, akagi):
    for login in ("web", "worker"):
        with login_engine(login).begin() as connection:
            connection.exec_driver_sql(f"SET LOCAL portal.tenant_id = '{akagi.id}'")
            with pytest.raises(sa.exc.ProgrammingError, match="permission denied"):
                connection.execute(sa.text("SELECT * FROM audit_head"))


@pytest.mark.parametrize("model", [m for m in MODELS if m.__tablename__ not in CLOSED], ids=lambda m: m.__name__)
def test_the_mapper_alone_shows_a_tenant_its_own_rows_and_no_others(
    model, filled, without_policies, app, akagi, minato
):
    without_policies(model.__table__)
    with app.app_context(), tenancy.tenant(akagi.id):
        wanted = sa.select(model.id).where(model.id.in_([OURS, THEIRS]))
        assert set(db.session.scalars(wanted)) == {OURS}
        assert {record.id for record in db.session.scalars(sa.select(model)) if record.id > 700_000} == {OURS}
        assert db.session.get(model, (minato.id, THEIRS)) is None
        if model.__tablename__ != "audit_event":  # nothing may delete there anyway
            assert db.session.execute(sa.delete(model).where(model.id == THEIRS)).rowcount == 0
        db.session.rollback()


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m.__name__)
def test_without_a_tenant_the_mapper_asks_nothing_at_all(model, app):
    with app.app_context(), pytest.raises(NoTenant):
        db.session.scalars(sa.select(model)).all()


def test_a_record_of_another_tenant_is_never_written(app, akagi, minato, without_policies):
    from portal.schools.models import School, SchoolType

    without_policies(School.__table__)
    with app.app_context(), tenancy.tenant(akagi.id):
        db.session.add(School(tenant_id=minato.id, code="9", name="よその学校", school_type=SchoolType.HIGH))
        with pytest.raises(CrossTenant):
            db.session.flush()
        db.session.rollback()


def test_a_pooled_connection_carries_no_tenant_into_the_next_work(app, akagi):
    setting = sa.text("SELECT current_setting('portal.tenant_id', true)")
    with app.app_context():
        with tenancy.tenant(akagi.id):
            assert db.session.execute(setting).scalar() == str(akagi.id)
            db.session.commit()
        assert not db.session.execute(setting).scalar()


def test_a_tenants_own_entry_in_the_register_is_all_it_sees(login_engine, akagi):
    with login_engine("web").begin() as connection:
        assert connection.execute(sa.text("SELECT slug FROM tenant")).scalars().all() == []
        connection.exec_driver_sql(f"SET LOCAL portal.tenant_id = '{akagi.id}'")
        assert connection.execute(sa.text("SELECT slug FROM tenant")).scalars().all() == ["akagi"]


def test_only_operators_register_tenants_and_see_counters(login_engine, akagi, cards):
    register = sa.text("SELECT * FROM tenant_register('neu', 'Neu', 'municipality', NULL, false)")
    for statement in (register, sa.text("SELECT * FROM tenant_counters()")):
        with login_engine("web").begin() as connection:
            connection.exec_driver_sql(f"SET LOCAL portal.tenant_id = '{akagi.id}'")
            with pytest.raises(sa.exc.ProgrammingError, match="operators"):
                connection.execute(statement)
    with login_engine("web").begin() as connection:
        connection.exec_driver_sql(f"SET LOCAL portal.tenant_id = '{cards['kan'].id}'")
        assert connection.execute(register).one().slug == "neu"
        assert connection.execute(sa.text("SELECT count(*) FROM tenant_counters()")).scalar() == 5
        connection.rollback()


def test_the_relay_sees_outbox_rows_alone_and_changes_none(login_engine, filled):
    outbox = next(table for table in TABLES if table.name == "outbox")
    with login_engine("relay").begin() as connection:
        assert _ids(connection, outbox) == {OURS, THEIRS}
    for statement in ("UPDATE outbox SET attempts = 0", "DELETE FROM outbox", "SELECT * FROM ticket"):
        with login_engine("relay").begin() as connection, pytest.raises(sa.exc.ProgrammingError, match="permission"):
            connection.execute(sa.text(statement))


def test_the_sign_in_login_calls_functions_and_reads_no_table(login_engine):
    with login_engine("auth").begin() as connection:
        assert connection.execute(sa.text("SELECT name FROM tenant_by_slug('minato')")).scalar() == "みなと市"
    for table in ("tenant", "user_account", "user_session"):
        with login_engine("auth").begin() as connection, pytest.raises(sa.exc.ProgrammingError, match="permission"):
            connection.execute(sa.text(f"SELECT * FROM {table}"))


def test_a_dump_by_the_backup_login_holds_every_tenants_rows(login_engine, filled):
    school = next(table for table in TABLES if table.name == "school")
    with login_engine("backup").begin() as connection:
        assert _ids(connection, school) == {OURS, THEIRS}
        with pytest.raises(sa.exc.ProgrammingError, match="permission"):
            connection.execute(sa.text("DELETE FROM school"))
