"""How a ticket comes into being, and how what was asked is put right."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Self

import sqlalchemy as sa

from portal.kernel import audit, clock, numbering, states, text
from portal.kernel.access import Actor, NotAllowed, Permission
from portal.kernel.db import db
from portal.schools.models import School, SchoolContact
from portal.schools.queries import people
from portal.tickets import mails, policies, queries, rules
from portal.tickets.errors import NotNow, WrongInput
from portal.tickets.models import AuthorSide, Channel, Kind, Priority, Ticket, TicketSlot, TicketStatus
from portal.tickets.operations.files import Upload, attach
from portal.tickets.rules import Wish

SERIES = "ticket"
SCHOOL_EDITABLE = ("subject", "body", "due_on", "slots")
RESULT = ("served_on", "minutes", "work_done", "outcome")
EDITABLE = (
    *SCHOOL_EDITABLE,
    "kind",
    "channel",
    "category_code",
    "priority",
    "received_on",
    "requester_name",
    "contact_id",
    *RESULT,
)


def receive_ticket(
    school: School,
    *,
    kind: Kind,
    subject: str,
    body: str = "",
    channel: Channel = Channel.PORTAL,
    category_code: str | None = None,
    priority: Priority = Priority.NORMAL,
    due_on: date | None = None,
    received_on: date | None = None,
    contact: SchoolContact | None = None,
    requester_name: str = "",
    slots: Iterable[Wish] = (),
    files: Sequence[Upload] = (),
    once_key: str | None = None,
    actor: Actor,
) -> Ticket:
    """Takes in a school's request. A form sent twice (`once_key`) answers the first ticket.

    Schools ask in their own name; channel, category, priority, day and requester are for the centre to note.
    """
    theirs = (category_code, received_on, contact, requester_name or None)
    noted = any(theirs) or channel is not Channel.PORTAL or priority is not Priority.NORMAL
    if not policies.can_receive(actor, school) or (noted and policies.side_of(actor) is AuthorSide.SCHOOL):
        raise NotAllowed("この学校のチケットを作る権限がありません。")
    draft = Draft(
        kind=kind,
        channel=channel,
        subject=subject,
        body=body,
        category_code=category_code,
        priority=priority,
        due_on=due_on,
        received_on=received_on or clock.today(),
        contact=contact,
        requester_name=requester_name,
        slots=list(slots),
    )
    return create(school, draft, files=files, once_key=once_key, actor=actor)


@dataclass(frozen=True)
class Draft:
    """A ticket's values before it exists."""

    kind: Kind
    channel: Channel
    subject: str
    received_on: date
    body: str = ""
    category_code: str | None = None
    priority: Priority = Priority.NORMAL
    due_on: date | None = None
    contact: SchoolContact | None = None
    requester_name: str = ""
    slots: list[Wish] = field(default_factory=list)
    follows: Ticket | None = None

    def checked(self) -> Self:
        """The same, cleaned; raises WrongInput."""
        name = rules.one_line("requester_name", "依頼者", self.requester_name, limit=rules.MAX_NAME, required=False)
        if self.due_on is not None and self.due_on < clock.today():
            raise WrongInput("due_on", "期限は今日以降の日付にしてください。")
        return replace(
            self,
            subject=rules.one_line("subject", "件名", self.subject, limit=rules.MAX_SUBJECT),
            body=rules.long_text("body", "内容", self.body),
            received_on=rules.not_in_future("received_on", "受付日", self.received_on),
            requester_name=name,
            slots=rules.wishes(self.slots, earliest=self.received_on),
        )


def create(
    school: School,
    draft: Draft,
    *,
    files: Sequence[Upload] = (),
    step: str = "received",
    once_key: str | None,
    actor: Actor,
) -> Ticket:
    """Numbers and writes a ticket. Taking the number makes a second click wait until the first one is done.

    `step` is what people are told of by mail.
    """
    _check_school(school, draft.contact)
    draft = draft.checked()
    fiscal_year = clock.fiscal_year_of(draft.received_on)
    number = numbering.next_numbers(SERIES, fiscal_year)[0]
    facts = queries.receiving_facts(once_key=once_key, category_code=draft.category_code, user_id=_asker(actor))
    if facts.earlier is not None:
        numbering.give_back(SERIES, fiscal_year)
        return queries.ticket_with_once_key(once_key)
    rules.category_in_use(draft.category_code, known=facts.category)
    ticket = _ticket(school, draft, facts, actor)
    ticket.fiscal_year, ticket.number, ticket.once_key = fiscal_year, number, once_key
    ticket.index_for_search()
    db.session.add(ticket)
    db.session.flush()
    _write_slots(ticket, draft.slots)
    attach(ticket, files, comment=None, actor=actor)
    audit.record("ticket.received", ticket, actor=actor, changes={"school": (None, school.name)})
    mails.tell(step, ticket, actor=actor)
    return ticket


def edit_ticket(ticket: Ticket, values: Mapping[str, Any], *, version: int | None, actor: Actor) -> Ticket:
    """Puts right what was noted; `values` may hold any of EDITABLE. Raises EditedMeanwhile when `version` is old."""
    states.check_version(ticket, version)
    policies.require("edit", actor, ticket)
    allowed = SCHOOL_EDITABLE if policies.side_of(actor) is AuthorSide.SCHOOL else EDITABLE
    if not set(values) <= set(allowed):
        raise NotAllowed("この項目を変更する権限がありません。")
    if set(values) & set(RESULT) and not ticket.is_done:
        raise NotNow(ticket.status, "実施の結果を変更")
    cleaned = {name: _clean(ticket, name, value) for name, value in values.items() if name != "slots"}
    changes = audit.changed(ticket, cleaned)
    if "slots" in values:
        changes |= replace_slots(ticket, rules.wishes(values["slots"], earliest=ticket.received_on))
    if changes:
        ticket.index_for_search()
        audit.record("ticket.edited", ticket, actor=actor, changes=changes)
        db.session.flush()
    return ticket


def replace_slots(ticket: Ticket, wanted: list[Wish]) -> dict[str, tuple[Any, Any]]:
    """Sets the wished times; answers the change for the history, empty when they are the same."""
    old = [Wish(slot.day, slot.starts, slot.ends) for slot in queries.slots(ticket)]
    if old == wanted:
        return {}
    db.session.execute(sa.delete(TicketSlot).where(TicketSlot.ticket_id == ticket.id))
    _write_slots(ticket, wanted)
    db.session.expire(ticket, ["slots"])
    return {"slots": ([wish.label for wish in old], [wish.label for wish in wanted])}


def _ticket(school: School, draft: Draft, facts: sa.Row, actor: Actor) -> Ticket:
    """The record, with who asked: the contact the centre named, or the school's user who is asking."""
    own = policies.side_of(actor) is AuthorSide.SCHOOL
    contact_id = draft.contact.id if draft.contact else facts.contact_id if own else None
    named = draft.contact.name if draft.contact else facts.contact_name if own else None
    opening = "" if draft.follows else text.one_line(draft.body)
    return Ticket(
        school_id=school.id,
        contact_id=contact_id,
        requester_name=draft.requester_name or named or (actor.name if own else ""),
        kind=draft.kind,
        channel=draft.channel,
        category_code=draft.category_code,
        subject=draft.subject,
        body=draft.body,
        status=TicketStatus.RECEIVED,
        priority=draft.priority,
        received_on=draft.received_on,
        due_on=draft.due_on,
        follows_id=draft.follows.id if draft.follows else None,
        last_word=opening,
        last_word_by="学校" if opening else "",
        created_by_id=actor.user_id,
    )


def _asker(actor: Actor) -> int | None:
    return actor.user_id if actor.can(Permission.TICKET_REQUEST) else None


def _check_school(school: School, contact: SchoolContact | None) -> None:
    if school.archived_at:
        raise WrongInput("school", f"{school.name}はアーカイブされているため、新しいチケットを作れません。")
    if contact and contact.school_id != school.id:
        raise WrongInput("contact", "依頼者は、その学校の担当者から選んでください。")


def _write_slots(ticket: Ticket, wanted: list[Wish]) -> None:
    if wanted:
        rows = [
            {"ticket_id": ticket.id, "position": at, "day": wish.day, "starts": wish.starts, "ends": wish.ends}
            for at, wish in enumerate(wanted)
        ]
        db.session.execute(sa.insert(TicketSlot), rows)


def _clean(ticket: Ticket, name: str, value: Any) -> Any:
    if name == "received_on":
        return _received_in_same_year(ticket, value)
    if name == "category_code" and (value or None) == ticket.category_code:
        return ticket.category_code
    if name == "contact_id" and value is not None and people.contact(ticket.school_id, value) is None:
        raise WrongInput("contact", "依頼者は、その学校の担当者から選んでください。")
    cleaners = {
        "subject": lambda: rules.one_line("subject", "件名", value, limit=rules.MAX_SUBJECT),
        "requester_name": lambda: rules.one_line(name, "依頼者", value, limit=rules.MAX_NAME, required=False),
        "body": lambda: rules.long_text(name, "内容", value),
        "work_done": lambda: rules.long_text(name, "対応内容", value, required=True),
        "outcome": lambda: rules.long_text(name, "結果", value),
        "category_code": lambda: rules.category_in_use(value),
        "served_on": lambda: rules.day_of_service(value),
        "minutes": lambda: rules.duration(value),
    }
    return cleaners[name]() if name in cleaners else value


def _received_in_same_year(ticket: Ticket, day: date | None) -> date:
    received = rules.not_in_future("received_on", "受付日", day)
    if clock.fiscal_year_of(received) != ticket.fiscal_year:
        raise WrongInput("received_on", f"番号が{ticket.label}のため、ほかの年度の受付日には変えられません。")
    return received
