"""How kinds of background work and states of mails are called on their pages."""

from portal.kernel.mail import MailStatus

WORK = {
    "mail.send": "メールの送信",
    "import.run": "ファイルの取り込み",
    "paper.make": "報告書のPDFの作成",
    "tickets.tell": "チケットの知らせの作成",
    "accounts.send_reset": "パスワード再設定の案内の作成",
    "worklogs.tell_returned": "日報の差し戻しの知らせ",
    "worklogs.paper": "月次業務報告書のPDF",
    "worklogs.remind": "日報の提出を促す準備",
    "worklogs.remind_person": "日報の提出を促す知らせ",
    "worklogs.remind_lead": "日報の点検を促す知らせ",
    "visits.book_rota": "定例の訪問の予定への登録",
    "accounts.clean_up": "古いサインインの記録の片付け",
    "kernel.clean_up": "済んだ処理の記録の片付け",
}
# What the first word of a technical reason means to people.
REASONS = {
    "ConnectionRefusedError": "相手のサーバーにつながりませんでした。",
    "gaierror": "相手のサーバーが見つかりませんでした。",
    "TimeoutError": "相手のサーバーから返事がありませんでした。",
    "SMTPServerDisconnected": "相手のサーバーとのやりとりが途中で切れました。",
    "SMTPAuthenticationError": "メールサーバーが、このシステムからの送信を認めませんでした。",
    "SMTPRecipientsRefused": "相手のサーバーが、この宛先を受け付けませんでした。",
    "SMTPDataError": "相手のサーバーが、このメールを受け付けませんでした。",
    "SMTPNotSupportedError": "相手のサーバーが、この宛先の文字を扱えませんでした。",
    "HeaderParseError": "メールアドレスの形が正しくありません。",
    "InvalidHeaderDefect": "メールアドレスの形が正しくありません。",
    "JobTimeoutException": "時間内に終わりませんでした。",
    "PdfRefused": "書類を作れませんでした。",
}
OTHER_REASON = "処理の途中で問題が起きました。"
TONES = {MailStatus.WAITING: "info", MailStatus.SENT: "success", MailStatus.FAILED: "error"}


def work_label(kind: str) -> str:
    return WORK.get(kind, "そのほかの処理")


def reason(error: str) -> str:
    """The technical reason in plain words; one that is in Japanese already stays."""
    return REASONS.get(error.partition(":")[0], OTHER_REASON if error.isascii() else error)
