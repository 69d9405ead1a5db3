"""The ticket, its wished slots and its links to others."""

from datetime import date, datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.kernel import clock, tenancy
from portal.kernel.choices import Choice, choice_column
from portal.kernel.dates import fiscal_year_code
from portal.kernel.db import Timestamps, children, db, reference
from portal.kernel.text import search_key


class Kind(Choice):
    ONLINE = "online", "オンライン支援"
    VISIT = "visit", "訪問支援"
    TRAINING = "training", "研修支援"

    @property
    def short(self) -> str:
        """As files for import and narrow columns spell it."""
        return self.label.removesuffix("支援")


class Channel(Choice):
    PORTAL = "portal", "ポータル"
    PHONE = "phone", "電話"
    EMAIL = "email", "メール"
    FAX = "fax", "FAX"
    IN_PERSON = "in_person", "対面"
    REMOTE = "remote", "リモート"


class TicketStatus(Choice):
    RECEIVED = "received", "受付"
    TRIAGED = "triaged", "切り分け済み"
    SCHEDULED = "scheduled", "予定あり"
    IN_PROGRESS = "in_progress", "対応中"
    WAITING = "waiting", "回答待ち"
    RESOLVED = "resolved", "解決"
    CLOSED = "closed", "終了"
    CANCELLED = "cancelled", "取消"


class Priority(Choice):
    NORMAL = "normal", "通常"
    HIGH = "high", "高"


DONE = (TicketStatus.RESOLVED, TicketStatus.CLOSED)
OPEN = tuple(status for status in TicketStatus if status not in (*DONE, TicketStatus.CANCELLED))
DONE_SQL = "status IN ('resolved', 'closed')"
OPEN_SQL = "status IN ('received', 'triaged', 'scheduled', 'in_progress', 'waiting')"

# Held by the indexes that lists go along, so that counting a filtered list does not visit the rows.
COUNTED = ["status", "kind", "fiscal_year", "category_code"]


def number_label(fiscal_year: int, number: int) -> str:
    """The number people quote: R4-1187."""
    return f"{fiscal_year_code(fiscal_year)}-{number}"


def searchable(*parts: str | None) -> str:
    """What a search looks through: number, subject, text and requester, without width, case and kana."""
    return " ".join(search_key(part) for part in parts if part)


class Ticket(tenancy.TenantOwned, Timestamps, db.Model):
    """A school's request and what became of it. It counts in the term of `served_on`, once, under its kind.

    `last_word`, `last_word_by` repeat the newest public comment for lists; `minutes` is the time the support took.
    """

    __tablename__ = "ticket"
    __table_args__ = (
        tenancy.points_to("school", "school_id"),
        tenancy.points_to("school_contact", "contact_id"),
        tenancy.points_to("user_account", "assignee_id"),
        tenancy.points_to("booking", "booking_id"),
        tenancy.points_to("ticket", "follows_id"),
        tenancy.points_to("ticket", "merged_into_id"),
        sa.UniqueConstraint("tenant_id", "fiscal_year", "number"),
        sa.UniqueConstraint("tenant_id", "import_fingerprint"),
        sa.UniqueConstraint("tenant_id", "once_key"),
        sa.CheckConstraint(f"NOT ({DONE_SQL}) OR served_on IS NOT NULL", name="served_when_done"),
        sa.CheckConstraint("minutes IS NULL OR minutes BETWEEN 0 AND 1440", name="minutes"),
        sa.CheckConstraint("merged_into_id IS NULL OR status = 'cancelled'", name="merged_is_cancelled"),
        sa.Index("ix_ticket_open", "tenant_id", "due_on", "id", postgresql_where=sa.text(OPEN_SQL)),
        sa.Index("ix_ticket_open_assignee", "tenant_id", "assignee_id", postgresql_where=sa.text(OPEN_SQL)),
        sa.Index("ix_ticket_follows", "tenant_id", "follows_id", postgresql_where=sa.text("follows_id IS NOT NULL")),
        sa.Index(
            "ix_ticket_merged", "tenant_id", "merged_into_id", postgresql_where=sa.text("merged_into_id IS NOT NULL")
        ),
        sa.Index("ix_ticket_booking", "tenant_id", "booking_id", postgresql_where=sa.text("booking_id IS NOT NULL")),
        sa.Index(
            "ix_ticket_recent",
            "tenant_id",
            sa.text("updated_at DESC"),
            sa.text("id DESC"),
            postgresql_include=COUNTED,
        ),
        sa.Index("ix_ticket_received", "tenant_id", "received_on", "id"),
        sa.Index(
            "ix_ticket_school",
            "tenant_id",
            "school_id",
            sa.text("updated_at DESC"),
            sa.text("id DESC"),
            postgresql_include=COUNTED,
        ),
        sa.Index(
            "ix_ticket_assignee",
            "tenant_id",
            "assignee_id",
            sa.text("updated_at DESC"),
            sa.text("id DESC"),
            postgresql_include=COUNTED,
        ),
        sa.Index("ix_ticket_status", "tenant_id", "status", sa.text("updated_at DESC"), sa.text("id DESC")),
        sa.Index("ix_ticket_category", "tenant_id", "category_code", sa.text("updated_at DESC")),
        sa.Index(
            "ix_ticket_served",
            "tenant_id",
            "served_on",
            postgresql_include=["kind", "school_id", "category_code"],
            postgresql_where=sa.text(DONE_SQL),
        ),
    )

    fiscal_year: Mapped[int] = mapped_column(sa.Integer, doc="of the day it was received; numbers begin anew with it")
    number: Mapped[int]
    school_id: Mapped[int]
    contact_id: Mapped[int | None]
    requester_name: Mapped[str] = mapped_column(sa.Text, default="", doc="who asked, as the centre noted it")
    kind: Mapped[Kind] = choice_column(Kind)
    channel: Mapped[Channel] = choice_column(Channel)
    category_code: Mapped[str | None] = mapped_column(sa.Text)
    subject: Mapped[str] = mapped_column(sa.Text)
    body: Mapped[str] = mapped_column(sa.Text, default="")
    status: Mapped[TicketStatus] = choice_column(TicketStatus, default=TicketStatus.RECEIVED)
    priority: Mapped[Priority] = choice_column(Priority, default=Priority.NORMAL)
    planned: Mapped[bool] = mapped_column(sa.Boolean, default=False, doc="a visit the centre planned, not asked for")
    received_on: Mapped[date]
    due_on: Mapped[date | None]
    served_on: Mapped[date | None]
    assignee_id: Mapped[int | None]
    booking_id: Mapped[int | None]
    appointment_accepted_at: Mapped[datetime | None]
    minutes: Mapped[int | None] = mapped_column(sa.Integer)
    work_done: Mapped[str] = mapped_column(sa.Text, default="")
    outcome: Mapped[str] = mapped_column(sa.Text, default="")
    follows_id: Mapped[int | None]
    merged_into_id: Mapped[int | None]
    first_answered_at: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]
    last_word: Mapped[str] = mapped_column(sa.Text, default="")
    last_word_by: Mapped[str] = mapped_column(sa.Text, default="")
    search: Mapped[str] = mapped_column(sa.Text, default="")
    import_fingerprint: Mapped[str | None] = mapped_column(sa.Text)
    once_key: Mapped[str | None] = mapped_column(sa.Text, doc="of the form, so that a double click asks once")
    created_by_id: Mapped[int | None]
    version: Mapped[int] = mapped_column(sa.Integer, default=1)

    school = reference("Ticket", "school_id", "School")
    contact = reference("Ticket", "contact_id", "SchoolContact")
    assignee = reference("Ticket", "assignee_id", "User")
    booking = reference("Ticket", "booking_id", "Booking")
    follows = reference("Ticket", "follows_id", "Ticket", remote_side="[Ticket.tenant_id, Ticket.id]")
    merged_into = reference("Ticket", "merged_into_id", "Ticket", remote_side="[Ticket.tenant_id, Ticket.id]")
    category = relationship(
        "SupportCategory",
        primaryjoin="and_(foreign(Ticket.category_code) == SupportCategory.code, "
        "Ticket.tenant_id == SupportCategory.tenant_id)",
        viewonly=True,
        lazy="raise_on_sql",
    )
    slots = children("Ticket", "TicketSlot", "ticket_id", order_by="TicketSlot.position")

    __mapper_args__ = {"version_id_col": version}

    @property
    def label(self) -> str:
        return number_label(self.fiscal_year, self.number)

    @property
    def audit_label(self) -> str:
        return f"{self.label} {self.subject}"

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def is_done(self) -> bool:
        return self.status in DONE

    @property
    def appointment_day(self) -> date | None:
        """The booked day; the booking must be loaded."""
        return clock.local(self.booking.starts_at).date() if self.booking_id else None

    def index_for_search(self) -> None:
        """Refreshes the search key; operations call it after they change number, subject, text or requester."""
        self.search = searchable(self.label, self.subject, self.body, self.requester_name)


class TicketSlot(tenancy.TenantOwned, db.Model):
    """A time the school wishes for; without times the whole day suits."""

    __tablename__ = "ticket_slot"
    __table_args__ = (
        tenancy.points_to("ticket", "ticket_id", ondelete="CASCADE"),
        sa.UniqueConstraint("tenant_id", "ticket_id", "position"),
        sa.CheckConstraint("starts IS NULL OR ends IS NULL OR starts < ends", name="period"),
    )

    ticket_id: Mapped[int]
    position: Mapped[int] = mapped_column(sa.Integer)
    day: Mapped[date]
    starts: Mapped[time | None]
    ends: Mapped[time | None]


class TicketLink(tenancy.TenantOwned, db.Model):
    """Two tickets that belong together; kept once, the lower id first."""

    __tablename__ = "ticket_link"
    __table_args__ = (
        tenancy.points_to("ticket", "ticket_id", ondelete="CASCADE"),
        tenancy.points_to("ticket", "other_id", ondelete="CASCADE"),
        sa.UniqueConstraint("tenant_id", "ticket_id", "other_id"),
        sa.Index("ix_ticket_link_other", "tenant_id", "other_id"),
        sa.CheckConstraint("ticket_id < other_id", name="once"),
    )

    ticket_id: Mapped[int]
    other_id: Mapped[int]
