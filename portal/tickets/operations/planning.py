"""Visits that the centre plans itself, many schools at once: device distribution, updates."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import cycle, islice

from portal.accounts.models import User
from portal.kernel import audit, clock, numbering
from portal.kernel.access import Actor, Permission
from portal.kernel.db import db
from portal.schools.models import School
from portal.tickets import mails, queries, rules
from portal.tickets.errors import PlanRefused, TicketError, WrongInput
from portal.tickets.models import Channel, Kind, Priority, Ticket, TicketSlot, TicketStatus
from portal.tickets.operations.appointments import title_of
from portal.tickets.operations.receiving import SERIES
from portal.visits.models import BookingMode, period_label
from portal.visits.operations import BookingRefused, book

MAX_VISITS = 300


@dataclass(frozen=True)
class PlannedVisit:
    """One school's visit. Without an assignee the time stays a wish until somebody is found."""

    school: School
    starts_at: datetime
    ends_at: datetime
    assignee: User | None = None


def spread_visits(
    schools: Sequence[School],
    *,
    days: Sequence[date],
    starts: time,
    ends: time,
    per_day: int = 1,
    assignees: Sequence[User] = (),
) -> list[PlannedVisit]:
    """Schools in their order over the days, `per_day` schools on each at the same hours, people taking turns.

    Raises WrongInput when the days do not suffice.
    """
    if per_day < 1 or len(days) * per_day < len(schools):
        raise WrongInput(
            "days", f"{len(schools)}校に対して日数が足りません。日を増やすか、1日の校数を増やしてください。"
        )
    each_day = [day for day in days for _ in range(per_day)]
    people: Iterable[User | None] = islice(cycle(assignees or (None,)), len(schools))
    return [
        PlannedVisit(school, _moment(day, starts), _moment(day, ends), person)
        for school, day, person in zip(schools, each_day, people, strict=False)
    ]


def plan_visits(
    visits: Sequence[PlannedVisit],
    *,
    subject: str,
    body: str = "",
    category_code: str | None = None,
    batch_key: str,
    actor: Actor,
) -> list[Ticket]:
    """Makes a ticket for each visit and books it, all or nothing: raises PlanRefused with every reason.

    The same `batch_key` again answers the tickets made before.
    """
    actor.require(Permission.TICKET_ASSIGN)
    visits = _in_order(visits)
    values = {
        "subject": rules.one_line("subject", "件名", subject, limit=rules.MAX_SUBJECT),
        "body": rules.long_text("body", "内容", body),
        "category_code": rules.category_in_use(category_code),
    }
    with db.session.begin_nested():  # numbers and all are given back when the plan is refused
        return _make(visits, values, batch_key, actor)


def _make(visits: Sequence[PlannedVisit], values: dict[str, str | None], batch_key: str, actor: Actor) -> list[Ticket]:
    fiscal_year = clock.fiscal_year_of(clock.today())
    numbers = numbering.next_numbers(SERIES, fiscal_year, len(visits))
    keys = [f"{batch_key}:{at}" for at in range(len(visits))]
    if earlier := queries.tickets_with_once_keys(keys):
        numbering.give_back(SERIES, fiscal_year, len(visits))
        return earlier
    tickets = [
        _ticket(visit, number, key, values, actor) for visit, number, key in zip(visits, numbers, keys, strict=True)
    ]
    db.session.add_all(tickets)
    db.session.flush()
    _book_all(visits, tickets, actor)
    for visit, ticket in zip(visits, tickets, strict=True):
        _write_down(visit, ticket, actor)
    db.session.flush()
    return tickets


def _in_order(visits: Sequence[PlannedVisit]) -> list[PlannedVisit]:
    """By person and time, so that two plans that want the same people wait for each other and never deadlock."""
    if not visits:
        raise WrongInput("schools", "学校を選んでください。")
    if len(visits) > MAX_VISITS:
        raise WrongInput("schools", f"一度に計画できる訪問は{MAX_VISITS}件までです。")
    return sorted(
        visits, key=lambda visit: (visit.assignee.id if visit.assignee else 0, visit.starts_at, visit.school.id)
    )


def _ticket(visit: PlannedVisit, number: int, key: str, values: dict[str, str | None], actor: Actor) -> Ticket:
    today = clock.today()
    day = clock.local(visit.starts_at).date()
    ticket = Ticket(
        **values,
        fiscal_year=clock.fiscal_year_of(today),
        number=number,
        once_key=key,
        school_id=visit.school.id,
        kind=Kind.VISIT,
        channel=Channel.PORTAL,
        status=TicketStatus.SCHEDULED if visit.assignee else TicketStatus.TRIAGED,
        priority=Priority.NORMAL,
        planned=True,
        received_on=today,
        due_on=day,
        assignee_id=visit.assignee.id if visit.assignee else None,
        created_by_id=actor.user_id,
    )
    ticket.index_for_search()
    return ticket


def _book_all(visits: Sequence[PlannedVisit], tickets: Sequence[Ticket], actor: Actor) -> None:
    """Books what has a person; collects every reason before it gives up."""
    several = {school_id for school_id, count in Counter(visit.school.id for visit in visits).items() if count > 1}
    reasons: list[tuple[str, str]] = []
    for visit, ticket in zip(visits, tickets, strict=True):
        try:
            _check(visit, several)
            if visit.assignee is not None:
                ticket.booking_id = _book(visit, ticket, actor)
        except (TicketError, BookingRefused) as refusal:
            reasons.append((visit.school.name, str(refusal)))
    if reasons:
        raise PlanRefused(reasons)


def _check(visit: PlannedVisit, several: set[int]) -> None:
    if visit.school.archived_at:
        raise TicketError("アーカイブされている学校です。")
    if visit.school.id in several:
        raise TicketError("同じ学校が2回以上入っています。")
    if clock.local(visit.starts_at).date() < clock.today():
        raise TicketError("訪問日が過ぎています。")
    if visit.assignee is not None:
        rules.worker(visit.assignee)


def _book(visit: PlannedVisit, ticket: Ticket, actor: Actor) -> int:
    booking = book(
        visit.assignee,
        visit.starts_at,
        visit.ends_at,
        school=visit.school,
        mode=BookingMode.VISIT,
        title=title_of(ticket),
        actor=actor,
    )
    return booking.id


def _write_down(visit: PlannedVisit, ticket: Ticket, actor: Actor) -> None:
    """History and mails; a time without a person is kept as the wish."""
    changes: dict[str, tuple[object, object]] = {
        "school": (None, visit.school.name),
        "starts_at": (None, visit.starts_at),
    }
    audit.record("ticket.planned", ticket, actor=actor, changes=changes)
    if visit.assignee is None:
        starts, ends = clock.local(visit.starts_at), clock.local(visit.ends_at)
        db.session.add(
            TicketSlot(ticket_id=ticket.id, position=0, day=starts.date(), starts=starts.time(), ends=ends.time())
        )
        return
    mails.tell(
        "planned",
        ticket,
        actor=actor,
        when=period_label(visit.starts_at, visit.ends_at),
        mode=BookingMode.VISIT.label,
        person=visit.assignee.name,
    )


def _moment(day: date, hour: time) -> datetime:
    return clock.moment(day.year, day.month, day.day, hour.hour, hour.minute)
