"""Which step a ticket's page offers as the main one, which in the menu; what may be done is the policies' to say."""

from dataclasses import dataclass

from portal.tickets.models import TicketStatus


@dataclass(frozen=True)
class Step:
    """`post` steps need nothing filled in: a button; the others open their own page."""

    name: str
    label: str
    icon: str
    endpoint: str
    post: bool = False


STEPS = (
    Step("answer_appointment", "この日時を承諾する", "check", "tickets.acceptance", post=True),
    Step("triage", "切り分ける", "list", "tickets.triage"),
    Step("take", "自分が担当する", "user", "tickets.taking", post=True),
    Step("release", "担当をはずれる", "user-x", "tickets.releasing", post=True),
    Step("assign", "担当を決める", "users", "tickets.assignment"),
    Step("schedule", "日時を予約する", "calendar", "tickets.appointment"),
    Step("start", "対応を始める", "play", "tickets.start", post=True),
    Step("resolve", "解決にする", "check", "tickets.resolution"),
    Step("close", "終了にする", "circle-check", "tickets.closure", post=True),
    Step("ask", "学校に質問する", "message-square", "tickets.question"),
    Step("edit", "内容を変更する", "pencil", "tickets.edit"),
    Step("follow_up", "続きのチケットを作る", "plus", "tickets.follow_up"),
    Step("link", "関連するチケットを付ける", "link", "tickets.links"),
    Step("merge", "ほかのチケットにまとめる", "merge", "tickets.merge"),
    Step("cancel_appointment", "予約を取り消す", "calendar-x", "tickets.appointment_cancellation"),
    Step("reopen", "対応を再開する", "rotate-ccw", "tickets.reopening"),
    Step("cancel", "チケットを取り消す", "x", "tickets.cancellation"),
)
BY_NAME = {step.name: step for step in STEPS}

# The step that comes next, by state; the first that the person may do.
NEXT = {
    TicketStatus.RECEIVED: ("triage",),
    TicketStatus.TRIAGED: ("schedule", "start"),
    TicketStatus.SCHEDULED: ("answer_appointment", "start"),
    TicketStatus.IN_PROGRESS: ("resolve",),
    TicketStatus.WAITING: ("start",),
    TicketStatus.RESOLVED: ("close",),
}


def offered(status: TicketStatus, allowed: frozenset[str]) -> tuple[Step | None, list[Step]]:
    """The main step, and the others in the order of the menu."""
    main = next((BY_NAME[name] for name in NEXT.get(status, ()) if name in allowed), None)
    return main, [step for step in STEPS if step.name in allowed and step is not main]
