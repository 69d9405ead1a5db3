"""The views of the list that a person keeps: saving, renaming, deleting."""

from flask import abort, flash, redirect, render_template, request, url_for

from blueprints import guards
from blueprints.guards import requires
from blueprints.tickets.blueprint import tickets
from blueprints.tickets.filter_bar import FilterBar
from blueprints.tickets.show import SEEN_BY
from portal.tickets import operations, queries
from portal.tickets.filters import BadFilter, TicketFilters
from portal.tickets.models import SavedView


@tickets.get("/views")
@requires(*SEEN_BY)
def views():
    return _page()


@tickets.post("/views")
@requires(*SEEN_BY)
def save_view():
    """Keeps the list as it stands; the form holds its arguments."""
    try:
        filters = TicketFilters.from_args(request.form.to_dict())
        view = operations.save_view(request.form.get("view_name", ""), filters, actor=guards.actor())
    except BadFilter as problem:
        abort(400, str(problem))
    except operations.TicketError as refusal:
        return _page(str(refusal), 422)
    flash(f"見方「{view.name}」を保存しました。", "success")
    return redirect(url_for("tickets.index", **filters.to_args()), 303)


@tickets.post("/views/<int:view_id>/name")
@requires(*SEEN_BY)
def rename_view(view_id: int):
    try:
        view = operations.rename_view(_view(view_id), request.form.get("view_name", ""), actor=guards.actor())
    except operations.TicketError as refusal:
        return _page(str(refusal), 422, wrong=view_id)
    flash(f"名前を「{view.name}」に変えました。", "success")
    return redirect(url_for("tickets.views"), 303)


@tickets.post("/views/<int:view_id>/deletion")
@requires(*SEEN_BY)
def delete_view(view_id: int):
    view = _view(view_id)
    name = view.name
    operations.delete_view(view, actor=guards.actor())
    flash(f"見方「{name}」を削除しました。", "success")
    return redirect(url_for("tickets.views"), 303)


def _view(view_id: int) -> SavedView:
    return queries.saved_view(guards.actor(), view_id) or abort(404)


def _page(refusal: str = "", code: int = 200, wrong: int | None = None):
    choices = queries.filter_choices(guards.actor())
    shown = [(id_, name, args, FilterBar(TicketFilters.from_args(args), choices)) for id_, name, args in choices.views]
    typed = request.form.get("view_name", "")
    return render_template("tickets/views.html", shown=shown, refusal=refusal, wrong=wrong, typed=typed), code
