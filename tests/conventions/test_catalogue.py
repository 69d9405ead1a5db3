"""What the database's catalogue must look like, whatever tables are added."""

import sqlalchemy as sa

from portal.kernel import rls, schema
from tests import rows

EXTRA_POLICIES = {("outbox", "relay"), ("tenant", "register")}
NO_TENANT_KEY = {"tenant", "alembic_version"}


def _tables(connection: sa.Connection) -> set[str]:
    found = connection.execute(
        sa.text("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')")
    )
    return set(found.scalars())


def test_every_table_is_a_model_and_every_model_a_table(owner):
    with owner.connect() as connection:
        assert _tables(connection) - NO_TENANT_KEY == {table.name for table in rows.tenant_tables()}
        assert schema.differences(connection) == []


def test_every_table_is_keyed_by_its_tenant(owner):
    with owner.connect() as connection:
        for table in _tables(connection) - NO_TENANT_KEY:
            key = sa.inspect(connection).get_pk_constraint(table)["constrained_columns"]
            assert key == ["tenant_id", "id"], table


def test_every_table_stands_behind_enforced_policies_and_there_are_no_others(owner):
    with owner.connect() as connection:
        walls = connection.execute(
            sa.text("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        ).scalars()
        tables = _tables(connection) - {"alembic_version"}
        assert set(walls) == tables
        policies = connection.execute(sa.text("SELECT tablename, policyname FROM pg_policies")).all()
        assert {tuple(row) for row in policies} == {(table, "tenant_wall") for table in tables} | EXTRA_POLICIES


def test_every_policy_is_the_generated_one(owner):
    with owner.connect() as connection:
        found = connection.execute(
            sa.text("SELECT tablename, qual, with_check FROM pg_policies WHERE policyname = 'tenant_wall'")
        ).all()
        for table, using, check in found:
            assert using == check, table
            assert "SELECT" in using and "current_setting('portal.tenant_id'::text, true)" in using, table


def test_every_reference_between_tenants_tables_holds_the_tenant(owner):
    with owner.connect() as connection:
        inspector = sa.inspect(connection)
        for table in _tables(connection) - NO_TENANT_KEY:
            for key in inspector.get_foreign_keys(table):
                if key["referred_table"] == "tenant":
                    continue
                assert key["constrained_columns"][0] == key["referred_columns"][0] == "tenant_id", (table, key)


def test_every_unique_key_begins_with_the_tenant(owner):
    with owner.connect() as connection:
        inspector = sa.inspect(connection)
        for table in _tables(connection) - NO_TENANT_KEY:
            for key in inspector.get_unique_constraints(table):
                assert key["column_names"][0] == "tenant_id", (table, key)


def test_every_reference_can_be_followed_back_by_an_index(owner):
    """A parent's delete or a page of its children must not walk the whole table."""
    with owner.connect() as connection:
        inspector = sa.inspect(connection)
        missing = [
            (table, key["constrained_columns"])
            for table in _tables(connection) - NO_TENANT_KEY
            for key in inspector.get_foreign_keys(table)
            if key.get("options", {}).get("ondelete") == "CASCADE"
            and tuple(key["constrained_columns"]) not in _indexed_pairs(inspector, table)
        ]
    assert missing == []


def _indexed_pairs(inspector: sa.Inspector, table: str) -> set[tuple[str, ...]]:
    """The first two columns of each index and unique key."""
    found = [*inspector.get_indexes(table), *inspector.get_unique_constraints(table)]
    return {tuple(one["column_names"][:2]) for one in found}


def test_the_application_holds_rights_on_rows_and_nothing_else(owner):
    with owner.connect() as connection:
        rights = connection.execute(
            sa.text(
                "SELECT grantee, table_name, privilege_type FROM information_schema.role_table_grants"
                " WHERE grantee IN ('portal_web', 'portal_worker')"
            )
        ).all()
    assert {right for _, _, right in rights} == {"SELECT", "INSERT", "UPDATE", "DELETE"}
    assert {right for _, table, right in rights if table == "audit_event"} == {"SELECT", "INSERT"}
    assert {right for _, table, right in rights if table == "tenant"} == {"SELECT"}


def test_the_bare_form_of_a_policy_has_no_subquery():
    using = rls.policy_statements("ticket", subqueries=False)[-1]
    assert "SELECT" not in using and "current_setting('portal.tenant_id', true)" in using


def test_there_is_one_newest_migration(owner):
    from alembic.script import ScriptDirectory

    assert len(ScriptDirectory(str(schema.MIGRATIONS)).get_heads()) == 1
