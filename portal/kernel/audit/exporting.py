"""The audit record as a file, with its hashes, so that it can be checked elsewhere; giving it out is recorded too."""

from collections.abc import Iterable, Iterator
from typing import Any, Literal

from portal.kernel.access import Actor, Permission
from portal.kernel.audit.reading import AuditFilter, each_event
from portal.kernel.audit.rows import AuditEvent, label_actions, label_fields
from portal.kernel.audit.writing import record
from portal.kernel.exports import Cell, Column, Export, Sheet, write_csv, write_xlsx

MAX_ROWS = 200_000
NAME = "操作の記録"
COLUMNS = (
    Column("番号", 8), Column("日時", 18), Column("操作した人", 18), Column("接続元", 16), Column("操作", 30),
    Column("対象", 36), Column("変更", 60), Column("操作の符号", 24), Column("ハッシュ値", 68),
)  # fmt: skip

label_actions({"audit.exported": "操作の記録を書き出した", "audit.verified": "操作の記録のつながりを調べた"})
label_fields("audit", {"count": "件数", "first_broken": "つながらない最初の番号"})


def export_events(
    wanted: AuditFilter, *, actor: Actor, form: Literal["csv", "xlsx"], encoding: Literal["utf-8-sig", "cp932"]
) -> Export:
    """The rows of the list, oldest first, at most MAX_ROWS."""
    actor.require(Permission.AUDIT_READ)
    counted = _Counted(_cells(event) for event in each_event(wanted, limit=MAX_ROWS))
    if form == "xlsx":
        export = write_xlsx([Sheet(NAME, COLUMNS, counted)], name=NAME)
    else:
        export = write_csv(COLUMNS, counted, name=NAME, encoding=encoding)
    record("audit.exported", "audit", actor=actor, changes={"count": (None, counted.number)})
    return export


class _Counted:
    """Rows that are counted while they are written."""

    def __init__(self, rows: Iterable[list[Cell]]) -> None:
        self._rows = rows
        self.number = 0

    def __iter__(self) -> Iterator[list[Cell]]:
        for row in self._rows:
            self.number += 1
            yield row


def _cells(event: AuditEvent) -> list[Cell]:
    changes = "、".join(f"{label}：{_text(old)}→{_text(new)}" for label, old, new in event.labelled_changes)
    return [
        event.seq, event.at, event.actor_name, event.address, event.action_label, event.subject_label, changes,
        event.action, event.hash,
    ]  # fmt: skip


def _text(value: Any) -> str:
    if value is None:
        return ""
    return "・".join(map(str, value)) if isinstance(value, list) else str(value)
