"""Two people edited the same ticket: what each of them changed, put together so that nothing is lost."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from wtforms import Field

from blueprints.tickets.forms.edit import OwnEditForm
from portal.kernel.dates import weekday
from portal.kernel.templating import day

NOTHING = "（空）"


@dataclass(frozen=True)
class Difference:
    """A field on which the saved ticket and the person's form differ; with `takes_saved` only the other changed it."""

    label: str
    saved: str
    typed: str
    takes_saved: bool


def snapshot(form: OwnEditForm) -> str:
    """What the form holds when it is opened, for its hidden field."""
    return json.dumps({field.name: _text(field.data) for field in form.record_fields()}, ensure_ascii=False)


def put_together(form: OwnEditForm, stored: OwnEditForm) -> list[Difference]:
    """Takes into `form` what only somebody else changed, and leaves in it what this person typed.

    `stored` is the same form filled from the ticket as it stands.
    """
    before, differences = _opened(form), []
    for field in form.record_fields():
        theirs = stored[field.name].data
        if _text(field.data) == _text(theirs):
            continue
        untouched = before.get(field.name) == _text(field.data)
        differences.append(Difference(field.label.text, _shown(field, theirs), _shown(field, field.data), untouched))
        if untouched:
            field.raw_data = None
            field.process(None, theirs)
    form.opened.raw_data, form.opened.data = None, snapshot(stored)
    return differences


def _opened(form: OwnEditForm) -> dict[str, str]:
    try:
        content = json.loads(form.opened.data or "")
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _text(value: Any) -> str:
    return "" if value is None else str(value).replace("\r\n", "\n")


def _shown(field: Field, value: Any) -> str:
    """As people read it: a choice by its label, a date in words."""
    if isinstance(value, date):
        return f"{day(value)}（{weekday(value)}）"
    labels = {_text(choice.value): choice.label for choice in field.iter_choices()} if hasattr(field, "choices") else {}
    return labels.get(_text(value), _text(value)) or NOTHING
