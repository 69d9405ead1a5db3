"""Tickets that belong to a ticket, and those that might."""

import re
import unicodedata
from dataclasses import dataclass

import sqlalchemy as sa

from portal.kernel.access import Actor
from portal.kernel.db import db
from portal.kernel.text import normalise_digits, search_key
from portal.schools.models.schools import shortened
from portal.tickets.models import Ticket, TicketLink, TicketStatus, number_label
from portal.tickets.queries.matching import conditions, in_states, pattern, searched_words, sight
from portal.tickets.queries.rendered import SCHOOL, TENANT, TICKET, fetch

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

THIS = sa.bindparam("ticket", type_=sa.BigInteger)


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
    joined = ("follows",) if ticket.follows_id else ()
    joined += ("merged_into",) if ticket.merged_into_id else ()
    rows = fetch(
        _select_joined,
        sight(actor),
        joined,
        ticket=ticket.id,
        follows=ticket.follows_id,
        merged_into=ticket.merged_into_id,
        own_school=actor.school_id,
    )
    order = list(RELATIONS)
    return sorted((_related(row) for row in rows), key=lambda one: (order.index(one.relation), one.id))


def link_candidates(actor: Actor, ticket: Ticket, text: str = "") -> list[Related]:
    """Tickets to join with this one: by number or words, or without text the latest of the same school."""
    number = NUMBER.fullmatch(normalise_digits(text).lower().lstrip("#"))
    words = [] if number else searched_words(text)
    by = "number" if number else "words" if words else "school"
    return _latest(actor, ticket, by, words, CANDIDATES, number=int(number[1]) if number else None)


def similar(actor: Actor, ticket: Ticket) -> list[Related]:
    """Earlier tickets of the same school on the same topic, by the words of the subject."""
    subject = unicodedata.normalize("NFKC", ticket.subject).casefold()
    topics = sorted(set(TOPIC.findall(subject)), key=lambda one: (-len(one), one))[:MAX_TOPICS]
    return _latest(actor, ticket, "topics", [search_key(one) for one in topics], SIMILAR) if topics else []


def linked(ticket: Ticket, other: Ticket) -> TicketLink | None:
    low, high = sorted((ticket.id, other.id))
    statement = sa.select(TicketLink).where(TicketLink.ticket_id == low, TicketLink.other_id == high)
    return db.session.scalars(statement).one_or_none()


def _latest(
    actor: Actor, ticket: Ticket, by: str, words: list[str], limit: int, *, number: int | None = None
) -> list[Related]:
    values = {f"word{at}": pattern(word) for at, word in enumerate(words)}
    values |= {"ticket": ticket.id, "school": ticket.school_id, "own_school": actor.school_id, "number": number}
    return [_related(row) for row in fetch(_select_latest, sight(actor), by, len(words), limit, **values)]


def _related(row: sa.Row) -> Related:
    return Related(*row[:5], TicketStatus(row[5]), *row[6:])


def _select_joined(sees: str, joined: tuple[str, ...]) -> sa.CompoundSelect:
    link = TicketLink.__table__
    one = sa.select(link.c.other_id).where(link.c.tenant_id == TENANT, link.c.ticket_id == THIS)
    other = sa.select(link.c.ticket_id).where(link.c.tenant_id == TENANT, link.c.other_id == THIS)
    wanted = {
        "followed_by": TICKET.c.follows_id == THIS,
        "merged_from": TICKET.c.merged_into_id == THIS,
        "link": TICKET.c.id.in_(one.union_all(other)),
    } | {relation: TICKET.c.id == sa.bindparam(relation, type_=sa.BigInteger) for relation in joined}
    parts = (_select(relation, sees).where(condition) for relation, condition in wanted.items())
    return sa.union_all(*parts)


def _select_latest(sees: str, by: str, words: int, limit: int) -> sa.Select:
    found = [TICKET.c.search.like(sa.bindparam(f"word{at}", type_=sa.Text), escape="/") for at in range(words)]
    same_school = TICKET.c.school_id == sa.bindparam("school", type_=sa.BigInteger)
    wanted = {
        "number": lambda: [TICKET.c.number == sa.bindparam("number", type_=sa.BigInteger)],
        "words": lambda: found,
        "school": lambda: [same_school],
        "topics": lambda: [same_school, sa.or_(*found), ~in_states([TicketStatus.CANCELLED])],
    }
    return (
        _select("candidate", sees)
        .where(TICKET.c.id != THIS, *wanted[by]())
        .order_by(TICKET.c.updated_at.desc(), TICKET.c.id.desc())
        .limit(sa.literal_column(str(limit)))
    )


def _select(relation: str, sees: str) -> sa.Select:
    school = sa.and_(SCHOOL.c.tenant_id == TICKET.c.tenant_id, SCHOOL.c.id == TICKET.c.school_id)
    return (
        sa.select(
            sa.literal_column(f"'{relation}'"),
            TICKET.c.id,
            TICKET.c.fiscal_year,
            TICKET.c.number,
            TICKET.c.subject,
            TICKET.c.status,
            TICKET.c.school_id,
            SCHOOL.c.name,
        )
        .select_from(TICKET.join(SCHOOL, school))
        .where(*conditions((f"sight {sees}",)))
    )
