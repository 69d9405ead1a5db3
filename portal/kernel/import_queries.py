"""Every SELECT over imports; a person sees those of the kinds they may run themselves."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.kernel.access import Actor
from portal.kernel.db import db
from portal.kernel.import_runs import KINDS, ImportKind, ImportRun, ImportStatus
from portal.kernel.stored import StoredFile


@dataclass(frozen=True)
class RunRow:
    """An import as the list shows it."""

    id: int
    kind: str
    status: ImportStatus
    accepted: int
    unchanged: int
    rejected: int
    created_by_name: str
    created_at: datetime
    file_name: str

    @property
    def title(self) -> str:
        return KINDS[self.kind].title


def kinds_of(actor: Actor) -> list[ImportKind]:
    """What the person may take in, by title."""
    return sorted((kind for kind in KINDS.values() if actor.can(kind.permission)), key=lambda kind: kind.title)


def kind_of(actor: Actor, name: str) -> ImportKind | None:
    return next((kind for kind in kinds_of(actor) if kind.name == name), None)


def count_runs(actor: Actor) -> int:
    return db.session.scalar(sa.select(sa.func.count(ImportRun.id)).where(_visible(actor))) or 0


def list_runs(actor: Actor, *, limit: int, offset: int) -> list[RunRow]:
    """Newest first."""
    statement = (
        sa.select(
            ImportRun.id,
            ImportRun.kind,
            ImportRun.status,
            ImportRun.accepted,
            ImportRun.unchanged,
            ImportRun.rejected,
            ImportRun.created_by_name,
            ImportRun.created_at,
            StoredFile.name,
        )
        .join(StoredFile, sa.and_(StoredFile.tenant_id == ImportRun.tenant_id, StoredFile.id == ImportRun.file_id))
        .where(_visible(actor))
        .order_by(ImportRun.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [RunRow(*row) for row in db.session.execute(statement)]


def visible_run(actor: Actor, run_id: int) -> ImportRun | None:
    """The import with both of its files."""
    statement = (
        sa.select(ImportRun)
        .where(ImportRun.id == run_id, _visible(actor))
        .options(joinedload(ImportRun.file), joinedload(ImportRun.rejected_file))
    )
    return db.session.scalars(statement).one_or_none()


def _visible(actor: Actor) -> sa.ColumnElement[bool]:
    return ImportRun.kind.in_([kind.name for kind in kinds_of(actor)])
