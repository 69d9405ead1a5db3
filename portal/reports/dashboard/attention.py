"""What wants a decision now, and the open tickets by state. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
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
    filters: dict[str, str] | None


@dataclass(frozen=True)
class OpenPanel:
    """`wanting` are those that want somebody to act, whether or not they stand among the decisions."""

    total: int
    states: Sequence[tuple[TicketStatus, int]]
    wanting: list[Decision]

    @property
    def largest(self) -> int:
        return max((tickets for _status, tickets in self.states), default=0)


def decisions(panel: OpenPanel, visits: VisitPanel | None) -> list[Decision]:
    """The most pressing first, MOST at the most; what counts nothing is left out. `visits` of a running term."""
    overdue, unanswered, unassigned = panel.wanting
    found = [overdue, unanswered, *([_without_booking(visits)] if visits else []), unassigned]
    return [decision for decision in found if decision.count][:MOST]


def _without_booking(visits: VisitPanel) -> Decision:
    missed = f"今学期まだ行けていない{len(visits.missed)}校のうち"
    return Decision(len(visits.without_booking), "訪問の予定がない学校", missed, "学校を見る", None)


def open_panel(counts: Sequence[OpenCount], today: date) -> OpenPanel:
    tickets = {count.status: count.tickets for count in counts}
    states = [(status, tickets.get(status, 0)) for status in OPEN]
    return OpenPanel(sum(tickets.values()), states, _wanting(counts, today))


def _wanting(counts: Sequence[OpenCount], today: date) -> list[Decision]:
    waiting = {school for count in counts for school in count.waiting_schools}
    return [
        Decision(
            sum(count.overdue for count in counts),
            "期限を過ぎたチケット",
            _age("最も古い期限は", [count.oldest_due for count in counts], today),
            "チケットを見る",
            {"status": "open", "due": "overdue"},
        ),
        Decision(
            sum(count.unanswered for count in counts),
            "回答を待っている依頼",
            f"{len(waiting)}校・" + _age("最も古い受付は", [count.oldest_unanswered for count in counts], today),
            "依頼を見る",
            {"status": "open", "answered": "0", "planned": "0"},
        ),
        Decision(
            sum(count.unassigned for count in counts),
            "担当が決まっていないチケット",
            _age("最も古い受付は", [count.oldest_unassigned for count in counts], today),
            "チケットを見る",
            {"status": "open", "assignee": "none"},
        ),
    ]


def _age(words: str, days: Iterable[date | None], today: date) -> str:
    oldest = min((day for day in days if day), default=None)
    if oldest is None:
        return ""
    ago = (today - oldest).days
    return f"{words}{ago}日前" if ago else f"{words}今日"
