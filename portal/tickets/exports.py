"""The list of tickets as a file: just what is shown, each row spelt out."""

from collections.abc import Iterator
from typing import Literal

from portal.kernel import audit
from portal.kernel.access import Actor, Permission
from portal.kernel.exports import Cell, Column, Export, Sheet, write_csv, write_xlsx
from portal.tickets import queries
from portal.tickets.filters import TicketFilters
from portal.tickets.models import Channel, Kind, Priority, TicketStatus, number_label

COLUMNS = (
    Column("番号", 10),
    Column("受付日", 12),
    Column("実施日", 12),
    Column("学校コード", 10),
    Column("学校名", 22),
    Column("種別", 12),
    Column("経路", 10),
    Column("分類", 8),
    Column("分類名", 24),
    Column("件名", 40),
    Column("内容", 60),
    Column("依頼者", 16),
    Column("担当者", 16),
    Column("状態", 12),
    Column("優先度", 8),
    Column("期限", 12),
    Column("計画訪問", 10),
    Column("所要時間（分）", 14),
    Column("対応内容", 60),
    Column("結果", 40),
    Column("更新", 18),
)
NAME = "チケット一覧"


class _Counted:
    """Rows on their way into the file, counted as they pass."""

    def __init__(self, rows: Iterator[list[Cell]]) -> None:
        self.rows, self.count = rows, 0

    def __iter__(self) -> Iterator[list[Cell]]:
        for row in self.rows:
            self.count += 1
            yield row


def export_tickets(
    actor: Actor,
    filters: TicketFilters,
    *,
    form: Literal["csv", "xlsx"],
    encoding: Literal["utf-8-sig", "cp932"] = "utf-8-sig",
) -> Export:
    """Every ticket that the filters leave, in the list's order; the export itself is put on record."""
    actor.require(Permission.TICKET_EXPORT)
    rows = _Counted(_rows(actor, filters))
    if form == "xlsx":
        export = write_xlsx([Sheet(NAME, COLUMNS, rows)], name=NAME)
    else:
        export = write_csv(COLUMNS, rows, encoding=encoding, name=NAME)
    conditions = "、".join(f"{name}={value}" for name, value in filters.to_keep().items())
    audit.record(
        "ticket.exported",
        "tickets",
        actor=actor,
        label=f"{NAME}（{export.filename}）",
        changes={"count": (None, rows.count), "filters": (None, conditions)},
    )
    return export


def _rows(actor: Actor, filters: TicketFilters) -> Iterator[list[Cell]]:
    for row in queries.export_rows(actor, filters):
        yield [
            number_label(row.fiscal_year, row.number),
            row.received_on,
            row.served_on,
            row.school_code,
            row.school_full_name,
            Kind(row.kind).label,
            Channel(row.channel).label,
            row.category_code,
            row.category_label,
            row.subject,
            row.body,
            row.requester_name,
            f"{row.assignee_name} {row.given_name}" if row.assignee_id else None,
            TicketStatus(row.status).label,
            Priority.HIGH.label if row.priority == Priority.HIGH else None,
            row.due_on,
            "計画" if row.planned else None,
            row.minutes,
            row.work_done,
            row.outcome,
            row.updated_at,
        ]
