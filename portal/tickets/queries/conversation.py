"""The time line of a ticket: what was asked, said, attached and done, in one statement."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from portal.kernel import tenancy
from portal.kernel.audit import AuditEvent
from portal.kernel.db import db
from portal.kernel.stored import StoredFile
from portal.schools.models import SchoolContact
from portal.tickets.models import AuthorSide, Ticket, TicketAttachment, TicketComment
from portal.tickets.wording import FIELDS, SPOKEN, sentence


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
    parts = (_comments(ticket, internal), _events(ticket, internal), _files(ticket, internal))
    rows = db.session.execute(sa.union_all(*parts).order_by("at", "id")).all()
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
            side=row.side,
            internal=row.internal,
            body=row.text,
            sent_to=row.sent_to,
            files=files,
        )
    changes = tuple((FIELDS.get(name, name), before, after) for name, (before, after) in row.changes.items())
    return Entry("event", row.id, row.at, row.author, internal=row.internal, action=row.text, changes=changes)


def _nothing(kind: Any) -> sa.ColumnElement:
    return sa.cast(sa.null(), kind)


def _comments(ticket: Ticket, internal: bool) -> sa.Select:
    author = sa.and_(
        SchoolContact.tenant_id == TicketComment.tenant_id, SchoolContact.user_id == TicketComment.author_id
    )
    return (
        sa.select(
            sa.literal("comment").label("source"),
            TicketComment.id.label("id"),
            TicketComment.created_at.label("at"),
            TicketComment.author_name.label("author"),
            TicketComment.author_side.label("side"),
            TicketComment.internal.label("internal"),
            TicketComment.body.label("text"),
            TicketComment.sent_to.label("sent_to"),
            sa.func.coalesce(SchoolContact.post, "").label("extra"),
            _nothing(sa.BigInteger).label("ref"),
            _nothing(sa.BigInteger).label("size"),
            _nothing(JSONB).label("changes"),
        )
        .outerjoin(SchoolContact, author)
        .where(
            TicketComment.tenant_id == tenancy.current(),
            TicketComment.ticket_id == ticket.id,
            sa.true() if internal else ~TicketComment.internal,
        )
    )


def _events(ticket: Ticket, internal: bool) -> sa.Select:
    return sa.select(
        sa.literal("event"),
        AuditEvent.id,
        AuditEvent.at,
        AuditEvent.actor_name,
        sa.null(),
        AuditEvent.internal,
        AuditEvent.action,
        sa.literal(""),
        sa.literal(""),
        sa.null(),
        sa.null(),
        AuditEvent.changes,
    ).where(
        AuditEvent.tenant_id == tenancy.current(),
        AuditEvent.subject_type == "ticket",
        AuditEvent.subject_id == ticket.id,
        AuditEvent.action.not_in(SPOKEN),
        sa.true() if internal else ~AuditEvent.internal,
    )


def _files(ticket: Ticket, internal: bool) -> sa.Select:
    file = sa.and_(StoredFile.tenant_id == TicketAttachment.tenant_id, StoredFile.id == TicketAttachment.file_id)
    comment = sa.and_(
        TicketComment.tenant_id == TicketAttachment.tenant_id, TicketComment.id == TicketAttachment.comment_id
    )
    return (
        sa.select(
            sa.literal("file"),
            TicketAttachment.id,
            StoredFile.created_at,
            sa.literal(""),
            sa.null(),
            sa.false(),
            StoredFile.name,
            sa.literal(""),
            StoredFile.content_type,
            TicketAttachment.comment_id,
            StoredFile.size,
            sa.null(),
        )
        .join(StoredFile, file)
        .outerjoin(TicketComment, comment)
        .where(
            TicketAttachment.tenant_id == tenancy.current(),
            TicketAttachment.ticket_id == ticket.id,
            sa.true() if internal else TicketComment.internal.is_not(True),
        )
    )
