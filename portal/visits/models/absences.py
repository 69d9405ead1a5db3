"""When a member of staff is away."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel import tenancy
from portal.kernel.choices import Choice, choice_column
from portal.kernel.db import Timestamps, db, reference


class AbsenceKind(Choice):
    ANNUAL_LEAVE = "annual_leave", "年休"
    SICK = "sick", "病休"
    TRAINING = "training", "研修受講"
    OTHER = "other", "その他"


class DayPart(Choice):
    ALL = "all", "終日"
    MORNING = "morning", "午前"
    AFTERNOON = "afternoon", "午後"


class Absence(tenancy.TenantOwned, Timestamps, db.Model):
    """A person's absence; `part` other than ALL only on a single day. Noon divides morning and afternoon."""

    __tablename__ = "absence"
    __table_args__ = (
        tenancy.points_to("user_account", "user_id"),
        sa.CheckConstraint("first_day <= last_day", name="period"),
        sa.CheckConstraint("part = 'all' OR first_day = last_day", name="part_of_one_day"),
        sa.Index("ix_absence_person", "tenant_id", "user_id", "first_day"),
        sa.Index("ix_absence_day", "tenant_id", "first_day", "last_day"),
    )

    user_id: Mapped[int]
    first_day: Mapped[date]
    last_day: Mapped[date]
    part: Mapped[DayPart] = choice_column(DayPart, default=DayPart.ALL)
    kind: Mapped[AbsenceKind] = choice_column(AbsenceKind)
    note: Mapped[str] = mapped_column(sa.Text, default="")
    cancelled_at: Mapped[datetime | None]

    user = reference("Absence", "user_id", "User")

    @property
    def audit_label(self) -> str:
        return f"{self.first_day.isoformat()} {self.kind.label}"
