"""Views of the list that people keep for themselves."""

from portal.kernel import audit
from portal.kernel.access import Actor, NotAllowed
from portal.kernel.db import db
from portal.tickets import queries, rules
from portal.tickets.errors import TicketError, ViewNameTaken
from portal.tickets.filters import TicketFilters
from portal.tickets.models import SavedView

MAX_NAME = 40
MAX_VIEWS = 30


def save_view(name: str, filters: TicketFilters, *, actor: Actor) -> SavedView:
    """Keeps filters and order under a name; a view of the same name is replaced."""
    name = rules.one_line("name", "見方の名前", name, limit=MAX_NAME)
    view = queries.saved_view_named(actor, name)
    if view is None:
        if queries.count_saved_views(actor) >= MAX_VIEWS:
            raise TicketError(f"保存できる見方は{MAX_VIEWS}個までです。使わないものを削除してください。")
        view = SavedView(user_id=actor.user_id, name=name, query={})
        db.session.add(view)
    view.query = filters.to_keep()
    db.session.flush()
    audit.record("view.saved", view, actor=actor, label=name)
    return view


def rename_view(view: SavedView, name: str, *, actor: Actor) -> SavedView:
    """Raises ViewNameTaken."""
    _require_own(view, actor)
    name = rules.one_line("name", "見方の名前", name, limit=MAX_NAME)
    other = queries.saved_view_named(actor, name)
    if other is not None and other.id != view.id:
        raise ViewNameTaken(f"「{name}」という見方がすでにあります。")
    changes = audit.changed(view, {"name": name})
    if changes:
        audit.record("view.renamed", view, actor=actor, label=name, changes=changes)
    return view


def delete_view(view: SavedView, *, actor: Actor) -> None:
    _require_own(view, actor)
    audit.record("view.deleted", view, actor=actor, label=view.name)
    db.session.delete(view)


def _require_own(view: SavedView, actor: Actor) -> None:
    if view.user_id != actor.user_id:
        raise NotAllowed("この見方は、ほかの人が保存したものです。")
