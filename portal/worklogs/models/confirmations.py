"""A school's confirmation of a visit, in place of a seal."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel import clock, tenancy
from portal.kernel.choices import Choice, choice_column
from portal.kernel.db import db, reference


class ConfirmationWay(Choice):
    PORTAL = "portal", "ポータル"
    LINK = "link", "メールのリンク"


class SchoolConfirmation(tenancy.TenantOwned, db.Model):
    """What one school is asked to confirm of one submitted log; a corrected log is asked for again.

    The mail's link holds a token whose SHA-256 is `token_hash`; it confirms this and nothing else.
    """

    __tablename__ = "school_confirmation"
    __table_args__ = (
        tenancy.points_to("daily_log", "log_id", ondelete="CASCADE"),
        tenancy.points_to("school", "school_id"),
        sa.UniqueConstraint("tenant_id", "log_id", "school_id", "revision"),
        sa.UniqueConstraint("tenant_id", "token_hash"),
        sa.Index("ix_school_confirmation_waiting", "tenant_id", "school_id", "confirmed_at"),
    )

    log_id: Mapped[int]
    school_id: Mapped[int]
    revision: Mapped[int] = mapped_column(sa.Integer)
    token_hash: Mapped[str] = mapped_column(sa.Text)
    content_hash: Mapped[str] = mapped_column(sa.Text, doc="SHA-256 of the entries the school was asked about")
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[int | None]
    confirmed_by_name: Mapped[str] = mapped_column(sa.Text, default="")
    way: Mapped[ConfirmationWay | None] = choice_column(ConfirmationWay)
    remark: Mapped[str] = mapped_column(sa.Text, default="")

    log = reference("SchoolConfirmation", "log_id", "DailyLog")
    school = reference("SchoolConfirmation", "school_id", "School")

    @property
    def audit_label(self) -> str:
        return f"{self.log.day.isoformat()} {self.school.name}"
