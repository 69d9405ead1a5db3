"""How the record's parts are called on its page, and which page shows what a row is about."""

from collections.abc import Callable

from flask import current_app, url_for

from portal.kernel.access import Permission
from portal.kernel.audit import AuditEvent

EXPORTS = "exports"

# What the list can be narrowed to: value, label, and the first parts of the actions that belong to it.
KINDS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("ticket", "チケット", ("ticket",)),
    (
        "visit",
        "訪問と予定",
        (
            "booking", "rota", "rota_slot", "absence", "presence", "school_confirmation", "visit_promise",
            "visit_settings", "travel_time", "calendar_feed",
        ),
    ),
    ("log", "日報と月次報告書", ("daily_log", "log_entry", "monthly_report", "worklog_settings")),
    ("report", "集計と報告書", ("report", "paper")),
    ("school", "学校と連絡先", ("school", "school_contact")),
    ("person", "利用者と職員", ("user", "staff", "account_policy")),
    ("session", "サインイン", ("session", "sign_in")),
    ("settings", "設定", ("fiscal_year", "working_hours", "holiday_change", "support_centre", "category", "view")),
    ("import", "取り込み", ("import",)),
    ("mail", "メールと止まった処理", ("mail", "work")),
    ("tenant", "自治体・団体", ("tenant",)),
    ("audit", "操作の記録", ("audit",)),
)  # fmt: skip

PAGES: dict[str, tuple[str, str, Permission]] = {
    "ticket": ("tickets.show", "ticket_id", Permission.TICKET_READ),
    "school": ("schools.show", "school_id", Permission.SCHOOL_READ),
    "user_account": ("users.show", "user_id", Permission.USER_MANAGE),
    "mail": ("mails.show", "mail_id", Permission.MAIL_READ),
    "import_run": ("imports.show", "run_id", Permission.IMPORT_RUN),
}


def kinds() -> list[tuple[str, str]]:
    """Value and label of what the list can be narrowed to."""
    return [(EXPORTS, "ファイルへの書き出し"), *((value, label) for value, label, _ in KINDS)]


def nouns_of(kind: str) -> tuple[str, ...]:
    return next((nouns for value, _, nouns in KINDS if value == kind), ())


def page_of(may: Callable[[Permission], bool]) -> Callable[[AuditEvent], str | None]:
    """A function from a row to the page of what it is about, for somebody with these rights."""

    def address(event: AuditEvent) -> str | None:
        endpoint, argument, permission = PAGES.get(event.subject_type, ("", "", Permission.AUDIT_READ))
        if endpoint not in current_app.view_functions or event.subject_id is None or not may(permission):
            return None
        return url_for(endpoint, **{argument: event.subject_id})

    return address
