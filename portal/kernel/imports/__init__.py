"""The one way to take in a tabular file: opened and checked here, applied by the area that owns the rows."""

from portal.kernel.imports.parsers import choice, code, day, email, hour, integer, phone, postal, text
from portal.kernel.imports.run import ACCEPTED, UNCHANGED, ImportResult, run_import
from portal.kernel.imports.source import ImportRefused, Limits
from portal.kernel.imports.spec import Column, ImportSpec, Row, read
from portal.kernel.imports.tables import Table, open_table

__all__ = [
    "ACCEPTED",
    "UNCHANGED",
    "Column",
    "ImportRefused",
    "ImportResult",
    "ImportSpec",
    "Limits",
    "Row",
    "Table",
    "choice",
    "code",
    "day",
    "email",
    "hour",
    "integer",
    "open_table",
    "phone",
    "postal",
    "read",
    "run_import",
    "text",
]
