"""What a ticket's steps and fields are called in histories."""

from portal.kernel import audit

ACTIONS = {
    "ticket.received": "チケットを受け付けた",
    "ticket.planned": "訪問を計画した",
    "ticket.edited": "内容を変更した",
    "ticket.triaged": "切り分けをした",
    "ticket.assigned": "担当を変更した",
    "ticket.scheduled": "日時を予約した",
    "ticket.rescheduled": "日時を変更した",
    "ticket.appointment_cancelled": "予約を取り消した",
    "ticket.appointment_accepted": "日時を承諾した",
    "ticket.appointment_declined": "日時の変更を希望した",
    "ticket.started": "対応を始めた",
    "ticket.asked": "学校に質問した",
    "ticket.answered": "質問に回答した",
    "ticket.commented": "コメントした",
    "ticket.noted": "内部メモを残した",
    "ticket.resolved": "解決にした",
    "ticket.closed": "終了にした",
    "ticket.cancelled": "取り消した",
    "ticket.reopened": "対応を再開した",
    "ticket.merged": "ほかのチケットにまとめた",
    "ticket.absorbed": "別のチケットを受け入れた",
    "ticket.linked": "関連するチケットを付けた",
    "ticket.unlinked": "関連するチケットを外した",
    "ticket.exported": "チケットを書き出した",
    "view.saved": "見方を保存した",
    "view.renamed": "見方の名前を変更した",
    "view.deleted": "保存した見方を削除した",
    "category.relabelled": "分類の名前を変更した",
    "category.hidden": "分類を使わないようにした",
    "category.shown": "分類を再び使うようにした",
    "category.added": "分類を追加した",
}

# Steps that the time line shows by their own words: the opening message, a comment, a note.
SPOKEN = ("ticket.received", "ticket.planned", "ticket.commented", "ticket.noted")

FIELDS = {
    "status": "状態",
    "school": "学校",
    "kind": "種別",
    "channel": "経路",
    "category_code": "分類",
    "subject": "件名",
    "body": "内容",
    "priority": "優先度",
    "received_on": "受付日",
    "due_on": "期限",
    "served_on": "実施日",
    "requester_name": "依頼者",
    "contact": "学校の担当者",
    "assignee": "担当",
    "starts_at": "開始",
    "ends_at": "終了",
    "minutes": "所要時間（分）",
    "work_done": "対応内容",
    "outcome": "結果",
    "slots": "希望日時",
    "note": "理由",
    "other": "相手のチケット",
}

audit.label_actions(ACTIONS)
audit.label_fields("ticket", FIELDS)
audit.label_fields("tickets", {"count": "件数", "filters": "条件"})
audit.label_fields("support_category", {"label": "名称", "hidden": "使わない", "group": "区分", "code": "コード"})
audit.label_fields("saved_view", {"name": "名前", "query": "条件"})


def sentence(action: str) -> str:
    """The polite form for the time line: 担当を変更した → 担当を変更しました."""
    label = ACTIONS.get(action, action)
    return label.removesuffix("た") + "ました" if label.endswith("た") else label
