"""The people of the field: contacts at schools and staff of the support centre."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel import tenancy
from portal.kernel.db import Timestamps, db, reference


class SchoolContact(tenancy.TenantOwned, Timestamps, db.Model):
    """A person at a school to whom answers go. With `user_id` the person signs in for the school."""

    __tablename__ = "school_contact"
    __table_args__ = (
        tenancy.points_to("school", "school_id"),
        tenancy.points_to("user_account", "user_id"),
        sa.UniqueConstraint("tenant_id", "user_id"),
        sa.Index("ix_school_contact_school", "tenant_id", "school_id"),
    )

    school_id: Mapped[int]
    user_id: Mapped[int | None]
    name: Mapped[str] = mapped_column(sa.Text)
    post: Mapped[str] = mapped_column(sa.Text, default="", doc="教頭, 情報教育主任 …")
    email: Mapped[str] = mapped_column(sa.Text, default="")
    telephone: Mapped[str] = mapped_column(sa.Text, default="")
    receives_mail: Mapped[bool] = mapped_column(sa.Boolean, default=True)
    archived_at: Mapped[datetime | None]

    school = reference("SchoolContact", "school_id", "School")
    user = reference("SchoolContact", "user_id", "User")

    @property
    def audit_label(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """Where mails for this person go: the contact's own address, else the account's while it is in use."""
        if self.email or self.user_id is None:
            return self.email
        return self.user.email if self.user.is_active else ""


class Staff(tenancy.TenantOwned, Timestamps, db.Model):
    """A member of the support centre's staff: supporters and leads, from a day to a day."""

    __tablename__ = "staff"
    __table_args__ = (
        tenancy.points_to("user_account", "user_id"),
        sa.UniqueConstraint("tenant_id", "user_id"),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="period"),
    )

    user_id: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    telephone: Mapped[str] = mapped_column(sa.Text, default="")
    note: Mapped[str] = mapped_column(sa.Text, default="")

    user = reference("Staff", "user_id", "User")

    @property
    def audit_label(self) -> str:
        return self.user.name if "user" in self.__dict__ else ""
