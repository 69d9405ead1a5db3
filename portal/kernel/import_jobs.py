"""Imports that people start on a page: the file is kept, the worker reads it, result and rejected rows stay."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from portal.kernel import audit, clock, files, imports, jobs, outbox, states, stored, tenancy
from portal.kernel.access import Actor
from portal.kernel.db import db
from portal.kernel.import_runs import KINDS, MAX_BYTES, ImportKind, ImportRun, ImportStatus, take_in

ATTEMPTS = 3
FAILED = (
    "途中で問題が起きたため、取り込みをやめました。データは変わっていません。"
    "時間をおいてもう一度お試しください。続くときは運営にお知らせください。"
)
CANCELLED = "取り込みを中止しました。データは変わっていません。"


class Cancelled(Exception):
    """The person stopped the import."""


def start(
    kind: ImportKind, stream: BinaryIO, filename: str, *, take_good_rows: bool, once_key: str | None, actor: Actor
) -> ImportRun:
    """Keeps the file and hands it to the worker; raises files.FileRefused.

    The same form sent twice (`once_key`) answers the first run.
    """
    actor.require(kind.permission)
    if once_key and (earlier := _with_key(once_key).one_or_none()):
        return earlier
    file = stored.keep(stream, filename, max_bytes=MAX_BYTES, actor=actor)
    statement = insert(ImportRun).values(
        tenant_id=tenancy.current(),
        kind=kind.name,
        file_id=file.id,
        take_good_rows=take_good_rows,
        once_key=once_key or None,
        created_by_id=actor.user_id,
        created_by_name=actor.name,
    )
    once = statement.on_conflict_do_nothing(index_elements=["tenant_id", "once_key"]).returning(ImportRun)
    run = db.session.scalars(once).one_or_none()
    if run is None:  # the same form came twice at once
        return _with_key(once_key).one()
    outbox.enqueue("import.run", {"run_id": run.id}, actor=actor)
    audit.record("import.started", run, actor=actor, label=f"{kind.title} {file.name}")
    return run


def _with_key(once_key: str | None) -> sa.ScalarResult[ImportRun]:
    return db.session.scalars(sa.select(ImportRun).where(ImportRun.once_key == once_key))


def cancel(run: ImportRun, *, actor: Actor) -> ImportRun:
    """Asks the worker to stop; what was read so far is undone. Nothing happens when the import is over."""
    actor.require(KINDS[run.kind].permission)
    states.lock(run)
    if not run.is_finished:
        run.cancel_wanted = True
    return run


def _give_up(payload: dict[str, Any], _reason: str) -> None:
    run = db.session.scalars(sa.select(ImportRun).where(ImportRun.id == payload["run_id"])).one()
    _end(run, ImportStatus.FAILED, FAILED, _actor_of(run))


@jobs.handles("import.run", attempts=ATTEMPTS, gave_up=_give_up)
def _work(payload: dict[str, Any], _actor: Actor) -> None:
    run = db.session.scalars(
        sa.select(ImportRun).where(ImportRun.id == payload["run_id"]).options(sa.orm.joinedload(ImportRun.file))
    ).one()
    if run.is_finished and run.status != ImportStatus.FAILED:
        return
    actor = _actor_of(run)
    with TemporaryDirectory(prefix="portal-import-") as folder:
        everything = db.session.begin_nested()
        try:
            progress = _progress(run.id)
            progress(0, None)
            result = take_in(
                KINDS[run.kind],
                stored.path_of(run.file),
                actor=actor,
                report_dir=Path(folder),
                name=run.file.name,
                take_good_rows=run.take_good_rows,
                on_progress=progress,
            )
            _note_result(run, result, actor)
            everything.commit()
        except imports.ImportRefused as refusal:
            everything.rollback()
            _end(run, ImportStatus.REFUSED, str(refusal), actor)
        except Cancelled:
            everything.rollback()
            _end(run, ImportStatus.CANCELLED, CANCELLED, actor)


def _actor_of(run: ImportRun) -> Actor:
    """The person who started it, whose right to do so was checked then."""
    return Actor(user_id=run.created_by_id, name=run.created_by_name, system=True)


def _end(run: ImportRun, status: ImportStatus, message: str, actor: Actor) -> None:
    run.status, run.message, run.finished_at = status, message, clock.now()
    audit.record(f"import.{status.value}", run, actor=actor)


def _note_result(run: ImportRun, result: imports.ImportResult, actor: Actor) -> None:
    run.status = ImportStatus.UNDONE if result.undone else ImportStatus.DONE
    run.accepted, run.unchanged, run.rejected = result.accepted, result.unchanged, result.rejected
    run.examples = [[number, reason] for number, reason in result.examples]
    run.finished_at = clock.now()
    messages = list(result.messages)
    if result.rejected_path:
        name = f"{Path(run.file.name).stem}_取り込めなかった行.csv"
        try:
            with result.rejected_path.open("rb") as stream:
                run.rejected_file_id = stored.keep(stream, name, max_bytes=10 * MAX_BYTES, actor=actor).id
        except files.FileRefused:
            messages.append("取り込めなかった行に文字でないデータがあるため、一覧のファイルは作れませんでした。")
    run.message = "\n".join(messages)


def _progress(run_id: int) -> Callable[[int, int | None], None]:
    """Writes progress in transactions of its own, so that pages see it while the import goes on.

    The import's own transaction must not touch the run's row before its last batch, or both would wait for ever.
    """
    tenant_id = tenancy.current()
    runs = ImportRun.__table__

    def note(done: int, total: int | None) -> None:
        with db.engine.begin() as connection:
            connection.exec_driver_sql(f"SET LOCAL portal.tenant_id = '{int(tenant_id)}'")
            wanted = connection.execute(
                sa.update(runs)
                .where(runs.c.tenant_id == tenant_id, runs.c.id == run_id)
                .values(rows_done=done, rows_total=total, status=ImportStatus.RUNNING)
                .returning(runs.c.cancel_wanted)
            ).scalar_one()
        if wanted:
            raise Cancelled

    return note
