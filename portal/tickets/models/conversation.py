"""What is said about a ticket: public answers, internal notes, attachments."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel import clock, tenancy
from portal.kernel.choices import Choice, choice_column
from portal.kernel.db import db, reference


class AuthorSide(Choice):
    SCHOOL = "school", "学校から"
    CENTRE = "centre", "学校への回答"
    BOARD = "board", "教育委員会から"


class TicketComment(tenancy.TenantOwned, db.Model):
    """A public answer, or (`internal`) a note that schools never see. Never edited."""

    __tablename__ = "ticket_comment"
    __table_args__ = (
        tenancy.points_to("ticket", "ticket_id", ondelete="CASCADE"),
        tenancy.points_to("user_account", "author_id"),
        sa.UniqueConstraint("tenant_id", "once_key"),
        sa.Index("ix_ticket_comment_ticket", "tenant_id", "ticket_id", "id"),
    )

    ticket_id: Mapped[int]
    author_id: Mapped[int | None]
    author_name: Mapped[str] = mapped_column(sa.Text)
    author_side: Mapped[AuthorSide] = choice_column(AuthorSide)
    internal: Mapped[bool] = mapped_column(sa.Boolean, default=False)
    body: Mapped[str] = mapped_column(sa.Text)
    sent_to: Mapped[str] = mapped_column(sa.Text, default="", doc="names of those who got it by mail")
    once_key: Mapped[str | None] = mapped_column(sa.Text, doc="of the form, so that a double click says it once")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class TicketAttachment(tenancy.TenantOwned, db.Model):
    """A file of the ticket; with `comment_id` it came with that comment and shares its visibility."""

    __tablename__ = "ticket_attachment"
    __table_args__ = (
        tenancy.points_to("ticket", "ticket_id", ondelete="CASCADE"),
        tenancy.points_to("ticket_comment", "comment_id", ondelete="CASCADE"),
        tenancy.points_to("stored_file", "file_id"),
        sa.Index("ix_ticket_attachment_ticket", "tenant_id", "ticket_id"),
        sa.Index("ix_ticket_attachment_comment", "tenant_id", "comment_id"),
    )

    ticket_id: Mapped[int]
    comment_id: Mapped[int | None]
    file_id: Mapped[int]

    file = reference("TicketAttachment", "file_id", "StoredFile")
