"""Pages of daily logs: entries, hand-in, checks, confirmations, monthly reports, and the work without network."""

from blueprints.worklogs import (
    bulk,
    confirming,
    entries,
    entry_steps,
    home_panel,
    logs,
    offline,
    review,
    steps,
    taking,
)
from blueprints.worklogs.blueprint import confirmations, device, worklogs

__all__ = [
    "bulk",
    "confirmations",
    "confirming",
    "device",
    "entries",
    "entry_steps",
    "home_panel",
    "logs",
    "offline",
    "review",
    "steps",
    "taking",
    "worklogs",
]
