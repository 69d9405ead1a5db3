"""The side bar of the list: how many tickets each of the ready views holds."""

from dataclasses import dataclass

import sqlalchemy as sa

from portal.kernel.access import Actor, Permission
from portal.tickets.filters import TicketFilters
from portal.tickets.queries.lists import bounded_count
from portal.tickets.queries.matching import conditions, narrowing
from portal.tickets.queries.rendered import fetch

VIEW_CAP = 999

READY_VIEWS = (
    ("open", "未完了", TicketFilters()),
    ("unassigned", "未割り当て", TicketFilters(assignee="none")),
    ("due_today", "今日が期限", TicketFilters(due="today")),
    ("overdue", "期限を過ぎた", TicketFilters(due="overdue")),
    ("waiting", "学校の回答待ち", TicketFilters(status="waiting")),
    ("mine", "自分の担当", TicketFilters(assignee="me")),
)
CENTRE_ONLY = {"unassigned", "mine"}


@dataclass(frozen=True)
class ViewCount:
    """A ready view: the arguments of its address and how many tickets it holds, up to VIEW_CAP."""

    name: str
    label: str
    args: dict[str, str]
    count: int
    capped: bool

    @property
    def late(self) -> bool:
        return self.name == "overdue" and self.count > 0

    @property
    def shown(self) -> str:
        return f"{self.count}+" if self.capped else str(self.count)


def view_counts(actor: Actor) -> list[ViewCount]:
    """Every ready view that concerns the actor, counted in one statement."""
    works = actor.can(Permission.TICKET_WORK)
    views = [view for view in READY_VIEWS if works or view[0] not in CENTRE_ONLY]
    wanted = [narrowing(actor, filters) for _, _, filters in views]
    found = fetch(_select, tuple(one.tests for one in wanted), **wanted[-1].values | {"assignee": actor.user_id})[0]
    return [
        ViewCount(name, label, filters.to_args(), min(count, VIEW_CAP), count > VIEW_CAP)
        for (name, label, filters), count in zip(views, found, strict=True)
    ]


def _select(views: tuple[tuple[str, ...], ...]) -> sa.Select:
    return sa.select(*(bounded_count(conditions(tests), VIEW_CAP) for tests in views))
