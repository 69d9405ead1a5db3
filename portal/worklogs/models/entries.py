"""The lines of a daily log."""

from datetime import date, time

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel import tenancy
from portal.kernel.choices import Choice, choice_column
from portal.kernel.db import Timestamps, children, db, reference
from portal.visits.models import BookingMode


class EntryOutcome(Choice):
    DONE = "done", "完了"
    CONTINUES = "continues", "継続"
    HANDOVER = "handover", "引継ぎ"


class LogEntry(tenancy.TenantOwned, Timestamps, db.Model):
    """One piece of work: where, what kind, how long, for whom. Never a pupil's name.

    `user_id`, `day` repeat the log's, for reports. `drafted`: made from a booking or ticket and not confirmed yet;
    it counts nowhere. `client_key` is made by the device, so that what was kept offline is taken once.
    """

    __tablename__ = "log_entry"
    __table_args__ = (
        tenancy.points_to("daily_log", "log_id", ondelete="CASCADE"),
        tenancy.points_to("user_account", "user_id"),
        tenancy.points_to("school", "school_id"),
        tenancy.points_to("ticket", "ticket_id"),
        tenancy.points_to("booking", "booking_id", ondelete="SET NULL (booking_id)"),
        sa.UniqueConstraint("tenant_id", "client_key"),
        sa.UniqueConstraint("tenant_id", "import_fingerprint"),
        sa.CheckConstraint("minutes BETWEEN 1 AND 1440", name="minutes"),
        sa.CheckConstraint("starts IS NULL OR ends IS NULL OR starts < ends", name="hours"),
        sa.CheckConstraint("pupils IS NULL OR pupils >= 0", name="pupils"),
        sa.Index("ix_log_entry_log", "tenant_id", "log_id"),
        sa.Index("ix_log_entry_booking", "tenant_id", "booking_id"),
        sa.Index("ix_log_entry_ticket", "tenant_id", "ticket_id"),
        sa.Index("ix_log_entry_person", "tenant_id", "user_id", "day"),
        sa.Index("ix_log_entry_school", "tenant_id", "school_id", "day"),
        sa.Index(
            "ix_log_entry_day",
            "tenant_id",
            "day",
            postgresql_include=["log_id", "user_id", "school_id", "category_code", "mode", "minutes"],
            postgresql_where=sa.text("NOT drafted"),
        ),
    )

    log_id: Mapped[int]
    user_id: Mapped[int]
    day: Mapped[date]
    school_id: Mapped[int | None] = mapped_column(doc="None: for the centre itself")
    mode: Mapped[BookingMode] = choice_column(BookingMode)
    category_code: Mapped[str] = mapped_column(sa.Text)
    starts: Mapped[time | None]
    ends: Mapped[time | None]
    minutes: Mapped[int] = mapped_column(sa.Integer)
    teacher: Mapped[str] = mapped_column(sa.Text, default="")
    grade_class: Mapped[str] = mapped_column(sa.Text, default="", doc="3年2組")
    subject: Mapped[str] = mapped_column(sa.Text, default="", doc="算数")
    pupils: Mapped[int | None] = mapped_column(sa.Integer)
    tools: Mapped[str] = mapped_column(sa.Text, default="")
    content: Mapped[str] = mapped_column(sa.Text, default="")
    outcome: Mapped[EntryOutcome] = choice_column(EntryOutcome, default=EntryOutcome.DONE)
    wishes: Mapped[str] = mapped_column(sa.Text, default="")
    ticket_id: Mapped[int | None]
    booking_id: Mapped[int | None]
    good_practice: Mapped[bool] = mapped_column(sa.Boolean, default=False)
    drafted: Mapped[bool] = mapped_column(sa.Boolean, default=False)
    client_key: Mapped[str | None] = mapped_column(sa.Text)
    import_fingerprint: Mapped[str | None] = mapped_column(sa.Text)
    version: Mapped[int] = mapped_column(sa.Integer, default=1)

    school = reference("LogEntry", "school_id", "School")
    ticket = reference("LogEntry", "ticket_id", "Ticket")
    photos = children("LogEntry", "EntryPhoto", "entry_id", order_by="EntryPhoto.id")

    __mapper_args__ = {"version_id_col": version}

    @property
    def audit_label(self) -> str:
        return f"{self.category_code} {self.minutes}分"


class EntryPhoto(tenancy.TenantOwned, db.Model):
    """A photo of an entry, stripped of what it tells beside the picture."""

    __tablename__ = "entry_photo"
    __table_args__ = (
        tenancy.points_to("log_entry", "entry_id", ondelete="CASCADE"),
        tenancy.points_to("stored_file", "file_id"),
        sa.Index("ix_entry_photo_entry", "tenant_id", "entry_id"),
    )

    entry_id: Mapped[int]
    file_id: Mapped[int]

    file = reference("EntryPhoto", "file_id", "StoredFile")
