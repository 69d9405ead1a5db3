"""Verbs that change logs and what belongs to them, reachable as `operations.<name>`."""

from portal.tickets.operations import Upload
from portal.worklogs.errors import (
    LinkExpired,
    LinkUsed,
    LinkWithdrawn,
    Locked,
    Missing,
    Overlap,
    OwnLog,
    Question,
    Unconfirmable,
    WorklogError,
    WorthAsking,
    WrongInput,
)
from portal.worklogs.operations.checks import (
    BulkResult,
    approve_log,
    bulk_approve,
    bulk_check,
    check_log,
    return_log,
)
from portal.worklogs.operations.confirmations import confirm_as_school, confirm_by_link
from portal.worklogs.operations.drafts import copy_from_latest, draft_entries
from portal.worklogs.operations.entries import (
    confirm_entry,
    edit_entry,
    entry_data,
    mark_good_practice,
    record_entry,
    remove_entry,
)
from portal.worklogs.operations.logs import correct_log, open_log, set_hours, submit_log
from portal.worklogs.operations.photos import MAX_PHOTOS, add_photos, remove_photo
from portal.worklogs.operations.settings import edit_settings

__all__ = [
    "MAX_PHOTOS",
    "BulkResult",
    "LinkExpired",
    "LinkUsed",
    "LinkWithdrawn",
    "Locked",
    "Missing",
    "Overlap",
    "OwnLog",
    "Question",
    "Unconfirmable",
    "Upload",
    "WorklogError",
    "WorthAsking",
    "WrongInput",
    "add_photos",
    "approve_log",
    "bulk_approve",
    "bulk_check",
    "check_log",
    "confirm_as_school",
    "confirm_by_link",
    "confirm_entry",
    "copy_from_latest",
    "correct_log",
    "draft_entries",
    "edit_entry",
    "edit_settings",
    "entry_data",
    "mark_good_practice",
    "open_log",
    "record_entry",
    "remove_entry",
    "remove_photo",
    "return_log",
    "set_hours",
    "submit_log",
]
