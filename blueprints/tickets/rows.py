"""Tickets as lines of a table: every word ready, so that the template only prints."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import url_for

from blueprints.tickets import words
from portal.kernel import clock
from portal.tickets.models import TicketStatus
from portal.tickets.queries import TicketPage, TicketRow

SHAPES = {
    TicketStatus.RECEIVED: "circle",
    TicketStatus.TRIAGED: "half",
    TicketStatus.SCHEDULED: "calendar",
    TicketStatus.IN_PROGRESS: "half",
    TicketStatus.WAITING: "pause",
    TicketStatus.RESOLVED: "check",
    TicketStatus.CLOSED: "check",
    TicketStatus.CANCELLED: "x",
}


class Line(NamedTuple):
    """One line of the list."""

    id: int
    label: str
    url: str
    subject: str
    last_word: str
    school: str
    kind: str
    status: str
    status_label: str
    shape: str
    assignee: str
    due: str
    due_class: str
    updated: str
    high: bool


def shown(rows: Iterable[TicketRow]) -> list[Line]:
    base, today = url_for("tickets.index"), clock.today()
    return [_line(row, base, today) for row in rows]


def _line(row: TicketRow, base: str, today: date) -> Line:
    due, due_class = words.due(row.due_on, row.is_open, today)
    return Line(
        id=row.id,
        label=row.label,
        url=f"{base}/{row.id}",
        subject=row.subject,
        last_word=f"{row.last_word_by}：{row.last_word}" if row.last_word else "",
        school=row.school_name,
        kind=row.kind.short,
        status=row.status.value.replace("_", "-"),
        status_label=row.status.label,
        shape=SHAPES[row.status],
        assignee=row.assignee_name or "—",
        due=due,
        due_class=due_class,
        updated=words.since(row.updated_at, today),
        high=row.priority == "high",
    )


class TicketListing:
    """The list's page, order and addresses, as the table macros want them."""

    def __init__(self, page: TicketPage) -> None:
        self.filters = page.filters
        self.sort, self.descending = page.filters.sort, page.filters.descending
        self.page, self.pages, self.per_page = page.page, page.pages, page.per_page
        self.total, self.total_capped = page.total, page.capped
        self.first = (page.page - 1) * page.per_page + 1 if page.total else 0
        self.last = (page.page - 1) * page.per_page + len(page.rows)
        self._base, self._arguments = url_for("tickets.index"), page.filters.to_args()

    def url(self, **changes: Any) -> str:
        """This list with other arguments; None takes one away. Any change but that of the page leads to page 1."""
        if "descending" in changes:
            changes["descending"] = int(changes["descending"])
        if changes.get("page") == 1:
            del changes["page"]
        arguments = {name: value for name, value in (self._arguments | changes).items() if value is not None}
        return f"{self._base}?{urlencode(arguments)}" if arguments else self._base
