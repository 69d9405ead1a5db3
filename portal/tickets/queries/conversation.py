"""The time line of a ticket: what was asked, said, attached and done, in one statement."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from portal.kernel.audit import AuditEvent
from portal.kernel.audit.writing import write_held
from portal.kernel.db import db
from portal.kernel.stored import StoredFile
from portal.schools.models import SchoolContact
from portal.tickets.models import AuthorSide, Ticket, TicketAttachment, TicketComment
from portal.tickets.queries.rendered import TENANT, fetch
from portal.tickets.wording import FIELDS, SPOKEN, sentence

COMMENT, ATTACHMENT, EVENT, FILE, CONTACT = (
    model.__table__ for model in (TicketComment, TicketAttachment, AuditEvent, StoredFile, SchoolContact)
)
THIS = sa.bindparam("ticket", type_=sa.BigInteger)


@dataclass(frozen=True)
class AttachedFile:
    id: int
    name: str
    size: int
    content_type: str

    @property
    def is_image(self) -> bool:
        return self.content_type.startswith("image/")


@dataclass(frozen=True)
class Entry:
    """One thing on the time line: the `opening` message, a `comment`, or an `event`."""

    source: str
    id: int
    at: datetime
    author_name: str
    author_post: str = ""
    side: AuthorSide | None = None
    internal: bool = False
    body: str = ""
    sent_to: str = ""
    action: str = ""
    changes: tuple[tuple[str, Any, Any], ...] = ()
    files: tuple[AttachedFile, ...] = field(default=())

    @property
    def text(self) -> str:
        """What an event says, without its author: 担当を決めました."""
        return sentence(self.action)

    @property
    def changed(self) -> dict[str, tuple[Any, Any]]:
        return {label: (before, after) for label, before, after in self.changes}


def conversation(ticket: Ticket, *, internal: bool) -> list[Entry]:
    """The whole time line, oldest first; without `internal` only what schools may see.

    The ticket comes with its school and contact.
    """
    write_held(db.session())
    rows = fetch(_select, internal, ticket=ticket.id)
    files: dict[int | None, list[AttachedFile]] = defaultdict(list)
    for row in rows:
        if row.source == "file":
            files[row.ref].append(AttachedFile(row.id, row.text, row.size, row.extra))
    entries = [_entry(row, tuple(files[row.id])) for row in rows if row.source != "file"]
    return [_opening(ticket, tuple(files[None])), *entries]


def history(entries: list[Entry]) -> list[Entry]:
    """The events alone, newest first."""
    return [entry for entry in reversed(entries) if entry.source == "event"]


def _opening(ticket: Ticket, files: tuple[AttachedFile, ...]) -> Entry:
    contact = ticket.contact
    return Entry(
        source="opening",
        id=ticket.id,
        at=ticket.created_at,
        author_name=(contact.name if contact else ticket.requester_name) or ticket.school.name,
        author_post=contact.post if contact else "",
        side=AuthorSide.CENTRE if ticket.planned or ticket.follows_id else AuthorSide.SCHOOL,
        body=ticket.body,
        files=files,
    )


def _entry(row: sa.Row, files: tuple[AttachedFile, ...]) -> Entry:
    if row.source == "comment":
        return Entry(
            "comment",
            row.id,
            row.at,
            row.author,
            author_post=row.extra,
            side=AuthorSide(row.side),
            internal=row.internal,
            body=row.text,
            sent_to=row.sent_to,
            files=files,
        )
    changes = tuple((FIELDS.get(name, name), before, after) for name, (before, after) in row.changes.items())
    return Entry("event", row.id, row.at, row.author, internal=row.internal, action=row.text, changes=changes)


def _select(internal: bool) -> sa.CompoundSelect:
    return sa.union_all(_comments(internal), _events(internal), _files(internal)).order_by("at", "id")


def _nothing(kind: Any) -> sa.ColumnElement:
    return sa.cast(sa.null(), kind)


def _comments(internal: bool) -> sa.Select:
    author = sa.and_(CONTACT.c.tenant_id == COMMENT.c.tenant_id, CONTACT.c.user_id == COMMENT.c.author_id)
    return (
        sa.select(
            sa.literal_column("'comment'").label("source"),
            COMMENT.c.id.label("id"),
            COMMENT.c.created_at.label("at"),
            COMMENT.c.author_name.label("author"),
            COMMENT.c.author_side.label("side"),
            COMMENT.c.internal.label("internal"),
            COMMENT.c.body.label("text"),
            COMMENT.c.sent_to.label("sent_to"),
            sa.func.coalesce(CONTACT.c.post, "").label("extra"),
            _nothing(sa.BigInteger).label("ref"),
            _nothing(sa.BigInteger).label("size"),
            _nothing(JSONB).label("changes"),
        )
        .select_from(COMMENT.outerjoin(CONTACT, author))
        .where(
            COMMENT.c.tenant_id == TENANT, COMMENT.c.ticket_id == THIS, sa.true() if internal else ~COMMENT.c.internal
        )
    )


def _events(internal: bool) -> sa.Select:
    blank = sa.literal_column("''")
    return sa.select(
        sa.literal_column("'event'"),
        EVENT.c.id,
        EVENT.c.at,
        EVENT.c.actor_name,
        sa.null(),
        EVENT.c.internal,
        EVENT.c.action,
        blank,
        blank,
        sa.null(),
        sa.null(),
        EVENT.c.changes,
    ).where(
        EVENT.c.tenant_id == TENANT,
        EVENT.c.subject_type == sa.literal_column("'ticket'"),
        EVENT.c.subject_id == THIS,
        EVENT.c.action.not_in([sa.literal(action) for action in SPOKEN]),
        sa.true() if internal else ~EVENT.c.internal,
    )


def _files(internal: bool) -> sa.Select:
    file = sa.and_(FILE.c.tenant_id == ATTACHMENT.c.tenant_id, FILE.c.id == ATTACHMENT.c.file_id)
    comment = sa.and_(COMMENT.c.tenant_id == ATTACHMENT.c.tenant_id, COMMENT.c.id == ATTACHMENT.c.comment_id)
    blank = sa.literal_column("''")
    return (
        sa.select(
            sa.literal_column("'file'"),
            ATTACHMENT.c.id,
            FILE.c.created_at,
            blank,
            sa.null(),
            sa.false(),
            FILE.c.name,
            blank,
            FILE.c.content_type,
            ATTACHMENT.c.comment_id,
            FILE.c.size,
            sa.null(),
        )
        .select_from(ATTACHMENT.join(FILE, file).outerjoin(COMMENT, comment))
        .where(
            ATTACHMENT.c.tenant_id == TENANT,
            ATTACHMENT.c.ticket_id == THIS,
            sa.true() if internal else COMMENT.c.internal.is_not(True),
        )
    )
