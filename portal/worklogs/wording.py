"""What actions and fields of logs are called in histories."""

from portal.kernel import audit

audit.label_actions(
    {
        "daily_log.edited": "日報の勤務時間・備考を変更した",
        "daily_log.drafted": "日報の下書きを作った",
        "daily_log.submitted": "日報を提出した",
        "daily_log.checked": "日報を点検した",
        "daily_log.approved": "日報を承認した",
        "daily_log.returned": "日報を差し戻した",
        "daily_log.corrected": "日報の訂正を始めた",
        "log_entry.recorded": "日報に記録した",
        "log_entry.edited": "日報の記録を変更した",
        "log_entry.confirmed": "日報の下書きを確定した",
        "log_entry.removed": "日報の記録を削除した",
        "log_entry.marked": "好事例の印を変更した",
        "log_entry.photographed": "日報の記録に写真を付けた",
        "log_entry.photo_removed": "日報の記録の写真を外した",
        "school_confirmation.confirmed": "学校が訪問を確認した",
        "worklog_settings.edited": "日報の設定を変更した",
        "monthly_report.created": "月次業務報告書を作った",
        "monthly_report.edited": "月次業務報告書を変更した",
        "monthly_report.submitted": "月次業務報告書を提出した",
        "monthly_report.checked": "月次業務報告書を点検した",
        "monthly_report.returned": "月次業務報告書を差し戻した",
        "monthly_report.approved": "月次業務報告書を承認した",
        "monthly_report.exported": "月次業務報告書を書き出した",
    }
)
audit.label_fields(
    "daily_log",
    {
        "starts": "始業",
        "ends": "終業",
        "note": "備考",
        "status": "状態",
        "submitted_at": "提出日時",
        "revision": "版",
        "entries": "件数",
    },
)
audit.label_fields(
    "log_entry",
    {
        "school": "学校",
        "mode": "形態",
        "category_code": "分類",
        "minutes": "時間（分）",
        "starts": "開始",
        "ends": "終了",
        "content": "内容",
        "teacher": "先生",
        "grade_class": "学年・組",
        "subject": "教科",
        "pupils": "人数",
        "tools": "使ったもの",
        "outcome": "結果",
        "wishes": "要望",
        "good_practice": "好事例",
        "drafted": "下書き",
        "photos": "写真",
    },
)
audit.label_fields("school_confirmation", {"confirmed_by_name": "確認した人", "way": "確認の方法", "remark": "ご意見"})
audit.label_fields(
    "worklog_settings", {"remind": "未提出の通知", "remind_hour": "通知の時刻", "schools_confirm": "学校の確認"}
)
audit.label_fields("monthly_report", {"issues": "課題", "proposals": "提案", "status": "状態", "note": "理由"})
