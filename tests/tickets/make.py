"""Plain makers of tickets and of what they need, for tests; they work inside `within(tenant)`."""

import io
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import User
from portal.accounts.operations import create_user
from portal.kernel import clock
from portal.kernel.access import Actor, Role, system_actor
from portal.kernel.db import db
from portal.schools.models import School
from portal.tickets import operations, queries
from portal.tickets.models import Channel, Kind, Ticket, TicketStatus
from portal.tickets.operations import Upload

_serial = count(1)
SYSTEM = system_actor("準備")
# Of a small picture: 1 × 1 pixel.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def school(code: str = "001") -> School:
    return db.session.scalars(sa.select(School).where(School.code == code)).one()


def user(role: str = "supporter", tenant: str = "akagi") -> User:
    return db.session.scalars(sa.select(User).where(User.email_key == f"{role}@{tenant}.example")).one()


def make_user(role: Role = Role.SUPPORTER, **overrides: Any) -> User:
    number = next(_serial)
    values = {
        "email": f"{role.value}{number}@akagi.example",
        "family_name": "佐藤",
        "given_name": f"花子{number}",
        "family_kana": "サトウ",
        "given_kana": "ハナコ",
        "password": "Akagi-2026-demo",
        "invite": False,
    }
    values |= overrides
    return create_user(
        values["email"],
        values["family_name"],
        values["given_name"],
        values["family_kana"],
        values["given_kana"],
        [role],
        actor=SYSTEM,
        password=values["password"],
        invite=values["invite"],
    )


def make_ticket(*, code: str = "001", actor: Actor = SYSTEM, **overrides: Any) -> Ticket:
    values = {
        "kind": Kind.VISIT,
        "channel": Channel.PHONE,
        "subject": "電子黒板が映らない",
        "body": "信号なしと出ます。",
    }
    return operations.receive_ticket(school(code), **(values | overrides), actor=actor)


def ask(actor: Actor, **overrides: Any) -> Ticket:
    """A request that a school's user makes on the portal."""
    values = {"kind": Kind.VISIT, "subject": "電子黒板が映らない", "body": "信号なしと出ます。"}
    return operations.receive_ticket(
        db.session.get_one(School, (_tenant(), actor.school_id)), **(values | overrides), actor=actor
    )


def bring(ticket: Ticket, status: TicketStatus, *, actor: Actor = SYSTEM) -> Ticket:
    """Takes a ticket from reception to a state by the real steps."""
    person = user()
    if status is TicketStatus.TRIAGED:
        operations.triage_ticket(ticket, category_code="E2", priority=ticket.priority, due_on=None, actor=actor)
    if status is TicketStatus.SCHEDULED:
        book(ticket, actor=actor)
    if status is TicketStatus.IN_PROGRESS:
        operations.assign_ticket(ticket, person, actor=actor)
        operations.start_work(ticket, actor=actor)
    if status is TicketStatus.WAITING:
        operations.ask_school(ticket, question="型番を教えてください。", actor=actor)
    if status in (TicketStatus.RESOLVED, TicketStatus.CLOSED):
        resolve(ticket, actor=actor)
    if status is TicketStatus.CLOSED:
        operations.close_ticket(ticket, actor=actor)
    if status is TicketStatus.CANCELLED:
        operations.cancel_ticket(ticket, reason="重複", actor=actor)
    return ticket


def resolve(ticket: Ticket, *, actor: Actor = SYSTEM, **overrides: Any) -> Ticket:
    values = {"served_on": clock.today(), "minutes": 45, "work_done": "切替器を交換した。"}
    return operations.resolve_ticket(ticket, **(values | overrides), actor=actor)


def book(ticket: Ticket, *, actor: Actor = SYSTEM, days: int = 1, hour: int = 13, **overrides: Any) -> Ticket:
    starts = at(days=days, hour=hour)
    values = {"starts_at": starts, "ends_at": starts + timedelta(hours=1), "assignee": user()}
    return operations.schedule_visit(ticket, **(values | overrides), actor=actor)


def at(*, days: int = 1, hour: int = 13, minute: int = 0) -> datetime:
    """A moment so many days from today, Japanese time."""
    day: date = clock.today() + timedelta(days=days)
    return clock.moment(day.year, day.month, day.day, hour, minute)


def picture(name: str = "画面.png") -> Upload:
    return Upload(io.BytesIO(PNG), name)


def _tenant() -> int:
    return school().tenant_id


def stored(ticket_id: int) -> Ticket:
    """The ticket as it stands."""
    return queries.visible_ticket(SYSTEM, ticket_id)
