"""Monthly reports: of a supporter, of a school, of the centre."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel import tenancy
from portal.kernel.choices import Choice, choice_column
from portal.kernel.db import Timestamps, db, reference


class ReportScope(Choice):
    SUPPORTER = "supporter", "支援員別"
    SCHOOL = "school", "学校別"
    CENTRE = "centre", "センター全体"


class ReportStatus(Choice):
    DRAFT = "draft", "作成中"
    SUBMITTED = "submitted", "提出済み"
    CHECKED = "checked", "点検済み"
    APPROVED = "approved", "承認済み"


class MonthlyReport(tenancy.TenantOwned, Timestamps, db.Model):
    """A month's report; its figures come from the logs until it is approved, then from `snapshot` for ever.

    `subject_key` is the user's or school's id, 0 for the centre: one report a month and subject.
    """

    __tablename__ = "monthly_report"
    __table_args__ = (
        tenancy.points_to("user_account", "user_id"),
        tenancy.points_to("school", "school_id"),
        tenancy.points_to("stored_file", "file_id"),
        sa.UniqueConstraint("tenant_id", "month", "scope", "subject_key"),
        sa.UniqueConstraint("tenant_id", "code"),
        sa.CheckConstraint("(scope = 'supporter') = (user_id IS NOT NULL)", name="supporter"),
        sa.CheckConstraint("(scope = 'school') = (school_id IS NOT NULL)", name="school"),
        sa.CheckConstraint("subject_key = coalesce(user_id, school_id, 0)", name="subject_key"),
        sa.CheckConstraint("extract(day FROM month) = 1", name="month"),
        sa.CheckConstraint("status <> 'approved' OR snapshot IS NOT NULL", name="frozen"),
    )

    month: Mapped[date]
    scope: Mapped[ReportScope] = choice_column(ReportScope)
    subject_key: Mapped[int]
    user_id: Mapped[int | None]
    school_id: Mapped[int | None]
    code: Mapped[str] = mapped_column(sa.Text, doc="報告書番号, e.g. R4-11-S007")
    status: Mapped[ReportStatus] = choice_column(ReportStatus, default=ReportStatus.DRAFT)
    issues: Mapped[str] = mapped_column(sa.Text, default="", doc="課題及び提案")
    proposals: Mapped[str] = mapped_column(sa.Text, default="")
    return_reason: Mapped[str] = mapped_column(sa.Text, default="")
    submitted_at: Mapped[datetime | None]
    submitted_by_name: Mapped[str] = mapped_column(sa.Text, default="")
    checked_at: Mapped[datetime | None]
    checked_by_name: Mapped[str] = mapped_column(sa.Text, default="")
    approved_at: Mapped[datetime | None]
    approved_by_name: Mapped[str] = mapped_column(sa.Text, default="")
    snapshot: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    file_id: Mapped[int | None]
    version: Mapped[int] = mapped_column(sa.Integer, default=1)

    user = reference("MonthlyReport", "user_id", "User")
    school = reference("MonthlyReport", "school_id", "School")
    file = reference("MonthlyReport", "file_id", "StoredFile")

    __mapper_args__ = {"version_id_col": version}

    @property
    def audit_label(self) -> str:
        return f"{self.code} 月次業務報告書"
