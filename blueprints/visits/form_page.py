"""The page that every form of people's time stands on, and putting two people's changes together on it."""

from flask import render_template
from flask_wtf import FlaskForm

from blueprints.forms import VersionedForm
from blueprints.schools.conflict import Difference, put_together, snapshot
from portal.kernel import audit
from portal.kernel.states import EditedMeanwhile

TYPED_ALIKE = ("csrf_token", "version", "opened")


def names_of(form: FlaskForm) -> tuple[str, ...]:
    return tuple(name for name in form._fields if name not in TYPED_ALIKE)


def note_opened(form: VersionedForm) -> None:
    """Keeps in the form what it holds as it is opened, to tell two people's changes apart."""
    if not form.opened.data:
        form.opened.data = snapshot(form, names_of(form))


def after_conflict(
    form: VersionedForm, saved: VersionedForm, problem: EditedMeanwhile
) -> tuple[list[Difference], list]:
    """The differences between both versions, and who saved last."""
    differences = put_together(form, saved, form.opened.data or "", names_of(form))
    form.renew(problem.record.version)
    form.opened.data, form.opened.raw_data = snapshot(saved, names_of(saved)), None
    return differences, audit.history(problem.record, internal=True, limit=1)


def render_form(form: FlaskForm, heading: str, back: tuple[str, str], save: str, **context):
    """`back` is (address, words). 422 when the form came back with errors."""
    page = render_template(
        "visits/form.html", form=form, heading=heading, back=back, save=save, **({"supports": {}} | context)
    )
    return page, 422 if form.errors or context.get("differences") else 200
