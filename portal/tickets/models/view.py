"""Views of the ticket list that people keep."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel import tenancy
from portal.kernel.db import Timestamps, db


class SavedView(tenancy.TenantOwned, Timestamps, db.Model):
    """A named filter and order of the list, one person's own."""

    __tablename__ = "saved_view"
    __table_args__ = (
        tenancy.points_to("user_account", "user_id", ondelete="CASCADE"),
        sa.UniqueConstraint("tenant_id", "user_id", "name"),
    )

    user_id: Mapped[int]
    name: Mapped[str] = mapped_column(sa.Text)
    query: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
