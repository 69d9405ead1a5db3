"""One thing done with many tickets: each ticket's own result is told."""

from datetime import date

from flask import abort, flash, redirect, render_template, request, url_for

from blueprints import guards
from blueprints.forms import options
from blueprints.guards import requires
from blueprints.tickets.blueprint import tickets
from blueprints.tickets.forms.merge import MergeForm
from blueprints.tickets.people import chosen_person
from blueprints.tickets.show import back_to_list
from blueprints.tickets.steps import done, refusals_in
from portal.kernel.access import Permission
from portal.kernel.db import db
from portal.tickets import operations, queries
from portal.tickets.models import Ticket

MOST = 100


@tickets.post("/bulk")
@requires(Permission.TICKET_WORK)
def bulk():
    """What the list's bar asks for; several tickets into one has a page of its own."""
    ids, action = request.form.getlist("ids"), request.form.get("action")
    if not ids:
        flash("チケットを選んでから、もう一度押してください。", "warning")
        return redirect(back_to_list(), 303)
    chosen = _chosen(ids)
    if action == "merge":
        return redirect(url_for("tickets.merge_many", ids=[ticket.id for ticket in chosen]), 303)
    if action not in BULK:
        abort(400, "まとめて行う操作を選んでください。")
    try:
        results, message = BULK[action](chosen)
    except operations.TicketError as refusal:
        db.session.rollback()
        flash(str(refusal), "error")
        return redirect(back_to_list(), 303)
    return _told(results, message)


def _assign(chosen: list[Ticket]):
    guards.actor().require(Permission.TICKET_ASSIGN)
    person = chosen_person(request.form.get("assignee"))
    done = f"担当を{person.name}さんにしました。" if person else "担当をはずしました。"
    return operations.bulk_assign(chosen, person, actor=guards.actor()), done


def _due(chosen: list[Ticket]):
    typed = request.form.get("due_on", "")
    try:
        due_on = date.fromisoformat(typed) if typed else None
    except ValueError:
        raise operations.TicketError("期限の日付を確かめてください。") from None
    return operations.bulk_due(chosen, due_on, actor=guards.actor()), "期限を変えました。"


def _close(chosen: list[Ticket]):
    return operations.bulk_close(chosen, actor=guards.actor()), "終了にしました。"


BULK = {"assign": _assign, "due": _due, "close": _close}


def _told(results: list, message: str):
    """Back to the list when all went well, else a page that says what became of each."""
    if all(result.done for result in results):
        flash(f"{len(results)}件：{message}", "success")
        return redirect(back_to_list(), 303)
    worked = sum(result.done for result in results)
    return render_template(
        "tickets/bulk_results.html", results=results, message=message, worked=worked, back=back_to_list()
    )


def _chosen(ids: list[str]) -> list[Ticket]:
    """The tickets by their ids; one that is not to be seen makes the whole request one for nothing."""
    wanted = {int(value) for value in ids[: MOST + 1] if value.isdigit()}
    if len(wanted) > MOST:
        abort(400, f"一度に選べるのは{MOST}件までです。")
    chosen = queries.visible_tickets(guards.actor(), wanted)
    return chosen if wanted and len(chosen) == len(wanted) else abort(404)


@tickets.route("/merge", methods=["GET", "POST"])
@requires(Permission.TICKET_ASSIGN)
def merge_many():
    """Several tickets into the one that stays."""
    chosen, form = _chosen(request.values.getlist("ids")), MergeForm()
    form.into.choices = options([(str(ticket.id), f"{ticket.label}　{ticket.subject}") for ticket in chosen])
    if len(chosen) < 2:
        flash("まとめるチケットを2件以上選んでください。", "warning")
        return redirect(back_to_list(), 303)
    if form.validate_on_submit():
        with refusals_in(form):
            into = next(ticket for ticket in chosen if str(ticket.id) == form.into.data)
            for ticket in chosen:
                if ticket is not into:
                    operations.merge_tickets(ticket, into, actor=guards.actor())
            return done(into.id, f"{len(chosen) - 1}件をこのチケットにまとめました。")
    details = {
        str(ticket.id): f"{ticket.school.short_name}　{ticket.status.label}　{ticket.received_on:%-m月%-d日}受付"
        for ticket in chosen
    }
    page = render_template("tickets/merge_many.html", form=form, chosen=chosen, details=details, back=back_to_list())
    return page, 422 if form.errors else 200
