"""Papers issued: a frozen snapshot of the figures and the PDF made from it once."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel import clock, tenancy
from portal.kernel.choices import Choice, choice_column
from portal.kernel.db import db, reference

MAKE_PAPER = "paper.make"


class PaperKind(Choice):
    TERMS = "terms", "学期別支援件数"


class Paper(tenancy.TenantOwned, db.Model):
    """A paper with its number (集計番号). Without `file_id` the worker is still making the PDF."""

    __tablename__ = "paper"
    __table_args__ = (
        tenancy.points_to("stored_file", "file_id"),
        sa.UniqueConstraint("tenant_id", "code"),
        sa.UniqueConstraint("tenant_id", "once_key"),
        sa.Index("ix_paper_listing", "tenant_id", "id"),
    )

    kind: Mapped[PaperKind] = choice_column(PaperKind)
    code: Mapped[str] = mapped_column(sa.Text, doc="集計番号, e.g. R4-T-0058")
    document_number: Mapped[str] = mapped_column(sa.Text, default="")
    title: Mapped[str] = mapped_column(sa.Text)
    issued_on: Mapped[date]
    issued_by_id: Mapped[int | None]
    issued_by_name: Mapped[str] = mapped_column(sa.Text)
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSONB)
    file_id: Mapped[int | None]
    once_key: Mapped[str | None] = mapped_column(sa.Text)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    file = reference("Paper", "file_id", "StoredFile")

    @property
    def audit_label(self) -> str:
        return f"{self.code} {self.title}"
