"""Issues papers and makes their PDF, each once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

from portal.kernel import audit, clock, outbox, papers, states, stored
from portal.kernel.access import Actor, Permission
from portal.kernel.dates import fiscal_year_code
from portal.kernel.db import db
from portal.kernel.numbering import next_numbers
from portal.reports.models import MAKE_PAPER, Paper, PaperKind
from portal.reports.queries import papers as issued

SERIES = "document"
MAX_PAPER_BYTES = 20 * 1024 * 1024
LETTERS = {PaperKind.TERMS: "T"}
TEMPLATES = {PaperKind.TERMS: "reports/pdf/terms.html"}
DATES = ("date", "as_of")
PDF = "application/pdf"

audit.label_actions(
    {
        "paper.issued": "報告書を発行した",
        "paper.made_again": "報告書のPDFをもう一度作らせた",
        "report.exported": "集計を書き出した",
    }
)


@dataclass(frozen=True)
class PaperNumbers:
    """集計番号 and 文書番号, counted together within the fiscal year of the day of issue."""

    code: str
    document_number: str
    issued_on: date


Freeze = Callable[[PaperNumbers], dict[str, Any]]


def issue(kind: PaperKind, title: str, prefix: str, freeze: Freeze, *, once_key: str | None, actor: Actor) -> Paper:
    """Gives a paper its numbers and freezes what it shows; the worker makes the PDF.

    The same `once_key` again answers the first paper.
    """
    actor.require(Permission.REPORT_ISSUE)
    if before := _before(once_key):
        return before
    savepoint = db.session.begin_nested()
    numbers = _next_numbers(kind, prefix)
    if before := _before(once_key):
        # The first of two clicks held the number until it was done: this one gives its own back.
        savepoint.rollback()
        return before
    paper = Paper(
        kind=kind,
        code=numbers.code,
        document_number=numbers.document_number,
        title=title,
        issued_on=numbers.issued_on,
        issued_by_id=actor.user_id,
        issued_by_name=actor.name,
        snapshot=freeze(numbers),
        once_key=once_key,
    )
    db.session.add(paper)
    savepoint.commit()
    audit.record("paper.issued", paper, actor=actor)
    _have_made(paper, actor)
    return paper


def make_again(paper: Paper, *, actor: Actor) -> Paper:
    """Asks the worker once more for a PDF that it gave up."""
    actor.require(Permission.REPORT_ISSUE)
    states.lock(paper)
    if paper.file_id is None:
        _have_made(paper, actor)
        audit.record("paper.made_again", paper, actor=actor)
    return paper


def _have_made(paper: Paper, actor: Actor) -> None:
    outbox.enqueue(MAKE_PAPER, {"paper_id": paper.id}, actor=actor)
    db.session.flush()


def _before(once_key: str | None) -> Paper | None:
    return issued.by_once_key(once_key) if once_key else None


def _next_numbers(kind: PaperKind, prefix: str) -> PaperNumbers:
    today = clock.today()
    year = clock.fiscal_year_of(today)
    number = next_numbers(SERIES, year)[0]
    return PaperNumbers(f"{fiscal_year_code(year)}-{LETTERS[kind]}-{number:04d}", f"{prefix}第{number}号", today)


def make_pdf(paper: Paper) -> Paper:
    """Renders what was frozen and keeps the file, unless that was done already: a paper is never made anew."""
    states.lock(paper)
    if paper.file_id is not None:
        return paper
    content = papers.paper_pdf(TEMPLATES[paper.kind], **_context(paper.snapshot))
    maker = Actor(user_id=paper.issued_by_id, name=paper.issued_by_name)
    name = f"{paper.code}_{paper.kind.label}.pdf"
    paper.file_id = stored.keep(BytesIO(content), name, max_bytes=MAX_PAPER_BYTES, actor=maker).id
    db.session.flush()
    return paper


def _context(frozen: dict[str, Any]) -> dict[str, Any]:
    return {**frozen, **{name: date.fromisoformat(frozen[name]) for name in DATES}}


def paper_pdf(paper: Paper) -> bytes:
    """The bytes of the paper as it was issued; made now when the worker has not come to it yet."""
    make_pdf(paper)
    return stored.path_of(issued.file_of(paper)).read_bytes()


def record_export(label: str, *, actor: Actor) -> None:
    """Writes down that somebody took figures away as a file."""
    audit.record("report.exported", "report", actor=actor, label=label)
