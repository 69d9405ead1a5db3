"""The second wall: row-level security, grants and logins, generated for every table by one function each.

Migrations call `protect` for each table they create; `tests/conventions` compares the catalogue with it.
"""

import sqlalchemy as sa

LOGINS = ("owner", "web", "worker", "auth", "relay", "backup")
APPLICATION = "portal_web, portal_worker"
TENANT_SETTING = "nullif(current_setting('portal.tenant_id', true), '')::bigint"


def role_statements(database: str, passwords: dict[str, str]) -> list[str]:
    """Creates or updates the six logins; run by the administrator. `passwords` maps a login to its password."""
    statements = []
    for login in LOGINS:
        role = f"portal_{login}"
        bypass = " BYPASSRLS" if login == "backup" else ""
        statements.append(
            f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') "
            f"THEN CREATE ROLE {role} LOGIN{bypass}; END IF; END $$"
        )
        if login in passwords:
            statements.append(f"ALTER ROLE {role} LOGIN PASSWORD {_quoted(passwords[login])}")
    statements += [
        f'ALTER DATABASE "{database}" OWNER TO portal_owner',
        f'REVOKE ALL ON DATABASE "{database}" FROM PUBLIC',
        f'GRANT CONNECT ON DATABASE "{database}" TO {", ".join(f"portal_{login}" for login in LOGINS)}',
        "ALTER SCHEMA public OWNER TO portal_owner",
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        f"GRANT USAGE ON SCHEMA public TO {', '.join(f'portal_{login}' for login in LOGINS)}",
    ]
    return statements


def policy_statements(table: str, *, column: str = "tenant_id", subqueries: bool = True) -> list[str]:
    """The wall of one tenant table. `subqueries=False` gives the bare form that Citus demands."""
    mine = f"{column} = {f'(SELECT {TENANT_SETTING})' if subqueries else TENANT_SETTING}"
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY tenant_wall ON {table} USING ({mine}) WITH CHECK ({mine})",
    ]


def grant_statements(table: str, rights: str = "SELECT, INSERT, UPDATE, DELETE") -> list[str]:
    return [
        f"GRANT {rights} ON {table} TO {APPLICATION}",
        f"GRANT SELECT ON {table} TO portal_backup",
    ]


def protect(*tables: str, rights: str = "SELECT, INSERT, UPDATE, DELETE") -> list[str]:
    """All that a new tenant table needs, in the order to run it."""
    return [
        statement for table in tables for statement in (*policy_statements(table), *grant_statements(table, rights))
    ]


def ensure_roles(connection: sa.Connection, passwords: dict[str, str]) -> None:
    """Makes the logins on a server; the connection is the administrator's, in the portal's database."""
    database = connection.execute(sa.text("SELECT current_database()")).scalar_one()
    for statement in role_statements(database, passwords):
        connection.exec_driver_sql(statement)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
