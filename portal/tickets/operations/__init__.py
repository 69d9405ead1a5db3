"""Verbs that change tickets and what belongs to them, reachable as `operations.<name>`."""

from portal.tickets.errors import (
    CodeTaken,
    NotNow,
    PlanRefused,
    TicketError,
    ViewNameTaken,
    WrongAssignee,
    WrongInput,
    WrongRelation,
)
from portal.tickets.operations.appointments import (
    accept_appointment,
    cancel_appointment,
    decline_appointment,
    mode_for,
    schedule_visit,
)
from portal.tickets.operations.bulk import BulkResult, bulk_assign, bulk_close, bulk_due
from portal.tickets.operations.categories import add_category, hide_category, relabel_category, show_category
from portal.tickets.operations.conversation import add_comment, add_files, ask_school
from portal.tickets.operations.files import MAX_FILE_BYTES, MAX_FILES, Upload
from portal.tickets.operations.planning import PlannedVisit, plan_visits, spread_visits
from portal.tickets.operations.receiving import EDITABLE, RESULT, SCHOOL_EDITABLE, edit_ticket, receive_ticket
from portal.tickets.operations.relations import follow_up_ticket, link_tickets, merge_tickets, unlink_tickets
from portal.tickets.operations.views import delete_view, rename_view, save_view
from portal.tickets.operations.work import (
    assign_ticket,
    cancel_ticket,
    close_ticket,
    reopen_ticket,
    resolve_ticket,
    start_work,
    triage_ticket,
)
from portal.tickets.rules import MAX_MINUTES, MAX_SUBJECT, MAX_TEXT, MAX_WISHES, Wish

__all__ = [
    "EDITABLE",
    "MAX_FILES",
    "MAX_FILE_BYTES",
    "MAX_MINUTES",
    "MAX_SUBJECT",
    "MAX_TEXT",
    "MAX_WISHES",
    "RESULT",
    "SCHOOL_EDITABLE",
    "BulkResult",
    "CodeTaken",
    "NotNow",
    "PlanRefused",
    "PlannedVisit",
    "TicketError",
    "Upload",
    "ViewNameTaken",
    "Wish",
    "WrongAssignee",
    "WrongInput",
    "WrongRelation",
    "accept_appointment",
    "add_category",
    "add_comment",
    "add_files",
    "ask_school",
    "assign_ticket",
    "bulk_assign",
    "bulk_close",
    "bulk_due",
    "cancel_appointment",
    "cancel_ticket",
    "close_ticket",
    "decline_appointment",
    "delete_view",
    "edit_ticket",
    "follow_up_ticket",
    "hide_category",
    "link_tickets",
    "merge_tickets",
    "mode_for",
    "plan_visits",
    "receive_ticket",
    "relabel_category",
    "rename_view",
    "reopen_ticket",
    "resolve_ticket",
    "save_view",
    "schedule_visit",
    "show_category",
    "spread_visits",
    "start_work",
    "triage_ticket",
    "unlink_tickets",
]
