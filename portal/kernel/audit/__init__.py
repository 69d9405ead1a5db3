"""The append-only record of who did what: also the history that each record shows.

Rows are numbered and hash-chained per tenant by a trigger of the database's owner; the application may only INSERT.
"""

from portal.kernel.audit.exporting import export_events
from portal.kernel.audit.reading import (
    AuditFilter,
    Verification,
    count,
    count_events,
    first_break,
    history,
    list_events,
    verify,
)
from portal.kernel.audit.rows import ACTION_LABELS, FIELD_LABELS, AuditEvent, AuditHead, label_actions, label_fields
from portal.kernel.audit.writing import changed, record

__all__ = [
    "ACTION_LABELS",
    "FIELD_LABELS",
    "AuditEvent",
    "AuditFilter",
    "AuditHead",
    "Verification",
    "changed",
    "count",
    "count_events",
    "export_events",
    "first_break",
    "history",
    "label_actions",
    "label_fields",
    "list_events",
    "record",
    "verify",
]
