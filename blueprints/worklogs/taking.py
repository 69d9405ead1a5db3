"""Takes what an entry form holds into the person's log: the same for the page and for a device that was offline."""

from blueprints import guards
from blueprints.worklogs.forms import CENTRE, EntryForm
from blueprints.worklogs.steps import own_log, read_day
from portal.schools.models import School
from portal.schools.queries import schools
from portal.worklogs import operations
from portal.worklogs.models import LogEntry


def chosen_school(form: EntryForm) -> School | None:
    if form.school_id.data in (None, "", CENTRE):
        return None
    return schools.visible_school(guards.actor(), int(form.school_id.data))


def take_new(form: EntryForm, *, accepted: bool) -> LogEntry:
    """Records the entry; with the key of one that is there already, answers that one."""
    return operations.record_entry(
        own_log(read_day(form.day.data)),
        form.entry_data(chosen_school(form)),
        client_key=form.client_key.data or None,
        photos=form.uploads(),
        accepted=accepted,
        actor=guards.actor(),
    )


def take_changes(form: EntryForm, entry: LogEntry, *, accepted: bool) -> LogEntry:
    actor = guards.actor()
    saved = operations.edit_entry(
        entry, form.entry_data(chosen_school(form)), version=form.version.data, accepted=accepted, actor=actor
    )
    if photos := form.uploads():
        operations.add_photos(saved, photos, actor=actor)
    return saved
