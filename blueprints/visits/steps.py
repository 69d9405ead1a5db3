"""What the pages of people's time share: refusing in the form, and choices of people and schools."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import abort
from flask_wtf import FlaskForm
from wtforms.fields.choices import SelectChoice

from blueprints import guards
from blueprints.forms import options
from blueprints.tickets.people import people_choices
from portal.accounts.models import User
from portal.kernel.access import Permission
from portal.kernel.db import db
from portal.kernel.states import WrongState
from portal.schools.models import School
from portal.schools.queries import schools
from portal.tickets import queries as tickets
from portal.visits import queries
from portal.visits.errors import VisitError

REFUSALS = (VisitError, WrongState)
FIELD_NAMES = {"user": "user_id", "school": "school_id", "starts_at": "starts", "ends_at": "ends"}


@contextmanager
def refusals_in(form: FlaskForm) -> Iterator[None]:
    """What an operation refuses becomes an error of the form; nothing of it is kept."""
    try:
        yield
    except REFUSALS as refusal:
        db.session.rollback()
        field = form._fields.get(FIELD_NAMES.get(name := getattr(refusal, "field", ""), name))
        if field is None:
            form.form_errors.append(str(refusal))
        else:
            field.errors = [*field.errors, str(refusal)]


def offered_people(blank: str | None = None) -> list[SelectChoice]:
    """Everybody for who plans for others; oneself for the rest."""
    actor = guards.actor()
    if actor.can(Permission.ROTA_MANAGE):
        return people_choices(blank)
    return options([(str(actor.user_id), actor.name)])


def offered_schools(blank: str, *, keep: int | None = None) -> list[SelectChoice]:
    """Schools in use, and the one that is chosen already."""
    found = [one for one in schools.choices(archived=keep is not None) if not one.archived or one.id == keep]
    return options(((str(one.id), one.name) for one in found), blank)


def person_of(value: str | None) -> User:
    """The worker that a form names; 404 to what was never offered."""
    return (tickets.assignable_user(int(value)) if value and value.isdigit() else None) or abort(404)


def school_of(value: str | None) -> School | None:
    """The school that a form names; None for none, 404 to what was never offered."""
    return (queries.school(int(value)) or abort(404)) if value and value.isdigit() else None
