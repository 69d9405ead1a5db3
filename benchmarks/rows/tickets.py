"""Tickets over some years and what belongs to them, as rows: nearly all closed, the newest few still open."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from benchmarks.rows import texts
from benchmarks.rows.base import YEARS, Ground
from portal.kernel import clock
from portal.kernel.text import one_line
from portal.tickets.models import AuthorSide, Channel, Kind, Priority, Ticket, TicketStatus

Row = dict[str, Any]

OPEN_SHARE = 0.004
AUDITED_YEARS = 3
COMMENTS_EACH = 3
KINDS = (Kind.ONLINE, Kind.ONLINE, Kind.ONLINE, Kind.VISIT, Kind.VISIT, Kind.TRAINING)
OPEN_STATES = (
    TicketStatus.RECEIVED, TicketStatus.RECEIVED, TicketStatus.TRIAGED, TicketStatus.IN_PROGRESS,
    TicketStatus.IN_PROGRESS, TicketStatus.WAITING,
)  # fmt: skip
CENTRE_STEPS = (("ticket.triaged", "切り分け済み"), ("ticket.started", "対応中"), ("ticket.resolved", "解決"))


@dataclass
class Written:
    """One ticket with its comments and its history."""

    ticket: Row
    comments: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)
    slots: list[Row] = field(default_factory=list)


class Writer:
    """Writes `count` tickets in the order they came in; the same seed writes the same ones."""

    def __init__(self, ground: Ground, count: int, seed: int) -> None:
        self.ground = ground
        self.count = count
        self.numbers: dict[int, int] = {}
        self._random = Random(seed)
        self._draft = Ticket()
        self._today = clock.today()
        first = clock.fiscal_year_range(clock.fiscal_year_of(self._today) - YEARS)[0]
        self._first, self._days = first, (self._today - first).days
        self._audited_from = self._today - timedelta(days=AUDITED_YEARS * 365)
        self._comment_id = 0

    def all(self) -> Iterator[Written]:
        open_from = self.count - max(20, int(self.count * OPEN_SHARE))
        for at in range(self.count):
            received = self._first + timedelta(days=self._days * at // self.count)
            yield self._one(at + 1, received, is_open=at >= open_from)

    def _one(self, ticket_id: int, received: date, *, is_open: bool) -> Written:
        random = self._random
        started = datetime.combine(received, time(random.randint(8, 17), random.randint(0, 59)), tzinfo=clock.TOKYO)
        status = random.choice(OPEN_STATES) if is_open else self._end()
        row = self._facts(ticket_id, received, started, status)
        row |= self._work(received, started, status)
        written = Written(row)
        self._talk(written, started)
        if received >= self._audited_from:
            self._history(written, started)
        if row["kind"] is Kind.VISIT and random.random() < 0.3:
            written.slots.append({"ticket_id": ticket_id, "position": 0, "day": received + timedelta(days=7)})
        self._index(row)
        return written

    def _end(self) -> TicketStatus:
        chance = self._random.random()
        if chance < 0.02:
            return TicketStatus.CANCELLED
        return TicketStatus.RESOLVED if chance < 0.03 else TicketStatus.CLOSED

    def _facts(self, ticket_id: int, received: date, started: datetime, status: TicketStatus) -> Row:
        random, ground = self._random, self.ground
        school = random.randrange(len(ground.schools))
        year = clock.fiscal_year_of(received)
        self.numbers[year] = self.numbers.get(year, 0) + 1
        return {
            "id": ticket_id,
            "fiscal_year": year,
            "number": self.numbers[year],
            "school_id": ground.schools[school],
            "contact_id": ground.contacts[school].id,
            "requester_name": "",
            "kind": random.choice(KINDS),
            "channel": random.choice(tuple(Channel)),
            "category_code": random.choice(ground.categories) if ground.categories else None,
            "subject": texts.subject(random),
            "body": texts.text(random, 6),
            "status": status,
            "priority": Priority.HIGH if random.random() < 0.05 else Priority.NORMAL,
            "planned": random.random() < 0.1,
            "received_on": received,
            "due_on": received + timedelta(days=random.randint(3, 21)) if random.random() < 0.5 else None,
            "created_at": started,
            "_contact": ground.contacts[school].name,
        }

    def _work(self, received: date, started: datetime, status: TicketStatus) -> Row:
        random = self._random
        fresh = status in (TicketStatus.RECEIVED, TicketStatus.TRIAGED)
        if status not in (TicketStatus.RESOLVED, TicketStatus.CLOSED):
            assignee = None if fresh and random.random() < 0.6 else random.choice(self.ground.staff).id
            return {"assignee_id": assignee, "updated_at": started + timedelta(hours=random.randint(0, 30))}
        served = min(received + timedelta(days=random.randint(0, 14)), self._today)
        resolved = max(started, datetime.combine(served, time(16, random.randint(0, 59)), tzinfo=clock.TOKYO))
        return {
            "assignee_id": random.choice(self.ground.staff).id,
            "served_on": served,
            "minutes": random.choice((15, 30, 45, 60, 90, 120)),
            "work_done": texts.text(random, 3),
            "outcome": texts.text(random, 2),
            "first_answered_at": started + timedelta(hours=1),
            "resolved_at": resolved,
            "updated_at": resolved + timedelta(hours=random.randint(0, 72)),
        }

    def _talk(self, written: Written, started: datetime) -> None:
        """Three comments on average, about one in four an internal note; the first answers the school."""
        ticket, random = written.ticket, self._random
        staff = random.choice(self.ground.staff)
        for turn in range(random.randint(1, 2 * COMMENTS_EACH - 1)):
            self._comment_id += 1
            by_school = turn % 3 == 1
            comment = {
                "id": self._comment_id,
                "ticket_id": ticket["id"],
                "author_id": None if by_school else staff.id,
                "author_name": ticket["_contact"] if by_school else staff.name,
                "author_side": AuthorSide.SCHOOL if by_school else AuthorSide.CENTRE,
                "internal": turn % 3 == 2 or (turn > 2 and not by_school),
                "body": texts.text(random, 5),
                "sent_to": "",
                "created_at": started + timedelta(hours=1 + 5 * turn),
            }
            written.comments.append(comment)
            if not comment["internal"]:
                ticket |= {"last_word": one_line(comment["body"]), "last_word_by": comment["author_name"]}

    def _history(self, written: Written, started: datetime) -> None:
        """Each comment has its row in the record, beside the steps of the ticket's life."""
        ticket, staff = written.ticket, self._random.choice(self.ground.staff)
        done = ticket["status"] in (TicketStatus.RESOLVED, TicketStatus.CLOSED)
        self._event(written, "ticket.received", started, ticket["_contact"], {"status": [None, "受付"]})
        for comment in written.comments:
            action = "ticket.noted" if comment["internal"] else "ticket.commented"
            self._event(written, action, comment["created_at"], comment["author_name"], {}, comment["internal"])
        before = "受付"
        for action, after in CENTRE_STEPS if done else CENTRE_STEPS[:1]:
            self._event(written, action, started + timedelta(hours=2), staff.name, {"status": [before, after]})
            before = after

    def _event(
        self, written: Written, action: str, at: datetime, name: str, changes: Row, internal: bool = False
    ) -> None:
        event = {"at": at, "actor_name": name, "action": action, "subject_type": "ticket", "changes": changes}
        written.events.append({**event, "subject_id": written.ticket["id"], "internal": internal})

    def _index(self, row: Row) -> None:
        """The search key as the model makes it."""
        for name in ("fiscal_year", "number", "subject", "body", "requester_name"):
            setattr(self._draft, name, row[name])
        self._draft.index_for_search()
        row["search"] = self._draft.search
