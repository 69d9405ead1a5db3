"""The tables of the audit record, and how actions and fields are called in it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel import clock, tenancy
from portal.kernel.db import db


class AuditEvent(tenancy.TenantOwned, db.Model):
    """One thing done. `changes` maps a field to [before, after]; `internal` ones are hidden from schools."""

    __tablename__ = "audit_event"
    __table_args__ = (
        sa.UniqueConstraint("tenant_id", "seq"),
        sa.Index("ix_audit_event_subject", "tenant_id", "subject_type", "subject_id", "seq"),
        sa.Index("ix_audit_event_actor", "tenant_id", "actor_id", "seq"),
        sa.Index("ix_audit_event_action", "tenant_id", "action", "seq"),
    )

    seq: Mapped[int] = mapped_column(server_default=sa.FetchedValue(), doc="1, 2, 3 … per tenant, without gaps")
    at: Mapped[datetime] = mapped_column(default=clock.now)
    actor_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(sa.Text)
    address: Mapped[str] = mapped_column(sa.Text, default="")
    action: Mapped[str] = mapped_column(sa.Text)
    subject_type: Mapped[str] = mapped_column(sa.Text)
    subject_id: Mapped[int | None]
    subject_label: Mapped[str] = mapped_column(sa.Text, default="")
    changes: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    internal: Mapped[bool] = mapped_column(sa.Boolean, default=False)
    prev_hash: Mapped[str] = mapped_column(sa.Text, server_default=sa.FetchedValue())
    hash: Mapped[str] = mapped_column(sa.Text, server_default=sa.FetchedValue())

    @property
    def action_label(self) -> str:
        return ACTION_LABELS.get(self.action, self.action)

    @property
    def labelled_changes(self) -> list[tuple[str, Any, Any]]:
        """(field as people call it, before, after) of each change."""
        return [
            (FIELD_LABELS.get((self.subject_type, field), field), old, new)
            for field, (old, new) in self.changes.items()
        ]


class AuditHead(tenancy.TenantOwned, db.Model):
    """The newest number and hash of a tenant's chain; written by the owner's trigger, closed to the application."""

    __tablename__ = "audit_head"
    __table_args__ = (sa.UniqueConstraint("tenant_id"),)

    seq: Mapped[int]
    hash: Mapped[str] = mapped_column(sa.Text)


ACTION_LABELS: dict[str, str] = {}
FIELD_LABELS: dict[tuple[str, str], str] = {}


def label_actions(labels: Mapping[str, str]) -> None:
    """Registers the Japanese labels of an area's actions; called when the area is imported."""
    ACTION_LABELS.update(labels)


def label_fields(subject_type: str, labels: Mapping[str, str]) -> None:
    """Registers how a table's fields are called in histories."""
    FIELD_LABELS.update({(subject_type, field): label for field, label in labels.items()})
