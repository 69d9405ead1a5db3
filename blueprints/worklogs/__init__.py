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
    settings,
    steps,
    taking,
)
from blueprints.worklogs.blueprint import confirmations, device, log_settings, monthly_reports, worklogs

__all__ = [
    "bulk",
    "confirmations",
    "confirming",
    "device",
    "entries",
    "entry_steps",
    "home_panel",
    "log_settings",
    "logs",
    "monthly",
    "monthly_reports",
    "monthly_steps",
    "offline",
    "review",
    "settings",
    "steps",
    "taking",
    "worklogs",
]
