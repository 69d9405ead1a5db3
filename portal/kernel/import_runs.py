"""What can be imported, the record of each import, and taking a file in; `import_jobs` does it in the worker."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel import audit, clock, imports, tenancy
from portal.kernel.access import Actor, Permission
from portal.kernel.choices import Choice, choice_column
from portal.kernel.db import db, reference

MAX_BYTES = 20 * 1024 * 1024
BATCH_ROWS = 500

Apply = Callable[[list[imports.Row]], list[str]]


@dataclass(frozen=True)
class ImportKind:
    """What an area can take in. `prepare(actor)` answers the function that applies a batch of rows.

    `whole`: all rows come as one batch, because a row may point to a later one.
    """

    name: str
    title: str
    spec: imports.ImportSpec
    prepare: Callable[[Actor], Apply]
    permission: Permission
    max_rows: int = 20_000
    whole: bool = False


KINDS: dict[str, ImportKind] = {}


def register(kind: ImportKind) -> ImportKind:
    """Makes an import known to the pages, the worker and the command."""
    KINDS[kind.name] = kind
    return kind


class ImportStatus(Choice):
    WAITING = "waiting", "順番待ち"
    RUNNING = "running", "取り込み中"
    DONE = "done", "取り込み済み"
    UNDONE = "undone", "取り込まず"
    REFUSED = "refused", "読み取れず"
    CANCELLED = "cancelled", "中止"
    FAILED = "failed", "失敗"


UNFINISHED = (ImportStatus.WAITING, ImportStatus.RUNNING)


class ImportRun(tenancy.TenantOwned, db.Model):
    """One file taken in, or refused. UNDONE: rows were rejected, and all or nothing had been chosen."""

    __tablename__ = "import_run"
    __table_args__ = (
        tenancy.points_to("stored_file", "file_id"),
        tenancy.points_to("stored_file", "rejected_file_id"),
        sa.UniqueConstraint("tenant_id", "once_key"),
        sa.Index("ix_import_run_listing", "tenant_id", "id"),
    )

    kind: Mapped[str] = mapped_column(sa.Text)
    file_id: Mapped[int]
    take_good_rows: Mapped[bool] = mapped_column(sa.Boolean, default=False)
    once_key: Mapped[str | None] = mapped_column(sa.Text)
    status: Mapped[ImportStatus] = choice_column(ImportStatus, default=ImportStatus.WAITING)
    rows_done: Mapped[int] = mapped_column(sa.Integer, default=0)
    rows_total: Mapped[int | None] = mapped_column(sa.Integer)
    accepted: Mapped[int] = mapped_column(sa.Integer, default=0)
    unchanged: Mapped[int] = mapped_column(sa.Integer, default=0)
    rejected: Mapped[int] = mapped_column(sa.Integer, default=0)
    message: Mapped[str] = mapped_column(sa.Text, default="")
    examples: Mapped[list[list[Any]]] = mapped_column(JSONB, default=list, doc="first rejected rows: [number, reason]")
    rejected_file_id: Mapped[int | None]
    cancel_wanted: Mapped[bool] = mapped_column(sa.Boolean, default=False)
    created_by_id: Mapped[int | None]
    created_by_name: Mapped[str] = mapped_column(sa.Text)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    finished_at: Mapped[datetime | None]

    file = reference("ImportRun", "file_id", "StoredFile")
    rejected_file = reference("ImportRun", "rejected_file_id", "StoredFile")

    @property
    def title(self) -> str:
        kind = KINDS.get(self.kind)
        return kind.title if kind else self.kind

    @property
    def audit_label(self) -> str:
        return self.title

    @property
    def is_finished(self) -> bool:
        return self.status not in UNFINISHED


audit.label_actions(
    {
        "import.started": "ファイルの取り込みを始めた",
        "import.done": "ファイルを取り込んだ",
        "import.undone": "取り込みを取りやめた",
        "import.refused": "取り込めないファイルだった",
        "import.cancelled": "取り込みを中止した",
        "import.failed": "取り込みに失敗した",
    }
)
audit.label_fields(
    "import", {"accepted": "取り込んだ行", "rejected": "取り込めなかった行", "unchanged": "変わらない行"}
)


def take_in(
    kind: ImportKind,
    path: Path,
    *,
    actor: Actor,
    report_dir: Path,
    name: str | None = None,
    take_good_rows: bool = False,
    on_progress: Callable[[int, int], None] | None = None,
) -> imports.ImportResult:
    """Reads a file into the current transaction; raises imports.ImportRefused. Pages and the command meet here.

    `name` is the file's own, when it is kept under another.
    """
    savepoint = db.session.begin_nested()
    result = imports.run_import(
        path,
        kind.spec,
        kind.prepare(actor),
        undo=savepoint.rollback,
        report_dir=report_dir,
        take_good_rows=take_good_rows,
        limits=imports.Limits(MAX_BYTES, kind.max_rows),
        batch_size=kind.max_rows if kind.whole else BATCH_ROWS,
        on_progress=on_progress,
    )
    if not result.undone:
        savepoint.commit()
    audit.record(
        "import.undone" if result.undone else "import.done",
        "import",
        actor=actor,
        label=f"{kind.title} {name or path.name}",
        changes={
            "accepted": (None, result.accepted),
            "rejected": (None, result.rejected),
            "unchanged": (None, result.unchanged),
        },
    )
    return result
