"""Tables of bookings. A person's time is one row per quarter hour under a unique key, so nothing can overlap."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel import clock, tenancy
from portal.kernel.choices import Choice, choice_column
from portal.kernel.dates import weekday
from portal.kernel.db import Timestamps, db, reference

QUARTER_SECONDS = 15 * 60


def period_label(starts_at: datetime, ends_at: datetime) -> str:
    """1月20日（金）13:15〜14:30, in Japanese time; with the year when it is not this year's."""
    starts, ends = clock.local(starts_at), clock.local(ends_at)
    year = f"{starts.year}年" if starts.year != clock.today().year else ""
    day = f"{year}{starts.month}月{starts.day}日（{weekday(starts.date())}）"
    return f"{day}{starts.hour}:{starts:%M}〜{ends.hour}:{ends:%M}"


class BookingMode(Choice):
    VISIT = "visit", "訪問"
    ONLINE = "online", "オンライン"
    CENTRE = "centre", "センター"


class BookingOrigin(Choice):
    TICKET = "ticket", "支援要請"
    ROTA = "rota", "計画訪問"
    MANUAL = "manual", "個別の予定"


class Booking(tenancy.TenantOwned, Timestamps, db.Model):
    """A person's time from a moment to a moment, at a school, online or at the centre.

    `rota_slot_id`, `rota_day`: the regular visit it was made from, wherever it was moved to since.
    `covers_id`: the absent colleague in whose place the person goes.
    """

    __tablename__ = "booking"
    __table_args__ = (
        tenancy.points_to("user_account", "user_id"),
        tenancy.points_to("user_account", "covers_id"),
        tenancy.points_to("school", "school_id"),
        tenancy.points_to("rota_slot", "rota_slot_id"),
        sa.UniqueConstraint("tenant_id", "rota_slot_id", "rota_day"),
        sa.CheckConstraint("starts_at < ends_at", name="period"),
        sa.Index("ix_booking_person", "tenant_id", "user_id", "starts_at"),
        sa.Index("ix_booking_school", "tenant_id", "school_id", "starts_at"),
    )

    user_id: Mapped[int]
    school_id: Mapped[int | None]
    mode: Mapped[BookingMode] = choice_column(BookingMode)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    title: Mapped[str] = mapped_column(sa.Text)
    origin: Mapped[BookingOrigin] = choice_column(BookingOrigin, default=BookingOrigin.TICKET)
    rota_slot_id: Mapped[int | None]
    rota_day: Mapped[date | None]
    covers_id: Mapped[int | None]
    version: Mapped[int] = mapped_column(sa.Integer, default=1, doc="goes up with each change; SEQUENCE of feeds")

    user = reference("Booking", "user_id", "User")
    covers = reference("Booking", "covers_id", "User")
    school = reference("Booking", "school_id", "School")

    @property
    def period_label(self) -> str:
        return period_label(self.starts_at, self.ends_at)

    @property
    def audit_label(self) -> str:
        return self.title


class BookedQuarter(tenancy.TenantOwned, db.Model):
    """One quarter hour of one person: `quarter` counts 15 minutes since 1970-01-01 UTC."""

    __tablename__ = "booked_quarter"
    __table_args__ = (
        tenancy.points_to("booking", "booking_id", ondelete="CASCADE"),
        sa.UniqueConstraint("tenant_id", "user_id", "quarter", name="uq_booked_quarter_person"),
        sa.Index("ix_booked_quarter_booking", "tenant_id", "booking_id"),
    )

    booking_id: Mapped[int]
    user_id: Mapped[int]
    quarter: Mapped[int]
