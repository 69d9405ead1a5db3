"""What is said about a ticket: public answers, questions, internal notes."""

from collections.abc import Sequence

import sqlalchemy as sa

from portal.kernel import audit, clock, states, text
from portal.kernel.access import Actor
from portal.kernel.db import db
from portal.tickets import mails, policies, queries, rules
from portal.tickets.models import AuthorSide, Ticket, TicketComment, TicketStatus
from portal.tickets.operations.files import Upload, attach
from portal.tickets.states import TRANSITIONS

FILES_ALONE = "ファイルを追加しました。"
SPEAKERS = {AuthorSide.SCHOOL: "学校", AuthorSide.BOARD: "教育委員会"}


def add_comment(
    ticket: Ticket,
    *,
    body: str,
    internal: bool = False,
    files: Sequence[Upload] = (),
    once_key: str | None = None,
    actor: Actor,
) -> TicketComment:
    """Says something in public, or notes it for the centre alone. A form sent twice says it once.

    A school's word on a ticket that waits for it sets the work going again.
    """
    states.lock(ticket)
    policies.require("note" if internal else "comment", actor, ticket)
    if once_key and (earlier := queries.comment_with_once_key(ticket.id, once_key)):
        return earlier
    comment = say(ticket, body, internal=internal, files=files, once_key=once_key, actor=actor)
    answers = comment.author_side is AuthorSide.SCHOOL and not internal
    if answers and ticket.status is TicketStatus.WAITING:
        states.move(ticket, _after_the_answer(ticket), TRANSITIONS, actor=actor, action="ticket.answered")
    else:
        audit.record("ticket.noted" if internal else "ticket.commented", ticket, actor=actor, internal=internal)
    if not internal:
        mails.tell("school_spoke" if answers else "answered", ticket, actor=actor, comment_id=comment.id)
    return comment


def add_files(
    ticket: Ticket, files: Sequence[Upload], *, internal: bool = False, once_key: str | None = None, actor: Actor
) -> TicketComment:
    """Adds files without a word."""
    return add_comment(
        ticket, body=FILES_ALONE if files else "", internal=internal, files=files, once_key=once_key, actor=actor
    )


def ask_school(
    ticket: Ticket, *, question: str, files: Sequence[Upload] = (), once_key: str | None = None, actor: Actor
) -> TicketComment:
    """Asks the school something in public; the ticket waits for the answer."""
    states.lock(ticket)
    if once_key and (earlier := queries.comment_with_once_key(ticket.id, once_key)):
        return earlier
    policies.require("ask", actor, ticket)
    comment = say(ticket, question, files=files, once_key=once_key, actor=actor)
    states.move(ticket, TicketStatus.WAITING, TRANSITIONS, actor=actor, action="ticket.asked")
    mails.tell("asked", ticket, actor=actor, comment_id=comment.id)
    return comment


def say(
    ticket: Ticket,
    body: str,
    *,
    internal: bool = False,
    files: Sequence[Upload] = (),
    once_key: str | None = None,
    actor: Actor,
) -> TicketComment:
    """Writes a comment, without history or mail: steps that speak have their own."""
    side = policies.side_of(actor)
    comment = TicketComment(
        ticket_id=ticket.id,
        author_id=actor.user_id,
        author_name=actor.name,
        author_side=side,
        internal=internal,
        body=rules.long_text("body", "本文", body or (FILES_ALONE if files else ""), required=True),
        sent_to="" if internal or side is AuthorSide.SCHOOL else _names(ticket, actor),
        once_key=once_key,
        created_at=clock.now(),
    )
    db.session.add(comment)
    db.session.flush()
    attach(ticket, files, comment=comment, actor=actor)
    answers = side is AuthorSide.CENTRE and not internal
    note_last_word(ticket, None if internal else comment.body, answers=answers, actor=actor)
    return comment


def note_last_word(ticket: Ticket, word: str | None, *, answers: bool = False, actor: Actor) -> None:
    """Keeps the newest public word for lists; without a word only the time changes.

    Written beside the version, so that a comment does not make somebody's open edit form stale.
    """
    values: dict[str, object] = {"updated_at": clock.now()}
    if word is not None:
        values |= {"last_word": text.one_line(word), "last_word_by": speaker(actor)}
    if answers and ticket.first_answered_at is None:
        values["first_answered_at"] = clock.now()
    db.session.flush()
    db.session.execute(sa.update(Ticket).where(Ticket.id == ticket.id).values(**values))


def speaker(actor: Actor) -> str:
    """By whom, as lists say it: 学校, 教育委員会, or the family name of the centre's people."""
    return SPEAKERS.get(policies.side_of(actor)) or actor.name.split(" ")[0]


def _names(ticket: Ticket, actor: Actor) -> str:
    """Who gets it by mail: 岡田 真理、教頭 西村 一郎."""
    people = [one for one in queries.recipients(ticket) if one.user_id is None or one.user_id != actor.user_id]
    return "、".join(one.titled for one in people)


def _after_the_answer(ticket: Ticket) -> TicketStatus:
    booking = queries.booking_of(ticket)
    if booking and booking.ends_at > clock.now():
        return TicketStatus.SCHEDULED
    return TicketStatus.IN_PROGRESS if ticket.assignee_id else TicketStatus.TRIAGED
