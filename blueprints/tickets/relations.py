"""What joins tickets: merging into another, linking, and the ticket that goes on with the work."""

from flask import flash, redirect, request

from blueprints import guards
from blueprints.guards import requires
from blueprints.tickets.blueprint import tickets
from blueprints.tickets.forms.steps import ChooseTicketForm, FollowUpForm
from blueprints.tickets.people import chosen_person, people_choices
from blueprints.tickets.steps import done, open_step, refusals_in, render_step, ticket_or_404, ticket_url
from blueprints.tickets.work import plain_step
from portal.kernel.access import Permission
from portal.tickets import operations, queries
from portal.tickets.models import Kind, Ticket, TicketStatus


@tickets.route("/<int:ticket_id>/merge", methods=["GET", "POST"])
@requires(Permission.TICKET_ASSIGN)
def merge(ticket_id: int):
    ticket, form = open_step(ticket_id, "merge"), ChooseTicketForm()
    if form.validate_on_submit():
        with refusals_in(form, ticket):
            into = _chosen(form)
            operations.merge_tickets(ticket, into, actor=guards.actor())
            return done(into.id, f"{ticket.label}をこのチケットにまとめました。")
    return render_step("merge", ticket, form, candidates=_targets(ticket), searched=_searched())


@tickets.route("/<int:ticket_id>/links", methods=["GET", "POST"])
@requires(Permission.TICKET_WORK)
def links(ticket_id: int):
    ticket, form = open_step(ticket_id, "link"), ChooseTicketForm()
    if form.validate_on_submit():
        with refusals_in(form, ticket):
            other = _chosen(form)
            operations.link_tickets(ticket, other, actor=guards.actor())
            return done(ticket_id, f"{other.label}を関連するチケットにしました。")
    return render_step("link", ticket, form, candidates=_candidates(ticket), searched=_searched())


@tickets.post("/<int:ticket_id>/links/<int:other_id>/removal")
@requires(Permission.TICKET_WORK)
def unlink(ticket_id: int, other_id: int):
    other = ticket_or_404(other_id)
    return plain_step(
        ticket_id, lambda ticket, actor: operations.unlink_tickets(ticket, other, actor=actor), "関連を外しました。"
    )


def _searched() -> str:
    return request.args.get("q", "")


def _candidates(ticket: Ticket) -> list:
    return queries.link_candidates(guards.actor(), ticket, _searched())


def _targets(ticket: Ticket) -> list:
    """Those of the candidates that the ticket may be merged into."""
    mergeable = (one for one in _candidates(ticket) if one.status is not TicketStatus.CANCELLED)
    return [one for one in mergeable if one.school_id == ticket.school_id]


def _chosen(form: ChooseTicketForm) -> Ticket:
    """The other ticket."""
    value = form.other.data or ""
    other = queries.visible_ticket(guards.actor(), int(value)) if value.isdigit() else None
    if other is None:
        raise operations.WrongRelation("相手のチケットを選んでください。")
    return other


@tickets.route("/<int:ticket_id>/follow-up", methods=["GET", "POST"])
@requires(Permission.TICKET_WORK)
def follow_up(ticket_id: int):
    ticket = open_step(ticket_id, "follow_up")
    form = FollowUpForm(kind=ticket.kind.value, subject=ticket.subject, assignee=str(ticket.assignee_id or ""))
    if form.validate_on_submit():
        with refusals_in(form, ticket):
            new = operations.follow_up_ticket(ticket, **_followed(form), actor=guards.actor())
            flash(f"{ticket.label}の続きとして{new.label}を作りました。", "success")
            return redirect(ticket_url(new.id), 303)
    form.assignee.choices = people_choices("担当なし")
    return render_step("follow_up", ticket, form)


def _followed(form: FollowUpForm) -> dict:
    return {
        "kind": Kind(form.kind.data),
        "subject": form.subject.data,
        "body": form.body.data or "",
        "due_on": form.due_on.data,
        "assignee": chosen_person(form.assignee.data),
        "once_key": form.once_key.data,
    }
