"""What the page of settings lists, in which order; other areas' pages are named here by their endpoint."""

from dataclasses import dataclass

from flask import current_app, url_for

from blueprints import guards
from portal.kernel.access import Permission


@dataclass(frozen=True)
class Setting:
    """One entry of the page; passed over where its endpoint does not exist or the person may not open it."""

    title: str
    text: str
    icon: str
    endpoint: str
    permission: Permission


GROUPS: tuple[tuple[str, tuple[Setting, ...]], ...] = (
    (
        "暦と時間",
        (
            Setting("年度と学期", "学期の名前と開始日", "calendar", "settings.terms", Permission.CALENDAR_MANAGE),
            Setting("開所時間", "曜日ごとの時間と休憩", "clock", "settings.hours", Permission.CALENDAR_MANAGE),
            Setting(
                "休業日", "国民の祝日と独自の休業日", "calendar-check", "settings.holidays", Permission.CALENDAR_MANAGE
            ),
        ),
    ),
    (
        "センターと人",
        (
            Setting("支援センター", "名前・電話・宛先", "building-2", "settings.centre", Permission.CALENDAR_MANAGE),
            Setting("職員", "支援員とリーダーの着任と離任", "users", "staff.index", Permission.SCHOOL_MANAGE),
            Setting("利用者", "アカウントと役割", "user-plus", "users.index", Permission.USER_MANAGE),
        ),
    ),
    (
        "訪問",
        (
            Setting("巡回表", "だれが毎週どの学校にいるか", "calendar-range", "rota.index", Permission.ROTA_MANAGE),
            Setting("休み", "年休や研修と、その代理", "calendar-x", "rota.absences", Permission.ROTA_MANAGE),
            Setting("移動時間", "学校から学校までの分数", "car", "travel.index", Permission.ROTA_MANAGE),
            Setting("訪問の設定", "週の上限、予定に入れる先", "clock", "travel.settings", Permission.ROTA_MANAGE),
        ),
    ),
    (
        "日報",
        (
            Setting(
                "日報の設定",
                "未提出の知らせ、学校の確認",
                "notebook-pen",
                "log_settings.edit",
                Permission.CALENDAR_MANAGE,
            ),
        ),
    ),
    (
        "データ",
        (
            Setting("支援分類", "分類の名前と、使う・使わない", "tag", "categories.index", Permission.CATEGORY_MANAGE),
            Setting(
                "ファイルの取り込み",
                "学校・チケットなどをCSVやExcelから",
                "upload",
                "imports.index",
                Permission.IMPORT_RUN,
            ),
            Setting("送ったメール", "送信の状態と内容", "mail", "mails.index", Permission.MAIL_READ),
            Setting("操作の記録", "だれが、いつ、何をしたか", "history", "audit.index", Permission.AUDIT_READ),
        ),
    ),
)
LISTED_BLUEPRINTS = frozenset(setting.endpoint.split(".")[0] for _, group in GROUPS for setting in group)
PERMISSIONS = tuple({setting.permission: None for _, group in GROUPS for setting in group})


def import_page(kind: str) -> str | None:
    """Where a file of this kind is taken in; None for who may not."""
    may = guards.actor().can(Permission.IMPORT_RUN) and "imports.create" in current_app.view_functions
    return url_for("imports.create", kind=kind) if may else None
