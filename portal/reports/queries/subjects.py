"""What the figures are about: schools, support categories, staff."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from portal.accounts.models import User
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.schools.models import School, SchoolType, Staff
from portal.schools.models.schools import shortened
from portal.tickets.models import CategoryGroup, SupportCategory


@dataclass(frozen=True)
class SchoolFact:
    id: int
    code: str
    name: str
    school_type: SchoolType
    is_branch: bool
    archived_at: datetime | None

    @property
    def short_name(self) -> str:
        return shortened(self.name)


@dataclass(frozen=True)
class CategoryFact:
    code: str
    group: CategoryGroup
    label: str
    hidden: bool


def schools() -> list[SchoolFact]:
    """Every school by code, archived ones too."""
    statement = sa.select(
        School.id, School.code, School.name, School.school_type, School.branch_of_id.is_not(None), School.archived_at
    )
    return [SchoolFact(*row) for row in db.session.execute(statement.order_by(School.code))]


def categories() -> list[CategoryFact]:
    """Every category in the tenant's order, hidden ones too."""
    statement = sa.select(
        SupportCategory.code, SupportCategory.group, SupportCategory.label, SupportCategory.hidden
    ).order_by(SupportCategory.position, SupportCategory.id)
    return [CategoryFact(*row) for row in db.session.execute(statement)]


def staff_on(day: date) -> tuple[int, bool]:
    """How many people are on the staff that day, and whether a lead is among them."""
    is_lead = User.roles.overlap([Role.LEAD.value])
    statement = (
        sa.select(sa.func.count(), sa.func.coalesce(sa.func.bool_or(is_lead), False))
        .select_from(Staff)
        .join(User, sa.and_(User.id == Staff.user_id, User.tenant_id == Staff.tenant_id))
        .where(Staff.starts_on <= day, sa.or_(Staff.ends_on.is_(None), Staff.ends_on >= day))
    )
    count, with_lead = db.session.execute(statement).one()
    return count, with_lead
