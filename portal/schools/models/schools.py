"""Schools and the support centre that serves them."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel import tenancy
from portal.kernel.choices import Choice, choice_column
from portal.kernel.db import Timestamps, db, reference
from portal.kernel.text import search_key


def shortened(name: str) -> str:
    """A school's name as people say it in lists: 若葉小学校 → 若葉小."""
    return name.removesuffix("学校") if name.endswith(("小学校", "中学校")) else name


class SchoolType(Choice):
    KINDERGARTEN = "kindergarten", "幼稚園"
    ELEMENTARY = "elementary", "小学校"
    JUNIOR_HIGH = "junior_high", "中学校"
    COMPULSORY = "compulsory", "義務教育学校"
    HIGH = "high", "高等学校"
    SECONDARY = "secondary", "中等教育学校"
    SPECIAL_NEEDS = "special_needs", "特別支援学校"


class School(tenancy.TenantOwned, Timestamps, db.Model):
    """A school of the municipality; a branch school points to its main school."""

    __tablename__ = "school"
    __table_args__ = (
        tenancy.points_to("school", "branch_of_id"),
        sa.UniqueConstraint("tenant_id", "code"),
        sa.CheckConstraint("pupils >= 0", name="pupils"),
        sa.CheckConstraint("branch_of_id <> id", name="branch_of"),
    )

    code: Mapped[str] = mapped_column(sa.Text)
    name: Mapped[str] = mapped_column(sa.Text)
    school_type: Mapped[SchoolType] = choice_column(SchoolType)
    branch_of_id: Mapped[int | None]
    postal_code: Mapped[str] = mapped_column(sa.Text, default="")
    address: Mapped[str] = mapped_column(sa.Text, default="")
    telephone: Mapped[str] = mapped_column(sa.Text, default="")
    pupils: Mapped[int] = mapped_column(sa.Integer, default=0)
    search: Mapped[str] = mapped_column(sa.Text, default="")
    archived_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(sa.Integer, default=1)

    branch_of = reference("School", "branch_of_id", "School", remote_side="[School.tenant_id, School.id]")

    __mapper_args__ = {"version_id_col": version}

    @property
    def audit_label(self) -> str:
        return self.name

    @property
    def short_name(self) -> str:
        return shortened(self.name)

    def index_for_search(self) -> None:
        self.search = f"{search_key(self.code)} {search_key(self.name)}"


class SupportCentre(tenancy.TenantOwned, Timestamps, db.Model):
    """The GIGA school support centre as it stands on papers and pages: one row a tenant."""

    __tablename__ = "support_centre"
    __table_args__ = (sa.UniqueConstraint("tenant_id"),)

    name: Mapped[str] = mapped_column(sa.Text)
    telephone: Mapped[str] = mapped_column(sa.Text, default="")
    extension: Mapped[str] = mapped_column(sa.Text, default="")
    head_post: Mapped[str] = mapped_column(sa.Text, default="センター長")
    head_name: Mapped[str] = mapped_column(sa.Text, default="")
    contact_names: Mapped[str] = mapped_column(sa.Text, default="")
    addressee: Mapped[str] = mapped_column(sa.Text, default="", doc="to whom reports go, e.g. 教育委員会教育長")
    document_prefix: Mapped[str] = mapped_column(sa.Text, default="", doc="before 第…号, e.g. あ運支")
