"""Ways between schools, the tenant's settings for visits, and secret addresses of calendars."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel import clock, tenancy
from portal.kernel.db import Timestamps, db, reference


class TravelTime(tenancy.TenantOwned, Timestamps, db.Model):
    """Minutes between two schools, kept once with the lower id first; other ways take the tenant's default."""

    __tablename__ = "travel_time"
    __table_args__ = (
        tenancy.points_to("school", "school_id", ondelete="CASCADE"),
        tenancy.points_to("school", "other_id", ondelete="CASCADE"),
        sa.UniqueConstraint("tenant_id", "school_id", "other_id"),
        sa.Index("ix_travel_time_other", "tenant_id", "other_id"),
        sa.CheckConstraint("school_id < other_id", name="once"),
        sa.CheckConstraint("minutes BETWEEN 0 AND 480", name="minutes"),
    )

    school_id: Mapped[int]
    other_id: Mapped[int]
    minutes: Mapped[int] = mapped_column(sa.Integer)

    @property
    def audit_label(self) -> str:
        return f"{self.minutes}分"


class VisitSettings(tenancy.TenantOwned, Timestamps, db.Model):
    """One row a tenant. `keep_place`: whether a check-in may keep where the device was."""

    __tablename__ = "visit_settings"
    __table_args__ = (
        sa.UniqueConstraint("tenant_id"),
        sa.CheckConstraint("travel_minutes BETWEEN 0 AND 480", name="travel_minutes"),
        sa.CheckConstraint("weekly_hours BETWEEN 1 AND 60", name="weekly_hours"),
    )

    travel_minutes: Mapped[int] = mapped_column(sa.Integer, default=20)
    weekly_hours: Mapped[int] = mapped_column(sa.Integer, default=32, doc="bookable hours of one person in a week")
    weeks_ahead: Mapped[int] = mapped_column(sa.Integer, default=8, doc="how far the rota is booked ahead")
    keep_place: Mapped[bool] = mapped_column(sa.Boolean, default=False)

    @property
    def audit_label(self) -> str:
        return "訪問の設定"


class CalendarFeed(tenancy.TenantOwned, db.Model):
    """A secret iCalendar address of a person's or a school's visits; the row keeps the SHA-256 of its token alone."""

    __tablename__ = "calendar_feed"
    __table_args__ = (
        tenancy.points_to("user_account", "user_id", ondelete="CASCADE"),
        tenancy.points_to("school", "school_id", ondelete="CASCADE"),
        sa.UniqueConstraint("tenant_id", "token_hash"),
        sa.CheckConstraint("(user_id IS NULL) <> (school_id IS NULL)", name="one_subject"),
        sa.Index("ix_calendar_feed_user", "tenant_id", "user_id"),
        sa.Index("ix_calendar_feed_school", "tenant_id", "school_id"),
    )

    user_id: Mapped[int | None]
    school_id: Mapped[int | None]
    token_hash: Mapped[str] = mapped_column(sa.Text)
    created_by_id: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    read_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    user = reference("CalendarFeed", "user_id", "User")
    school = reference("CalendarFeed", "school_id", "School")

    @property
    def audit_label(self) -> str:
        return "学校のカレンダー" if self.school_id else "個人のカレンダー"
