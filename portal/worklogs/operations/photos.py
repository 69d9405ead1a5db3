"""Photos of an entry: pictures alone, stripped of where and when they were taken."""

from collections.abc import Sequence

from portal.kernel import audit, states, stored
from portal.kernel.access import Actor
from portal.kernel.db import db
from portal.kernel.files import FileRefused
from portal.tickets.operations import MAX_FILE_BYTES, Upload
from portal.worklogs import policies, queries
from portal.worklogs.errors import WrongInput
from portal.worklogs.models import EntryPhoto, LogEntry

MAX_PHOTOS = 10


def add_photos(entry: LogEntry, photos: Sequence[Upload], *, actor: Actor) -> LogEntry:
    log = queries.log_of(entry)
    states.lock(log)
    policies.require_write(actor, log)
    attach_photos(entry, photos, already=len(queries.photos_of([entry.id]).get(entry.id, [])), actor=actor)
    audit.record("log_entry.photographed", entry, actor=actor, changes={"photos": (None, len(photos))})
    return entry


def remove_photo(photo: EntryPhoto, *, actor: Actor) -> None:
    entry = queries.entry_by_id(photo.entry_id)
    log = queries.log_of(entry)
    states.lock(log)
    policies.require_write(actor, log)
    db.session.delete(photo)
    audit.record("log_entry.photo_removed", entry, actor=actor)


def attach_photos(entry: LogEntry, photos: Sequence[Upload], *, already: int, actor: Actor) -> None:
    """Keeps them; raises WrongInput for too many and FileRefused for what is no photo."""
    if already + len(photos) > MAX_PHOTOS:
        raise WrongInput("photos", f"写真は1件の記録に{MAX_PHOTOS}枚までです。")
    for photo in photos:
        try:
            kept = stored.keep_upload(photo.stream, photo.filename, max_bytes=MAX_FILE_BYTES, actor=actor)
        except FileRefused as refusal:
            raise FileRefused(f"{photo.filename}: {refusal}") from refusal
        if not kept.is_image:
            raise FileRefused(f"{photo.filename}: 写真（JPEG、PNGなどの画像）を選んでください。")
        db.session.add(EntryPhoto(entry_id=entry.id, file_id=kept.id))
    if photos:
        db.session.flush()
        db.session.expire(entry, ["photos"])
