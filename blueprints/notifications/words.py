"""How kinds of background work and states of mails are called on their pages."""

from portal.kernel.mail import MailStatus

WORK = {
    "mail.send": "メールの送信",
    "import.run": "ファイルの取り込み",
    "paper.make": "報告書のPDFの作成",
    "tickets.tell": "チケットの知らせの作成",
    "accounts.send_reset": "パスワード再設定の案内の作成",
    "accounts.clean_up": "古いサインインの記録の片付け",
    "kernel.clean_up": "済んだ処理の記録の片付け",
}
TONES = {MailStatus.WAITING: "info", MailStatus.SENT: "success", MailStatus.FAILED: "error"}


def work_label(kind: str) -> str:
    return WORK.get(kind, "そのほかの処理")
