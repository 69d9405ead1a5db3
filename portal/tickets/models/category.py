"""The ministry's list of support work (four groups, 28 items) as a tenant uses it."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel import tenancy
from portal.kernel.choices import Choice, choice_column
from portal.kernel.db import Timestamps, db


class CategoryGroup(Choice):
    LESSON = "lesson", "授業支援"
    SCHOOL_AFFAIRS = "school_affairs", "校務支援"
    ENVIRONMENT = "environment", "環境整備"
    IN_HOUSE_TRAINING = "in_house_training", "校内研修"


class SupportCategory(tenancy.TenantOwned, Timestamps, db.Model):
    """One item, known by its code because labels repeat. A tenant may relabel or hide it, or add its own."""

    __tablename__ = "support_category"
    __table_args__ = (sa.UniqueConstraint("tenant_id", "code"),)

    code: Mapped[str] = mapped_column(sa.Text)
    group: Mapped[CategoryGroup] = choice_column(CategoryGroup)
    label: Mapped[str] = mapped_column(sa.Text)
    position: Mapped[int] = mapped_column(sa.Integer)
    national: Mapped[bool] = mapped_column(sa.Boolean, default=False, doc="an item of the ministry's list")
    hidden: Mapped[bool] = mapped_column(sa.Boolean, default=False)

    @property
    def audit_label(self) -> str:
        return f"{self.code} {self.label}"
