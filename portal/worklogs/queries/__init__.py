"""Every SELECT on logs, entries, confirmations and monthly reports."""

from portal.worklogs.queries.confirmations import (
    by_token,
    confirmation,
    confirmations_of,
    waiting_for_school,
)
from portal.worklogs.queries.days import (
    bare_log,
    day_log,
    entries_of,
    entry,
    entry_by_client_key,
    entry_by_id,
    frequent_codes,
    latest_log_before,
    log_of,
    log_with_person,
    made_log,
    photo,
    photos_of,
    revisions_of,
    visible_log,
    visible_logs,
)
from portal.worklogs.queries.facts import Facts, absence_on, active_leads, facts, others_lead, person, settings
from portal.worklogs.queries.figures import group_minutes, group_series, month_figures, month_sums
from portal.worklogs.queries.lists import LogRow, count_by_status, log_page
from portal.worklogs.queries.missing import MissingLog, missing_logs
from portal.worklogs.queries.sources import bookings_to_log, tickets_to_log, usual_code

__all__ = [
    "Facts",
    "LogRow",
    "MissingLog",
    "absence_on",
    "active_leads",
    "bare_log",
    "bookings_to_log",
    "by_token",
    "confirmation",
    "confirmations_of",
    "count_by_status",
    "day_log",
    "entries_of",
    "entry",
    "entry_by_client_key",
    "entry_by_id",
    "facts",
    "frequent_codes",
    "group_minutes",
    "group_series",
    "latest_log_before",
    "log_of",
    "log_page",
    "log_with_person",
    "made_log",
    "missing_logs",
    "month_figures",
    "month_sums",
    "others_lead",
    "person",
    "photo",
    "photos_of",
    "revisions_of",
    "settings",
    "tickets_to_log",
    "usual_code",
    "visible_log",
    "visible_logs",
    "waiting_for_school",
]
