"""Running numbers per tenant, series and fiscal year, without gaps or doubles."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql.dml import ReturningInsert

from portal.kernel import tenancy
from portal.kernel.db import db
from portal.kernel.rendered import TENANT, fetch


class RunningNumber(tenancy.TenantOwned, db.Model):
    """The last number given out in a series of a fiscal year."""

    __tablename__ = "running_number"
    __table_args__ = (sa.UniqueConstraint("tenant_id", "series", "year"),)

    series: Mapped[str] = mapped_column(sa.Text)
    year: Mapped[int] = mapped_column(sa.Integer)
    last: Mapped[int]


def next_numbers(series: str, year: int, count: int = 1) -> range:
    """Takes `count` numbers; others who want numbers of this series wait until the transaction ends."""
    last = fetch(_take, series=series, year=year, count=count)[0].last
    return range(last - count + 1, last + 1)


def _take() -> ReturningInsert:
    numbers = RunningNumber.__table__
    count = sa.bindparam("count", type_=sa.BigInteger)
    series, year = sa.bindparam("series", type_=sa.Text), sa.bindparam("year", type_=sa.Integer)
    return (
        insert(numbers)
        .values(tenant_id=TENANT, series=series, year=year, last=count)
        .on_conflict_do_update(index_elements=["tenant_id", "series", "year"], set_={"last": numbers.c.last + count})
        .returning(numbers.c.last)
    )


def give_back(series: str, year: int, count: int = 1) -> None:
    """Returns numbers taken in this transaction and not used; nobody can have taken later ones meanwhile."""
    next_numbers(series, year, -count)
