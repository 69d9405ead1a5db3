"""The daily log of a member of staff, its earlier revisions, and the tenant's settings for logs."""

from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel import clock, tenancy
from portal.kernel.choices import Choice, choice_column
from portal.kernel.db import Timestamps, children, db, reference


class LogStatus(Choice):
    DRAFT = "draft", "下書き"
    SUBMITTED = "submitted", "提出済み"
    CHECKED = "checked", "点検済み"
    APPROVED = "approved", "承認済み"


class DailyLog(tenancy.TenantOwned, Timestamps, db.Model):
    """One person's day. An approved log is locked; a correction keeps the old one as a LogRevision.

    `return_reason` is set while a returned log is a draft again.
    """

    __tablename__ = "daily_log"
    __table_args__ = (
        tenancy.points_to("user_account", "user_id"),
        sa.UniqueConstraint("tenant_id", "user_id", "day"),
        sa.CheckConstraint("starts IS NULL OR ends IS NULL OR starts < ends", name="hours"),
        sa.CheckConstraint("revision >= 1", name="revision"),
        sa.Index("ix_daily_log_day", "tenant_id", "day", "user_id"),
        sa.Index("ix_daily_log_status", "tenant_id", "status", "day"),
    )

    user_id: Mapped[int]
    day: Mapped[date]
    starts: Mapped[time | None]
    ends: Mapped[time | None]
    note: Mapped[str] = mapped_column(sa.Text, default="")
    status: Mapped[LogStatus] = choice_column(LogStatus, default=LogStatus.DRAFT)
    revision: Mapped[int] = mapped_column(sa.Integer, default=1)
    return_reason: Mapped[str] = mapped_column(sa.Text, default="")
    dismissed: Mapped[list[str]] = mapped_column(
        ARRAY(sa.Text), default=list, doc="bookings and tickets (booking:7) whose drafted entries were removed"
    )
    submitted_at: Mapped[datetime | None]
    checked_at: Mapped[datetime | None]
    checked_by_id: Mapped[int | None]
    checked_by_name: Mapped[str] = mapped_column(sa.Text, default="")
    approved_at: Mapped[datetime | None]
    approved_by_id: Mapped[int | None]
    approved_by_name: Mapped[str] = mapped_column(sa.Text, default="")
    version: Mapped[int] = mapped_column(sa.Integer, default=1)

    user = reference("DailyLog", "user_id", "User")
    entries = children("DailyLog", "LogEntry", "log_id", order_by="LogEntry.starts, LogEntry.id")
    confirmations = children("DailyLog", "SchoolConfirmation", "log_id", order_by="SchoolConfirmation.id")

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_locked(self) -> bool:
        return self.status is not LogStatus.DRAFT

    @property
    def audit_label(self) -> str:
        return f"{self.day.isoformat()}の日報"


class LogRevision(tenancy.TenantOwned, db.Model):
    """A log as it was approved before a correction: `snapshot` holds it with its entries."""

    __tablename__ = "log_revision"
    __table_args__ = (
        tenancy.points_to("daily_log", "log_id"),
        sa.UniqueConstraint("tenant_id", "log_id", "revision"),
    )

    log_id: Mapped[int]
    revision: Mapped[int] = mapped_column(sa.Integer)
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSONB)
    reason: Mapped[str] = mapped_column(sa.Text)
    replaced_at: Mapped[datetime] = mapped_column(default=clock.now)
    replaced_by_name: Mapped[str] = mapped_column(sa.Text)


class WorklogSettings(tenancy.TenantOwned, Timestamps, db.Model):
    """One row a tenant. `remind_hour` is Japanese time of the working day; schools confirm visits where wanted."""

    __tablename__ = "worklog_settings"
    __table_args__ = (
        sa.UniqueConstraint("tenant_id"),
        sa.CheckConstraint("remind_hour BETWEEN 0 AND 23", name="remind_hour"),
    )

    remind: Mapped[bool] = mapped_column(sa.Boolean, default=True)
    remind_hour: Mapped[int] = mapped_column(sa.Integer, default=18)
    schools_confirm: Mapped[bool] = mapped_column(sa.Boolean, default=True)
