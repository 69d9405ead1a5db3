"""A school's word on a visit: signed in, or through the link of its mail without signing in."""

from flask import abort, flash, redirect, render_template, request, url_for

from blueprints import guards
from blueprints.guards import public, requires
from blueprints.worklogs import words
from blueprints.worklogs.blueprint import confirmations
from blueprints.worklogs.forms import ConfirmForm, RemarkForm
from blueprints.worklogs.steps import refusals_in
from portal.kernel.access import Permission
from portal.tickets import queries as tickets
from portal.worklogs import operations, policies, queries
from portal.worklogs.errors import LinkUsed, Unconfirmable
from portal.worklogs.models import SchoolConfirmation

LONGEST_TOKEN = 200


@confirmations.get("/")
@requires(Permission.VISIT_CONFIRM)
def index():
    actor = guards.actor()
    rows = queries.waiting_for_school(actor.school_id) if actor.school_id else []
    return render_template("worklogs/confirmations.html", rows=rows, words=words)


@confirmations.route("/<int:confirmation_id>", methods=["GET", "POST"])
@requires(Permission.VISIT_CONFIRM)
def show(confirmation_id: int):
    found = queries.confirmation(guards.actor(), confirmation_id) or abort(404)
    form = RemarkForm()
    if form.validate_on_submit():
        with refusals_in(form):
            operations.confirm_as_school(found, remark=form.remark.data or "", actor=guards.actor())
            flash("訪問を確認しました。", "success")
            return redirect(url_for("school_home.index"), 303)
        found = queries.confirmation(guards.actor(), confirmation_id) or abort(404)
    withdrawn = policies.link_state(found) if policies.is_withdrawn(found) else None
    return _page("worklogs/confirmation.html", found, form, withdrawn)


@confirmations.route("/<token>", methods=["GET", "POST"])
@public
def by_link(token: str):
    """The mail's link: it shows this visit and nothing else."""
    found = queries.by_token(token) if len(token) <= LONGEST_TOKEN else None
    if found is None:
        return render_template("worklogs/link_unknown.html"), 404
    form = ConfirmForm()
    state = policies.link_state(found)
    if state is None and form.validate_on_submit():
        with refusals_in(form):
            operations.confirm_by_link(
                found, name=form.name.data, remark=form.remark.data or "", address=request.remote_addr or ""
            )
            return redirect(url_for("confirmations.by_link", token=token), 303)
        found, state = queries.by_token(token), None
    return _page("worklogs/link.html", found, form, state)


def _page(template: str, found: SchoolConfirmation, form, state: Unconfirmable | None):
    here = [entry for entry in found.log.entries if entry.school_id == found.school_id and not entry.drafted]
    labels = {one.code: one.label for one in tickets.categories()}
    page = render_template(
        template,
        found=found,
        form=form,
        state=state,
        used=isinstance(state, LinkUsed),
        lines=words.confirmed_lines(here, labels),
        minutes=sum(entry.minutes for entry in here),
        words=words,
    )
    return page, 422 if form.errors else 200
