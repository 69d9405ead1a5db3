"""Running numbers per tenant, series and fiscal year, without gaps or doubles."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel import tenancy
from portal.kernel.db import db


class RunningNumber(tenancy.TenantOwned, db.Model):
    """The last number given out in a series of a fiscal year."""

    __tablename__ = "running_number"
    __table_args__ = (sa.UniqueConstraint("tenant_id", "series", "year"),)

    series: Mapped[str] = mapped_column(sa.Text)
    year: Mapped[int] = mapped_column(sa.Integer)
    last: Mapped[int]


def next_numbers(series: str, year: int, count: int = 1) -> range:
    """Takes `count` numbers; others who want numbers of this series wait until the transaction ends."""
    statement = (
        insert(RunningNumber)
        .values(tenant_id=tenancy.current(), series=series, year=year, last=count)
        .on_conflict_do_update(
            index_elements=["tenant_id", "series", "year"], set_={"last": RunningNumber.last + count}
        )
        .returning(RunningNumber.last)
    )
    last = db.session.execute(statement).scalar_one()
    return range(last - count + 1, last + 1)


def give_back(series: str, year: int, count: int = 1) -> None:
    """Returns numbers taken in this transaction and not used; nobody can have taken later ones meanwhile."""
    next_numbers(series, year, -count)
