"""How the record's parts are called on its page, and which page shows what a row is about."""

from collections.abc import Callable

from flask import current_app, url_for

from portal.kernel.access import Permission
from portal.kernel.audit import ACTION_LABELS, AuditEvent

EXPORTS = "exports"

# The first part of actions. Those that no area registers an action for are left out of the list.
NOUNS: tuple[tuple[str, str], ...] = (
    ("ticket", "チケット"),
    ("booking", "予定"),
    ("paper", "報告書"),
    ("report", "集計"),
    ("school", "学校"),
    ("school_contact", "学校の連絡先"),
    ("staff", "職員"),
    ("user", "利用者"),
    ("session", "サインイン"),
    ("sign_in", "サインインの失敗"),
    ("account_policy", "サインインの決まり"),
    ("fiscal_year", "年度と学期"),
    ("working_hours", "開所時間"),
    ("holiday_change", "休業日"),
    ("support_centre", "支援センター"),
    ("category", "支援分類"),
    ("view", "保存した見方"),
    ("import", "取り込み"),
    ("mail", "メール"),
    ("work", "止まった処理"),
    ("tenant", "自治体・団体"),
    ("audit", "操作の記録"),
)

PAGES: dict[str, tuple[str, str, Permission]] = {
    "ticket": ("tickets.show", "ticket_id", Permission.TICKET_READ),
    "school": ("schools.show", "school_id", Permission.SCHOOL_READ),
    "user_account": ("users.show", "user_id", Permission.USER_MANAGE),
    "mail": ("mails.show", "mail_id", Permission.MAIL_READ),
    "import_run": ("imports.show", "run_id", Permission.IMPORT_RUN),
}


def kinds() -> list[tuple[str, str]]:
    """What the list can be narrowed to: value and label."""
    known = {action.partition(".")[0] for action in ACTION_LABELS}
    return [(EXPORTS, "ファイルへの書き出し"), *(noun for noun in NOUNS if noun[0] in known)]


def page_of(may: Callable[[Permission], bool]) -> Callable[[AuditEvent], str | None]:
    """A function from a row to the page of what it is about, for somebody with these rights."""

    def address(event: AuditEvent) -> str | None:
        endpoint, argument, permission = PAGES.get(event.subject_type, ("", "", Permission.AUDIT_READ))
        if endpoint not in current_app.view_functions or event.subject_id is None or not may(permission):
            return None
        return url_for(endpoint, **{argument: event.subject_id})

    return address
