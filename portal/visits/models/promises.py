"""How many visits the contract promises each school."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel import tenancy
from portal.kernel.choices import Choice, choice_column
from portal.kernel.db import Timestamps, db, reference
from portal.schools.models import SchoolType


class PromiseUnit(Choice):
    YEAR = "year", "年度"
    TERM = "term", "学期"
    MONTH = "month", "月"


class VisitPromise(tenancy.TenantOwned, Timestamps, db.Model):
    """At least `visits` per unit, for one school or, where it has none of its own, for its type."""

    __tablename__ = "visit_promise"
    __table_args__ = (
        tenancy.points_to("school", "school_id"),
        sa.CheckConstraint("(school_id IS NULL) <> (school_type IS NULL)", name="one_subject"),
        sa.CheckConstraint("visits BETWEEN 1 AND 366", name="visits"),
        sa.CheckConstraint("ends_on IS NULL OR starts_on <= ends_on", name="period"),
        sa.Index("ix_visit_promise_school", "tenant_id", "school_id", "starts_on"),
    )

    school_id: Mapped[int | None]
    school_type: Mapped[SchoolType | None] = choice_column(SchoolType)
    unit: Mapped[PromiseUnit] = choice_column(PromiseUnit)
    visits: Mapped[int] = mapped_column(sa.Integer)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(sa.Integer, default=1)

    school = reference("VisitPromise", "school_id", "School")

    __mapper_args__ = {"version_id_col": version}

    @property
    def audit_label(self) -> str:
        return f"{self.unit.label}{self.visits}回"
