"""Choosing who does the work, in every form that asks."""

from wtforms.fields.choices import SelectChoice

from blueprints.forms import options
from portal.accounts.models import User
from portal.tickets import operations, queries

NOBODY = "0"


def people_choices(blank: str | None = None) -> list[SelectChoice]:
    """Everybody who can be given tickets; `blank` is the words for nobody."""
    return options([(str(person.id), person.name) for person in queries.assignable_people()], blank)


def chosen_person(value: str | None) -> User | None:
    """The user that a form names; None for nobody. Raises WrongAssignee."""
    if not value or value == NOBODY:
        return None
    person = queries.assignable_user(int(value)) if value.isdigit() else None
    if person is None:
        raise operations.WrongAssignee("担当者を一覧から選び直してください。")
    return person
