"""What is said on a ticket's page and the files that came with it."""

from flask import abort, send_file

from blueprints import guards
from blueprints.guards import requires
from blueprints.tickets.blueprint import tickets
from blueprints.tickets.forms.talk import CommentForm
from blueprints.tickets.show import SEEN_BY, ticket_page
from blueprints.tickets.steps import done, refusals_in, ticket_or_404
from portal.kernel import stored
from portal.kernel.access import Permission
from portal.tickets import operations, queries
from portal.tickets.models import Ticket

SHOWN_INLINE = {"image/jpeg", "image/png", "image/webp", "image/gif"}


@tickets.post("/<int:ticket_id>/comments")
@requires(Permission.TICKET_COMMENT)
def comments(ticket_id: int):
    ticket, form = ticket_or_404(ticket_id), CommentForm()
    if form.validate():
        with refusals_in(form, ticket):
            return done(ticket_id, _say(ticket, form))
    return ticket_page(ticket, form, code=422)


def _say(ticket: Ticket, form: CommentForm) -> str:
    """Keeps the comment, whose files may do without a word. Answers what was done."""
    operations.add_comment(
        ticket,
        body=form.body.data or "",
        internal=form.internal,
        files=form.uploads(),
        once_key=form.once_key.data,
        actor=guards.actor(),
    )
    return "内部メモを残しました。" if form.internal else "送りました。"


@tickets.get("/<int:ticket_id>/attachments/<int:attachment_id>")
@requires(*SEEN_BY)
def attachment(ticket_id: int, attachment_id: int):
    """A file, under its own name; pictures open in the browser, everything else is saved."""
    found = queries.attachment(guards.actor(), ticket_id, attachment_id) or abort(404)
    inline = found.file.content_type in SHOWN_INLINE
    return send_file(
        stored.path_of(found.file),
        mimetype=found.file.content_type,
        as_attachment=not inline,
        download_name=found.file.name,
        max_age=0,
    )
