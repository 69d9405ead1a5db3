"""Plain makers of schools and done tickets for the reports, the golden table among them."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import count, cycle

import sqlalchemy as sa

from portal.accounts.models import User
from portal.kernel import clock, tenancy
from portal.kernel.access import system_actor
from portal.kernel.db import db
from portal.schools.models import School, SchoolType, SupportCentre
from portal.tickets.models import Channel, Kind, Ticket, TicketStatus

ACTOR = system_actor("試験")
THIRD_TERM = date(2023, 1, 20)
FIRST_DAYS = (date(2022, 4, 11), date(2022, 9, 5), date(2023, 1, 10))
LENGTHS = (100, 80, 8)
CATEGORIES = ("E1", "E2", "L5", None, "A5", "T3")
_numbers = count(10_000)


def make_school(code: str = "101", name: str = "若葉小学校", **values) -> School:
    school = School(code=code, name=name, **{"school_type": SchoolType.ELEMENTARY} | values)
    school.index_for_search()
    db.session.add(school)
    db.session.flush()
    return school


def school_ids() -> list[int]:
    return list(db.session.scalars(sa.select(School.id).order_by(School.code)))


def ticket_values(**overrides) -> dict:
    """A row of the ticket table: a closed visit on 1 June 2022, unless told otherwise."""
    served_on = overrides.get("served_on", date(2022, 6, 1))
    received_on = overrides.get("received_on", served_on or date(2022, 6, 1))
    entered = clock.moment(received_on.year, received_on.month, received_on.day, 10)
    return {
        "fiscal_year": clock.fiscal_year_of(received_on),
        "number": next(_numbers),
        "kind": Kind.VISIT,
        "channel": Channel.PORTAL,
        "subject": "電子黒板が映らない",
        "status": TicketStatus.CLOSED,
        "category_code": None,
        "served_on": served_on,
        "received_on": received_on,
        "created_at": entered,
        "updated_at": entered,
    } | overrides


def add_tickets(rows: Iterable[dict]) -> None:
    db.session.execute(sa.insert(Ticket), [{"tenant_id": tenancy.current(), **row} for row in rows])


def add_ticket(school_id: int, **overrides) -> None:
    add_tickets([ticket_values(school_id=school_id, **overrides)])


def golden_rows(golden: dict, schools: Iterable[int]) -> list[dict]:
    """As many done tickets by kind and term as the golden table says, dealt over the schools and the categories."""
    figures = golden["tickets_by_term"]
    school, category = cycle(schools), cycle(CATEGORIES)
    rows = []
    for kind in Kind:
        for term, cases in enumerate(figures[kind.value]):
            for at in range(cases):
                day = FIRST_DAYS[term] + timedelta(days=at % LENGTHS[term])
                status = TicketStatus.RESOLVED if at % 3 else TicketStatus.CLOSED
                rows.append(
                    ticket_values(
                        school_id=next(school),
                        kind=kind,
                        category_code=next(category),
                        served_on=day,
                        received_on=day - timedelta(days=at % 5),
                        status=status,
                    )
                )
    return rows


def add_golden(golden: dict) -> None:
    """The golden table, and beside it tickets that count nowhere: open, cancelled, of other years."""
    ids = school_ids()
    add_tickets(golden_rows(golden, ids))
    add_tickets(
        [
            ticket_values(school_id=ids[0], status=TicketStatus.RECEIVED, served_on=None),
            ticket_values(school_id=ids[0], status=TicketStatus.IN_PROGRESS, served_on=date(2022, 6, 2)),
            ticket_values(school_id=ids[0], status=TicketStatus.CANCELLED),
            ticket_values(school_id=ids[0], served_on=date(2022, 3, 31)),
            ticket_values(school_id=ids[0], served_on=date(2023, 4, 1)),
        ]
    )


def describe_centre(name: str, **values) -> None:
    """What stands on the head of papers, for the current tenant."""
    db.session.execute(sa.delete(SupportCentre))
    db.session.add(SupportCentre(name=name, **values))
    db.session.flush()


def noon(day: date) -> datetime:
    return clock.moment(day.year, day.month, day.day, 12)


def add(record) -> None:
    db.session.add(record)
    db.session.flush()


def someone() -> int:
    """A user of the current tenant."""
    return db.session.scalars(sa.select(User.id).order_by(User.id)).first()


def at_minute(minute: int) -> datetime:
    """The moment so many minutes after 1970 began (UTC)."""
    return datetime.fromtimestamp(minute * 60, UTC)
