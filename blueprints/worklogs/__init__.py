"""Pages of daily logs: entries, hand-in, checks, confirmations, monthly reports, and the work without network."""

from blueprints.worklogs import (
    bulk,
    confirming,
    entries,
    entry_steps,
    home_panel,
    logs,
    monthly,
    monthly_steps,
    offline,
    review,
    steps,
    taking,
)
from blueprints.worklogs.blueprint import confirmations, device, monthly_reports, worklogs

__all__ = [
    "bulk",
    "confirmations",
    "confirming",
    "device",
    "entries",
    "entry_steps",
    "home_panel",
    "logs",
    "monthly",
    "monthly_reports",
    "monthly_steps",
    "offline",
    "review",
    "steps",
    "taking",
    "worklogs",
]
