"""Imports as people run them: the file is kept, a worker reads it, the result and the rejected rows stay."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel import audit, clock, imports, jobs, outbox, stored, tenancy
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


FINISHED = (ImportStatus.DONE, ImportStatus.UNDONE, ImportStatus.REFUSED, ImportStatus.CANCELLED)


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
    rejected_file_id: Mapped[int | None]
    cancel_wanted: Mapped[bool] = mapped_column(sa.Boolean, default=False)
    created_by_id: Mapped[int | None]
    created_by_name: Mapped[str] = mapped_column(sa.Text)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    finished_at: Mapped[datetime | None]

    file = reference("ImportRun", "file_id", "StoredFile")
    rejected_file = reference("ImportRun", "rejected_file_id", "StoredFile")

    @property
    def audit_label(self) -> str:
        return KINDS[self.kind].title

    @property
    def is_finished(self) -> bool:
        return self.status in FINISHED


class Cancelled(Exception):
    """The person stopped the import."""


audit.label_actions({"import.done": "ファイルを取り込んだ", "import.undone": "取り込みを取りやめた"})


def start(
    kind: ImportKind, stream: BinaryIO, filename: str, *, take_good_rows: bool, once_key: str | None, actor: Actor
) -> ImportRun:
    """Keeps the file and hands it to the worker; the same form sent twice (`once_key`) answers the first run."""
    actor.require(kind.permission)
    if once_key:
        earlier = db.session.scalars(sa.select(ImportRun).where(ImportRun.once_key == once_key)).one_or_none()
        if earlier:
            return earlier
    file = stored.keep(stream, filename, max_bytes=MAX_BYTES, actor=actor)
    run = ImportRun(
        kind=kind.name,
        file_id=file.id,
        take_good_rows=take_good_rows,
        once_key=once_key,
        created_by_id=actor.user_id,
        created_by_name=actor.name,
    )
    db.session.add(run)
    db.session.flush([run])
    outbox.enqueue("import.run", {"run_id": run.id}, actor=actor)
    return run


def take_in(
    kind: ImportKind,
    path: Path,
    *,
    actor: Actor,
    report_dir: Path,
    take_good_rows: bool = False,
    on_progress: Callable[[int, int], None] | None = None,
) -> imports.ImportResult:
    """Reads a file into the current transaction; raises imports.ImportRefused. Pages and the command meet here."""
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
        label=f"{kind.title} {path.name}",
        changes={
            "accepted": (None, result.accepted),
            "rejected": (None, result.rejected),
            "unchanged": (None, result.unchanged),
        },
    )
    return result


def cancel(run: ImportRun) -> None:
    """Asks the worker to stop; what was read so far is undone."""
    run.cancel_wanted = True


@jobs.handles("import.run")
def _run(payload: dict[str, Any], actor: Actor) -> None:
    run = db.session.scalars(
        sa.select(ImportRun).where(ImportRun.id == payload["run_id"]).options(sa.orm.joinedload(ImportRun.file))
    ).one()
    if run.is_finished:
        return
    actor = Actor(user_id=run.created_by_id, name=run.created_by_name, system=True)
    with TemporaryDirectory(prefix="portal-import-") as folder:
        outer = db.session.begin_nested()
        try:
            result = take_in(
                KINDS[run.kind],
                stored.path_of(run.file),
                actor=actor,
                report_dir=Path(folder),
                take_good_rows=run.take_good_rows,
                on_progress=_progress(run.id),
            )
            _note_result(run, result, actor)
            outer.commit()
        except imports.ImportRefused as refusal:
            outer.rollback()
            run.status, run.message = ImportStatus.REFUSED, str(refusal)
        except Cancelled:
            outer.rollback()
            run.status, run.message = ImportStatus.CANCELLED, "取り込みを中止しました。データは変わっていません。"
    run.finished_at = clock.now()


def _note_result(run: ImportRun, result: imports.ImportResult, actor: Actor) -> None:
    run.status = ImportStatus.UNDONE if result.undone else ImportStatus.DONE
    run.accepted, run.unchanged, run.rejected = result.accepted, result.unchanged, result.rejected
    run.message = "\n".join(result.messages)
    if result.rejected_path:
        name = f"{Path(run.file.name).stem}_戻り.csv"
        with result.rejected_path.open("rb") as stream:
            run.rejected_file_id = stored.keep(stream, name, max_bytes=10 * MAX_BYTES, actor=actor).id


def _progress(run_id: int) -> Callable[[int, int], None]:
    """Writes progress in transactions of its own, so that pages see it while the import goes on."""
    tenant_id = tenancy.current()

    def note(done: int, total: int) -> None:
        with db.engine.begin() as connection:
            connection.exec_driver_sql(f"SET LOCAL portal.tenant_id = '{tenant_id}'")
            wanted = connection.execute(
                sa.update(ImportRun.__table__)
                .where(ImportRun.__table__.c.tenant_id == tenant_id, ImportRun.__table__.c.id == run_id)
                .values(rows_done=done, rows_total=total, status=ImportStatus.RUNNING)
                .returning(ImportRun.__table__.c.cancel_wanted)
            ).scalar_one()
        if wanted:
            raise Cancelled

    return note
