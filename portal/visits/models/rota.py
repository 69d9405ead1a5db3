"""The weekly pattern: which supporter is regularly at which school, and the days on which it does not hold."""

from datetime import date, time

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel import tenancy
from portal.kernel.choices import choice_column
from portal.kernel.dates import WEEKDAYS
from portal.kernel.db import Timestamps, db, reference
from portal.visits.models.bookings import BookingMode


class RotaSlot(tenancy.TenantOwned, Timestamps, db.Model):
    """A regular visit: one weekday (0 = Monday), from–to, between two days. Bookings are made from it."""

    __tablename__ = "rota_slot"
    __table_args__ = (
        tenancy.points_to("user_account", "user_id"),
        tenancy.points_to("school", "school_id"),
        sa.UniqueConstraint("tenant_id", "import_key"),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        sa.CheckConstraint("starts < ends", name="hours"),
        sa.CheckConstraint("ends_on IS NULL OR starts_on <= ends_on", name="period"),
        sa.Index("ix_rota_slot_person", "tenant_id", "user_id", "weekday"),
        sa.Index("ix_rota_slot_school", "tenant_id", "school_id"),
    )

    user_id: Mapped[int]
    school_id: Mapped[int | None] = mapped_column(doc="None: at the centre")
    weekday: Mapped[int] = mapped_column(sa.Integer)
    starts: Mapped[time]
    ends: Mapped[time]
    mode: Mapped[BookingMode] = choice_column(BookingMode, default=BookingMode.VISIT)
    title: Mapped[str] = mapped_column(sa.Text, default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    import_key: Mapped[str | None] = mapped_column(sa.Text)
    version: Mapped[int] = mapped_column(sa.Integer, default=1)

    user = reference("RotaSlot", "user_id", "User")
    school = reference("RotaSlot", "school_id", "School")

    __mapper_args__ = {"version_id_col": version}

    @property
    def audit_label(self) -> str:
        return f"{WEEKDAYS[self.weekday]}曜 {self.starts:%H:%M}"


class RotaException(tenancy.TenantOwned, Timestamps, db.Model):
    """A day on which a regular visit does not take place; it is not booked again."""

    __tablename__ = "rota_exception"
    __table_args__ = (
        tenancy.points_to("rota_slot", "rota_slot_id", ondelete="CASCADE"),
        sa.UniqueConstraint("tenant_id", "rota_slot_id", "day"),
    )

    rota_slot_id: Mapped[int]
    day: Mapped[date]
    reason: Mapped[str] = mapped_column(sa.Text, default="")

    @property
    def audit_label(self) -> str:
        return self.day.isoformat()
