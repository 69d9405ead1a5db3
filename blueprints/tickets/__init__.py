"""Pages of tickets: the list, one ticket and each step of its life, making them, planning visits, categories."""

from blueprints.tickets import (  # noqa: F401  (each hangs its routes on the blueprints)
    appointment,
    bulk,
    category_views,
    edit,
    files,
    index,
    planning,
    receive,
    relations,
    saved_views,
    school_panel,
    show,
    work,
)
from blueprints.tickets.blueprint import categories, tickets

__all__ = ["categories", "tickets"]
