"""Fiscal years and terms, and the days that each term covers."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from portal.kernel import tenancy
from portal.kernel.db import db
from portal.kernel.rendered import TENANT, fetch
from portal.schools.models import FiscalYear, Term


@dataclass(frozen=True)
class TermRange:
    """A term and the days that count in it: from `starts_on` until the day before `ends_before`."""

    term_id: int
    fiscal_year: int
    name: str
    starts_on: date
    ends_before: date

    @property
    def last_day(self) -> date:
        return self.ends_before - timedelta(days=1)


def term_ranges(tenant_id: Any = None) -> sa.Subquery:
    """One row a term of the current tenant: term_id, fiscal_year, name, starts_on, ends_before.

    `tenant_id` may be a parameter that stands for it, for statements that are made once and serve every tenant.
    A term runs until the next one of the same or the following fiscal year begins, so that days between terms
    belong to the term before; without such a term it runs until its own fiscal year's end.
    """
    following = (
        sa.select(
            Term.id.label("term_id"),
            FiscalYear.year.label("fiscal_year"),
            Term.name,
            Term.starts_on,
            FiscalYear.ends_on,
            sa.func.lead(Term.starts_on).over(order_by=Term.starts_on).label("next_starts_on"),
            sa.func.lead(FiscalYear.year).over(order_by=Term.starts_on).label("next_year"),
        )
        .join(FiscalYear, sa.and_(FiscalYear.id == Term.fiscal_year_id, FiscalYear.tenant_id == Term.tenant_id))
        .where(Term.tenant_id == (tenancy.current() if tenant_id is None else tenant_id))
        .subquery()
    )
    columns = following.c
    ends_before = sa.case(
        (columns.next_year <= columns.fiscal_year + 1, columns.next_starts_on), else_=columns.ends_on + 1
    )
    return sa.select(
        columns.term_id,
        columns.fiscal_year,
        columns.name,
        columns.starts_on,
        sa.type_coerce(ends_before, sa.Date).label("ends_before"),
    ).subquery("term_ranges")


def all_ranges() -> list[TermRange]:
    return [TermRange(*row) for row in fetch(_all)]


def _all() -> sa.Select:
    ranges = term_ranges(TENANT)
    return sa.select(ranges).order_by(ranges.c.starts_on)


def ranges_of(fiscal_year: int) -> list[TermRange]:
    """The terms of one year, in order; empty when none are set."""
    ranges = term_ranges()
    return _ranges(ranges, ranges.c.fiscal_year == fiscal_year)


def term_of(day: date) -> TermRange | None:
    """The term that a day counts in; None before the first term and outside of known years."""
    ranges = term_ranges()
    found = _ranges(ranges, ranges.c.starts_on <= day, ranges.c.ends_before > day)
    return found[0] if found else None


def _ranges(ranges: sa.Subquery, *conditions: sa.ColumnElement[bool]) -> list[TermRange]:
    rows = db.session.execute(sa.select(ranges).where(*conditions).order_by(ranges.c.starts_on))
    return [TermRange(*row) for row in rows]


def fiscal_year(year: int) -> FiscalYear | None:
    """The year with its terms."""
    return db.session.scalars(_fiscal_year(year)).one_or_none()


def existing_fiscal_year(year: int) -> FiscalYear:
    return db.session.scalars(_fiscal_year(year)).one()


def _fiscal_year(year: int) -> sa.Select[tuple[FiscalYear]]:
    statement = sa.select(FiscalYear).where(FiscalYear.year == year).options(selectinload(FiscalYear.terms))
    return statement.execution_options(populate_existing=True)


def fiscal_years() -> list[int]:
    """Years that are set up, newest first."""
    return list(db.session.scalars(sa.select(FiscalYear.year).order_by(FiscalYear.year.desc())))


def fiscal_year_rows() -> list[FiscalYear]:
    return list(db.session.scalars(sa.select(FiscalYear).order_by(FiscalYear.year.desc())))


def rows_of(year: FiscalYear) -> list[Term]:
    return list(db.session.scalars(sa.select(Term).where(Term.fiscal_year_id == year.id).order_by(Term.starts_on)))
