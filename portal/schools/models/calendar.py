"""The tenant's calendar: fiscal years, terms, working hours, and changes to the national holidays."""

from datetime import date, time

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel import tenancy
from portal.kernel.db import Timestamps, children, db


class FiscalYear(tenancy.TenantOwned, Timestamps, db.Model):
    """A fiscal year, named by the calendar year it begins in; `ends_on` is its last day."""

    __tablename__ = "fiscal_year"
    __table_args__ = (
        sa.UniqueConstraint("tenant_id", "year"),
        sa.CheckConstraint("starts_on < ends_on", name="period"),
        sa.CheckConstraint("year BETWEEN 2000 AND 2100", name="year"),
    )

    year: Mapped[int] = mapped_column(sa.Integer)
    starts_on: Mapped[date]
    ends_on: Mapped[date]

    terms = children("FiscalYear", "Term", "fiscal_year_id", order_by="Term.starts_on")

    @property
    def audit_label(self) -> str:
        return f"{self.year}年度"


class Term(tenancy.TenantOwned, db.Model):
    """A school term, known by its first day; `queries.terms` says until when it runs."""

    __tablename__ = "term"
    __table_args__ = (
        tenancy.points_to("fiscal_year", "fiscal_year_id", ondelete="CASCADE"),
        sa.UniqueConstraint("tenant_id", "starts_on"),
        sa.UniqueConstraint("tenant_id", "fiscal_year_id", "name"),
    )

    fiscal_year_id: Mapped[int]
    name: Mapped[str] = mapped_column(sa.Text)
    starts_on: Mapped[date]


class WorkingHours(tenancy.TenantOwned, db.Model):
    """Opening hours of the centre on one weekday (0 = Monday); a weekday without a row is closed."""

    __tablename__ = "working_hours"
    __table_args__ = (
        sa.UniqueConstraint("tenant_id", "weekday"),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        sa.CheckConstraint("opens < closes", name="opens"),
        sa.CheckConstraint(
            "(break_starts IS NULL) = (break_ends IS NULL) AND (break_starts IS NULL OR "
            "(opens <= break_starts AND break_starts < break_ends AND break_ends <= closes))",
            name="break",
        ),
    )

    weekday: Mapped[int] = mapped_column(sa.Integer)
    opens: Mapped[time]
    closes: Mapped[time]
    break_starts: Mapped[time | None]
    break_ends: Mapped[time | None]


class HolidayChange(tenancy.TenantOwned, Timestamps, db.Model):
    """A day the tenant adds to the national holidays, or (`works`) a holiday on which it works."""

    __tablename__ = "holiday_change"
    __table_args__ = (sa.UniqueConstraint("tenant_id", "day"),)

    day: Mapped[date]
    name: Mapped[str] = mapped_column(sa.Text)
    works: Mapped[bool] = mapped_column(sa.Boolean, default=False)

    @property
    def audit_label(self) -> str:
        return f"{self.day.isoformat()} {self.name}"
