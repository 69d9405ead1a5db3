"""What the entry form offers: the groups with their items, the most used first, and the schools."""

from dataclasses import dataclass

from flask_wtf import FlaskForm

from blueprints.forms import options
from blueprints.worklogs.forms import CENTRE
from portal.kernel.access import Actor
from portal.schools.models.schools import shortened
from portal.tickets import queries as tickets
from portal.tickets.models import CategoryGroup
from portal.tickets.queries.choices import FilterChoices
from portal.worklogs import queries

MOST_USED = 5
SHORT = {
    CategoryGroup.LESSON: "授業",
    CategoryGroup.SCHOOL_AFFAIRS: "校務",
    CategoryGroup.ENVIRONMENT: "環境",
    CategoryGroup.IN_HOUSE_TRAINING: "研修",
}


@dataclass(frozen=True)
class Item:
    code: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Group:
    """A tab of the form: `first` are its most used items, `rest` the others."""

    value: str
    short: str
    first: list[Item]
    rest: list[Item]
    chosen: bool


def offer(form: FlaskForm, actor: Actor) -> list[Group]:
    """Fills the form's choices; answers the groups as the page shows them."""
    found = allow(form, actor)
    return _groups(found, queries.frequent_codes(actor.user_id), form.category_code.data)


def allow(form: FlaskForm, actor: Actor, found: FilterChoices | None = None) -> FilterChoices:
    """Fills the form's choices; enough for checking what was sent."""
    found = found or tickets.filter_choices(actor)
    items = [(code, label) for _, group in found.categories for code, label in group]
    form.category_code.choices = options(items)
    schools = [(str(school_id), shortened(name)) for school_id, _, name in found.schools]
    form.school_id.choices = options([*schools, (CENTRE, "センター（学校なし）")], "選んでください")
    return found


def _groups(found: FilterChoices, frequent: list[str], chosen: str | None) -> list[Group]:
    open_group = _open_group(found, frequent, chosen)
    groups = []
    for group, items in found.categories:
        offered = [Item(code, label, code == chosen) for code, label in sorted(items, key=_by_use(frequent))]
        first = offered[:MOST_USED]
        rest = offered[MOST_USED:]
        groups.append(Group(group.value, SHORT[group], first, rest, group == open_group))
    return groups


def _by_use(frequent: list[str]):
    """Sorts items by how often the person used them; the others keep the list's order."""
    return lambda item: frequent.index(item[0]) if item[0] in frequent else len(frequent)


def _open_group(found: FilterChoices, frequent: list[str], chosen: str | None) -> CategoryGroup:
    code = chosen or (frequent[0] if frequent else None)
    of_code = {code: group for group, items in found.categories for code, _ in items}
    return of_code.get(code, CategoryGroup.LESSON)
