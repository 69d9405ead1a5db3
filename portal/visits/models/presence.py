"""When a supporter came to a school and left it."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel import tenancy
from portal.kernel.db import db, reference


class Presence(tenancy.TenantOwned, db.Model):
    """A stay at a school, or at the centre without `school_id`; one open stay a person. Place only where wanted.

    `forgotten`: nobody said when it ended. It is over, and `left_at` stays empty, since no time is invented.
    """

    __tablename__ = "presence"
    __table_args__ = (
        tenancy.points_to("user_account", "user_id"),
        tenancy.points_to("school", "school_id"),
        sa.UniqueConstraint("tenant_id", "client_key"),
        sa.CheckConstraint("left_at IS NULL OR arrived_at <= left_at", name="period"),
        sa.CheckConstraint("NOT forgotten OR left_at IS NULL", name="forgotten"),
        sa.Index("ix_presence_person", "tenant_id", "user_id", "day"),
        sa.Index("ix_presence_school", "tenant_id", "school_id", "day"),
        sa.Index(
            "uq_presence_open",
            "tenant_id",
            "user_id",
            unique=True,
            postgresql_where=sa.text("left_at IS NULL AND NOT forgotten"),
        ),
    )

    user_id: Mapped[int]
    day: Mapped[date]
    school_id: Mapped[int | None]
    arrived_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    forgotten: Mapped[bool] = mapped_column(sa.Boolean, default=False)
    latitude: Mapped[float | None] = mapped_column(sa.Float)
    longitude: Mapped[float | None] = mapped_column(sa.Float)
    client_key: Mapped[str | None] = mapped_column(sa.Text, doc="made by the device, so that it is sent once")

    user = reference("Presence", "user_id", "User")
    school = reference("Presence", "school_id", "School")

    @property
    def is_open(self) -> bool:
        return self.left_at is None and not self.forgotten

    @property
    def audit_label(self) -> str:
        return self.day.isoformat()
