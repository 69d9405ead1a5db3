"""Papers that were issued."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.kernel.access import Actor, Permission
from portal.kernel.db import db
from portal.kernel.outbox import OutboxItem, OutboxStatus
from portal.kernel.stored import StoredFile
from portal.reports.models import MAKE_PAPER, Paper, PaperKind

FISCAL_YEAR = Paper.snapshot["fiscal_year"].as_integer()


@dataclass(frozen=True)
class PaperRow:
    """One line of the list of papers."""

    id: int
    code: str
    document_number: str
    title: str
    issued_on: date
    issued_by_name: str
    created_at: datetime
    ready: bool


def visible_paper(actor: Actor, paper_id: int) -> Paper | None:
    """The paper with its file, when the actor may read reports."""
    return _one(Paper.id == paper_id) if actor.can(Permission.REPORT_READ) else None


def paper(paper_id: int) -> Paper | None:
    return _one(Paper.id == paper_id)


def by_once_key(once_key: str) -> Paper | None:
    return _one(Paper.once_key == once_key)


def file_of(paper: Paper) -> StoredFile:
    """The file of a paper that was made."""
    return db.session.scalars(sa.select(StoredFile).where(StoredFile.id == paper.file_id)).one()


def _one(condition: sa.ColumnElement[bool]) -> Paper | None:
    return db.session.scalars(sa.select(Paper).where(condition).options(joinedload(Paper.file))).one_or_none()


def has_failed(paper: Paper) -> bool:
    """The worker gave the paper up, and nobody asked for another try."""
    if paper.file_id is not None:
        return False
    work = sa.select(OutboxItem.status).where(
        OutboxItem.status.in_([OutboxStatus.DEAD, OutboxStatus.PENDING]),
        OutboxItem.kind == MAKE_PAPER,
        OutboxItem.payload["paper_id"].as_integer() == paper.id,
    )
    states = set(db.session.scalars(work))
    return OutboxStatus.DEAD in states and OutboxStatus.PENDING not in states


def count() -> int:
    return db.session.execute(sa.select(sa.func.count()).select_from(Paper)).scalar_one()


def newest_first(*, limit: int, offset: int = 0) -> list[PaperRow]:
    return _rows(_columns().limit(limit).offset(offset))


def term_papers(fiscal_year: int, *, limit: int) -> list[PaperRow]:
    """The newest papers on a fiscal year's cases by term."""
    return _rows(_columns().where(Paper.kind == PaperKind.TERMS, fiscal_year == FISCAL_YEAR).limit(limit))


def _columns() -> sa.Select:
    return sa.select(
        Paper.id,
        Paper.code,
        Paper.document_number,
        Paper.title,
        Paper.issued_on,
        Paper.issued_by_name,
        Paper.created_at,
        Paper.file_id.is_not(None),
    ).order_by(Paper.id.desc())


def _rows(statement: sa.Select) -> list[PaperRow]:
    return [PaperRow(*row) for row in db.session.execute(statement)]
