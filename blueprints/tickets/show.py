"""One ticket: its conversation, its facts, and what may be done next."""

from flask import render_template, session, url_for

from blueprints import guards
from blueprints.guards import requires
from blueprints.tickets import story, words
from blueprints.tickets.actions import offered
from blueprints.tickets.blueprint import tickets
from blueprints.tickets.forms.talk import CommentForm
from blueprints.tickets.steps import ticket_or_404
from portal.kernel import clock
from portal.kernel.access import Actor, Permission
from portal.tickets import policies, queries
from portal.tickets.models import Ticket
from portal.tickets.policies import side_of

SEEN_BY = (Permission.TICKET_READ, Permission.TICKET_REQUEST)
RECENT = 5


@tickets.get("/<int:ticket_id>")
@requires(*SEEN_BY)
def show(ticket_id: int):
    return ticket_page(ticket_or_404(ticket_id))


def ticket_page(ticket: Ticket, form: CommentForm | None = None, *, refusal: str = "", code: int = 200):
    """The page of a ticket; `form` is a comment that came back, `refusal` why a step was not done."""
    actor = guards.actor()
    allowed = policies.actions(actor, ticket)
    entries = queries.conversation(ticket, internal="see_internal" in allowed)
    main, others = offered(ticket.status, allowed)
    related = queries.related(actor, ticket)
    page = render_template(
        "tickets/show.html",
        ticket=ticket,
        actions=allowed,
        main=main,
        others=others,
        entries=entries,
        history=queries.history(entries),
        recent=RECENT,
        related=related,
        similar=_similar(ticket, related) if policies.can_note(actor, ticket) else [],
        recipients=words.recipients(queries.recipients(ticket) if "note" in allowed else []),
        form=form or CommentForm(),
        track=words.track(ticket),
        words=words,
        today=clock.today(),
        story=story,
        category=ticket.category.audit_label if ticket.category else None,
        school_url=_school_url(ticket, actor),
        side=side_of(actor),
        back=back_to_list(),
        refusal=refusal,
    )
    return page, code


def _similar(ticket: Ticket, related: list) -> list:
    shown = {item.id for item in related}
    return [item for item in queries.similar(guards.actor(), ticket) if item.id not in shown]


def _school_url(ticket: Ticket, actor: Actor) -> str | None:
    return url_for("schools.show", school_id=ticket.school_id) if actor.can(Permission.SCHOOL_READ) else None


def back_to_list() -> str:
    """The list as the person last saw it."""
    return url_for("tickets.index", **session.get("ticket_list", {}))
