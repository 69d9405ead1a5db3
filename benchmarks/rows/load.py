"""Fills a new database: one tenant at full size, and a smaller one whose rows must never show."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count

import psycopg

from benchmarks.rows import base, bulk
from benchmarks.rows.base import Ground
from benchmarks.rows.tickets import Row, Writer, Written
from portal.app import create_app
from portal.kernel.audit import AuditEvent, AuditHead
from portal.kernel.config import Settings
from portal.kernel.db import db, make_engine
from portal.kernel.numbering import RunningNumber
from portal.tickets.models import Ticket, TicketComment, TicketSlot
from portal.tickets.operations.receiving import SERIES

SLUG, OTHER_SLUG = "akagi", "minato"
OTHER_SHARE = 20
BATCH = 10_000
FIRST_EVENT = 1_000_000  # above the ids that the operations of `base` were given

# The hash chain of the record in one pass instead of one trigger call per row; gone with the session.
CHAIN = """
    CREATE OR REPLACE FUNCTION pg_temp.chained(head text, payload text) RETURNS text LANGUAGE sql IMMUTABLE
        AS $$ SELECT encode(sha256(convert_to(head || payload, 'UTF8')), 'hex') $$;
    CREATE AGGREGATE pg_temp.chain(text) (sfunc = pg_temp.chained, stype = text, initcond = '{head}');
    INSERT INTO audit_event ({columns}, prev_hash, hash)
        SELECT {columns}, lag(link, 1, '{head}') OVER (ORDER BY seq), link FROM (
            SELECT staged.*, pg_temp.chain(audit_payload(ROW(staged.*)::audit_event)) OVER (ORDER BY seq) AS link
            FROM staged) AS linked;
    DROP AGGREGATE pg_temp.chain(text);
"""


@dataclass(frozen=True)
class Size:
    """How much the measured tenant holds."""

    schools: int
    staff: int
    tickets: int


FULL = Size(schools=70, staff=10, tickets=100_000)
QUICK = Size(schools=12, staff=4, tickets=2_000)


def fill(settings: Settings, size: Size) -> None:
    """`settings` name a migrated, empty database."""
    app = create_app(settings, login="worker")
    owner = make_engine(settings.database_url("owner"))
    ours = base.make(app, owner, SLUG, "あかぎ市", schools=size.schools, staff=size.staff)
    theirs = base.make(app, owner, OTHER_SLUG, "みなと市", schools=6, staff=3)
    with bulk.loading(settings.database_url("admin")) as connection:
        # Ids begin at one in each tenant, so that a filter that forgets the tenant finds the wrong rows.
        for ground, tickets, seed in ((theirs, size.tickets // OTHER_SHARE, 2), (ours, size.tickets, 1)):
            _load(connection, ground, Writer(ground, tickets, seed))
        for table in (Ticket, TicketComment, TicketSlot, AuditEvent, RunningNumber):
            bulk.follow_up_identity(connection, table.__tablename__)
    with app.app_context():
        db.engine.dispose()
    app.extensions["tenants"].forget()
    app.extensions["redis"].close()
    owner.dispose()


def _load(connection: psycopg.Connection, ground: Ground, writer: Writer) -> None:
    head = connection.execute(
        "SELECT seq, hash FROM audit_head WHERE tenant_id = %s", [ground.tenant_id]
    ).fetchone() or (0, "")
    connection.execute("CREATE TEMP TABLE staged AS TABLE audit_event WITH NO DATA")
    seqs, slot_ids = count(head[0] + 1), count(1)
    for batch in _batches(writer.all()):
        _copy(connection, ground, Ticket, (one.ticket for one in batch))
        _copy(connection, ground, TicketComment, (row for one in batch for row in one.comments))
        _copy(connection, ground, TicketSlot, ({"id": next(slot_ids), **row} for one in batch for row in one.slots))
        events = (row for one in batch for row in one.events)
        numbered = ({"id": FIRST_EVENT + seq, "seq": seq, **row} for row, seq in zip(events, seqs, strict=False))
        _copy(connection, ground, AuditEvent, numbered, into="staged")
    _chain(connection, ground.tenant_id, head[1])
    numbers = ({"series": SERIES, "year": year, "last": last} for year, last in writer.numbers.items())
    _copy(connection, ground, RunningNumber, numbers)


def _copy(connection: psycopg.Connection, ground: Ground, model: type, rows: Iterable[Row], *, into: str = "") -> None:
    owned = ({"tenant_id": ground.tenant_id, **row} for row in rows)
    bulk.copy_rows(connection, model.__table__, owned, into=into)


def _chain(connection: psycopg.Connection, tenant_id: int, head: str) -> None:
    """Moves the staged rows into the record, each chained to the one before, and notes the last as the head."""
    chained = ("prev_hash", "hash")
    columns = ", ".join(f'"{column.name}"' for column in AuditEvent.__table__.columns if column.name not in chained)
    connection.execute(CHAIN.format(columns=columns, head=head))
    connection.execute(
        f"UPDATE {AuditHead.__tablename__} AS h SET seq = e.seq, hash = e.hash FROM audit_event AS e "
        "WHERE h.tenant_id = %(tenant)s AND e.tenant_id = h.tenant_id "
        "AND e.seq = (SELECT max(seq) FROM audit_event WHERE tenant_id = %(tenant)s)",
        {"tenant": tenant_id},
    )
    connection.execute("DROP TABLE staged")


def _batches(written: Iterator[Written]) -> Iterator[list[Written]]:
    batch = []
    for one in written:
        batch.append(one)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
