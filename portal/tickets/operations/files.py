"""Files that come with a request or a comment."""

from collections.abc import Sequence
from typing import BinaryIO, NamedTuple

from portal.kernel import stored
from portal.kernel.access import Actor
from portal.kernel.db import db
from portal.kernel.files import FileRefused
from portal.tickets.errors import WrongInput
from portal.tickets.models import Ticket, TicketAttachment, TicketComment

MAX_FILES = 10
MAX_FILE_BYTES = 20 * 1024 * 1024


class Upload(NamedTuple):
    """A file as it was sent."""

    stream: BinaryIO
    filename: str


def attach(ticket: Ticket, files: Sequence[Upload], *, comment: TicketComment | None, actor: Actor) -> None:
    """Keeps the files; raises WrongInput for too many and FileRefused for what is not to be kept."""
    if len(files) > MAX_FILES:
        raise WrongInput("files", f"ファイルは一度に{MAX_FILES}個までです。")
    for file in files:
        try:
            kept = stored.keep_upload(file.stream, file.filename, max_bytes=MAX_FILE_BYTES, actor=actor)
        except FileRefused as refusal:
            raise FileRefused(f"{file.filename}: {refusal}") from refusal
        db.session.add(
            TicketAttachment(ticket_id=ticket.id, comment_id=comment.id if comment else None, file_id=kept.id)
        )
    if files:
        db.session.flush()
