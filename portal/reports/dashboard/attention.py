"""What wants a decision now, and the open tickets by state. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from portal.reports.dashboard.visits import VisitPanel
from portal.reports.queries.board import OpenCount
from portal.tickets.models import TicketStatus
from portal.tickets.models.ticket import OPEN

MOST = 3


@dataclass(frozen=True)
class Decision:
    """A number, what it counts, and where to act: `filters` of the list of tickets, or None for the schools' list."""

    count: int
    title: str
    detail: str
    action: str
    filters: dict[str, str] | None = field(default_factory=dict)


@dataclass(frozen=True)
class OpenPanel:
    total: int
    states: list[tuple[TicketStatus, int]]

    @property
    def largest(self) -> int:
        return max((tickets for _status, tickets in self.states), default=0)


def decisions(counts: Sequence[OpenCount], visits: VisitPanel | None, today: date) -> list[Decision]:
    """The most pressing first, MOST at the most; what counts nothing is left out."""
    waiting = {school for count in counts for school in count.waiting_schools}
    unanswered = sum(count.unanswered for count in counts)
    found = [
        Decision(
            sum(count.overdue for count in counts),
            "期限を過ぎた依頼",
            _age("最も古い期限は", [count.oldest_due for count in counts], today),
            "依頼を見る",
            {"status": "open", "due": "overdue"},
        ),
        Decision(
            unanswered,
            "回答を待っている依頼",
            f"{len(waiting)}校・" + _age("最も古い受付は", [count.oldest_unanswered for count in counts], today),
            "依頼を見る",
            {"status": "open", "answered": "no", "planned": "no"},
        ),
        Decision(
            len(visits.without_booking) if visits else 0,
            "訪問の予定がない学校",
            f"今学期まだ行けていない{len(visits.missed)}校のうち" if visits else "",
            "学校を見る",
            None,
        ),
        Decision(
            sum(count.unassigned for count in counts),
            "担当が決まっていない依頼",
            _age("最も古い受付は", [count.oldest_unassigned for count in counts], today),
            "依頼を見る",
            {"status": "open", "assignee": "none"},
        ),
    ]
    return [decision for decision in found if decision.count][:MOST]


def _age(words: str, days: Iterable[date | None], today: date) -> str:
    oldest = min((day for day in days if day), default=None)
    if oldest is None:
        return ""
    ago = (today - oldest).days
    return f"{words}{ago}日前" if ago else f"{words}今日"


def open_panel(counts: Sequence[OpenCount]) -> OpenPanel:
    tickets = {count.status: count.tickets for count in counts}
    return OpenPanel(sum(tickets.values()), [(status, tickets.get(status, 0)) for status in OPEN])
