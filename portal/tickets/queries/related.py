"""Tickets that belong to a ticket, and those that might."""

import re
import unicodedata
from dataclasses import dataclass

import sqlalchemy as sa

from portal.kernel import tenancy
from portal.kernel.access import Actor
from portal.kernel.db import db
from portal.kernel.text import normalise_digits, search_key
from portal.schools.models import School
from portal.schools.models.schools import shortened
from portal.tickets.models import Ticket, TicketLink, TicketStatus, number_label
from portal.tickets.queries.matching import Condition, containing, visible

RELATIONS = {
    "follows": "前のチケット",
    "followed_by": "続きのチケット",
    "merged_into": "まとめ先",
    "merged_from": "まとめた元",
    "link": "関連するチケット",
    "candidate": "",
}
CANDIDATES = 10
SIMILAR = 5
MAX_TOPICS = 3
# A topic: a run of kanji, of katakana, or of Latin letters and digits.
TOPIC = re.compile(r"[一-鿿]{2,}|[ァ-ヺー]{3,}|[a-z0-9]{3,}")
NUMBER = re.compile(r"(?:[a-z]\d{1,2}-)?(\d{1,7})")


@dataclass(frozen=True)
class Related:
    """Another ticket and how it belongs to this one."""

    relation: str
    id: int
    fiscal_year: int
    number: int
    subject: str
    status: TicketStatus
    school_id: int
    school_full_name: str

    @property
    def label(self) -> str:
        return number_label(self.fiscal_year, self.number)

    @property
    def school_name(self) -> str:
        return shortened(self.school_full_name)

    @property
    def relation_label(self) -> str:
        return RELATIONS[self.relation]


def related(actor: Actor, ticket: Ticket) -> list[Related]:
    """Everything joined to the ticket that the actor may see, in one statement."""
    here = tenancy.current()
    one = sa.select(TicketLink.other_id).where(TicketLink.tenant_id == here, TicketLink.ticket_id == ticket.id)
    other = sa.select(TicketLink.ticket_id).where(TicketLink.tenant_id == here, TicketLink.other_id == ticket.id)
    parts = [
        _select("followed_by", actor, Ticket.follows_id == ticket.id),
        _select("merged_from", actor, Ticket.merged_into_id == ticket.id),
        _select("link", actor, Ticket.id.in_(one.union_all(other))),
    ]
    if ticket.follows_id:
        parts.append(_select("follows", actor, Ticket.id == ticket.follows_id))
    if ticket.merged_into_id:
        parts.append(_select("merged_into", actor, Ticket.id == ticket.merged_into_id))
    rows = db.session.execute(sa.union_all(*parts)).all()
    order = list(RELATIONS)
    return sorted((Related(*row) for row in rows), key=lambda one: (order.index(one.relation), one.id))


def link_candidates(actor: Actor, ticket: Ticket, text: str = "") -> list[Related]:
    """Tickets to join with this one: by number or words, or without text the latest of the same school."""
    number = NUMBER.fullmatch(normalise_digits(text).lower().lstrip("#"))
    if number:
        wanted: list[Condition] = [Ticket.number == int(number[1])]
    elif text.strip():
        wanted = containing(text)
    else:
        wanted = [Ticket.school_id == ticket.school_id]
    return _latest(actor, ticket, *wanted, limit=CANDIDATES)


def similar(actor: Actor, ticket: Ticket) -> list[Related]:
    """Earlier tickets of the same school on the same topic, by the words of the subject."""
    subject = unicodedata.normalize("NFKC", ticket.subject).casefold()
    topics = sorted(set(TOPIC.findall(subject)), key=len, reverse=True)[:MAX_TOPICS]
    if not topics:
        return []
    same_topic = sa.or_(*(Ticket.search.contains(search_key(topic), autoescape=True) for topic in topics))
    return _latest(
        actor,
        ticket,
        Ticket.school_id == ticket.school_id,
        same_topic,
        Ticket.status != TicketStatus.CANCELLED,
        limit=SIMILAR,
    )


def linked(ticket: Ticket, other: Ticket) -> TicketLink | None:
    low, high = sorted((ticket.id, other.id))
    statement = sa.select(TicketLink).where(TicketLink.ticket_id == low, TicketLink.other_id == high)
    return db.session.scalars(statement).one_or_none()


def _latest(actor: Actor, ticket: Ticket, *wanted: Condition, limit: int) -> list[Related]:
    statement = _select("candidate", actor, Ticket.id != ticket.id, *wanted)
    rows = db.session.execute(statement.order_by(Ticket.updated_at.desc(), Ticket.id.desc()).limit(limit))
    return [Related(*row) for row in rows]


def _select(relation: str, actor: Actor, *conditions: Condition) -> sa.Select:
    school = sa.and_(School.tenant_id == Ticket.tenant_id, School.id == Ticket.school_id)
    return (
        sa.select(
            sa.literal(relation),
            Ticket.id,
            Ticket.fiscal_year,
            Ticket.number,
            Ticket.subject,
            Ticket.status,
            Ticket.school_id,
            School.name,
        )
        .join(School, school)
        .where(*visible(actor), *conditions)
    )
