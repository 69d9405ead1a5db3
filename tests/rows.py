"""One row for any table, without going through operations: for tests that look at every table alike."""

from datetime import UTC, date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from portal.kernel.db import Base

SPECIAL: dict[str, dict[str, Any]] = {
    "calendar_feed": {"user_id": 1},
    "monthly_report": {"month": date(2060, 9, 1), "scope": "centre", "subject_key": 0},
    "rota_slot": {"ends": time(10)},
    "travel_time": {"other_id": 900_000},
    "visit_promise": {"school_type": "elementary"},
    "booking": {"ends_at": datetime(2022, 9, 1, 2, tzinfo=UTC)},
    "fiscal_year": {"year": 2050, "ends_on": date(2051, 3, 31), "starts_on": date(2050, 4, 1)},
    "ticket_link": {"other_id": 900_000},
    "user_account": {"roles": ["supporter"]},
    "working_hours": {"weekday": 6, "closes": time(17)},
}


def tenant_tables() -> list[sa.Table]:
    """Every table of the models but the register of tenants, by name."""
    return [table for name, table in sorted(Base.metadata.tables.items()) if name != "tenant"]


def fill_all(admin: sa.Engine, row_ids: dict[int, int]) -> None:
    """Puts one row of every table into each tenant; `row_ids` maps tenants to their rows'. Repeating is harmless."""
    with admin.begin() as connection:
        for table in tenant_tables():
            for tenant_id, row_id in row_ids.items():
                here = sa.select(table.c.id).where(table.c.tenant_id == tenant_id, table.c.id == row_id)
                if connection.execute(here).first() is None:
                    fill(connection, table, tenant_id, row_id)


def fill(admin: sa.Connection, table: sa.Table, tenant_id: int, row_id: int) -> None:
    """Puts a row there as administrator, foreign keys and triggers switched off for the moment."""
    admin.exec_driver_sql("SET LOCAL session_replication_role = replica")
    values = {column.name: _value(column, row_id) for column in table.columns if not column.nullable}
    if any({"tenant_id"} == {column.name for column in index.columns} for index in _unique(table)):
        admin.execute(sa.delete(table).where(table.c.tenant_id == tenant_id))
    values |= SPECIAL.get(table.name, {}) | {"tenant_id": tenant_id, "id": row_id}
    admin.execute(sa.insert(table).values(values))


def _unique(table: sa.Table) -> list[sa.UniqueConstraint]:
    return [constraint for constraint in table.constraints if isinstance(constraint, sa.UniqueConstraint)]


def _value(column: sa.Column, row_id: int) -> Any:
    kind = column.type
    if isinstance(kind, sa.Enum):
        return kind.enums[0] if kind.enum_class is None else next(iter(kind.enum_class))
    if isinstance(kind, postgresql.JSONB):
        return {}
    if isinstance(kind, sa.ARRAY):
        return []
    if isinstance(kind, sa.Boolean):
        return False
    if isinstance(kind, sa.DateTime):
        return datetime(2022, 9, 1, 1, tzinfo=UTC)
    if isinstance(kind, sa.Date):
        return date(2060, 9, 1)
    if isinstance(kind, sa.Time):
        return time(9)
    if isinstance(kind, sa.BigInteger):
        return row_id
    if isinstance(kind, sa.Integer):
        return 1
    return f"row {row_id}"
