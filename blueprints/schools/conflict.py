"""Two people edited the same record: what each of them changed, put together so that nothing is lost."""

import json
from dataclasses import dataclass

from wtforms import Form

NOTHING = "（空）"


@dataclass(frozen=True)
class Difference:
    """A field on which the saved record and the person's form differ; `kept` is what stands in the form now."""

    label: str
    saved: str
    typed: str
    takes_saved: bool


def snapshot(form: Form, names: tuple[str, ...]) -> str:
    """What the form holds as it is opened, for a hidden field."""
    return json.dumps({name: _text(form[name].data) for name in names}, ensure_ascii=False)


def put_together(form: Form, saved: Form, opened: str, names: tuple[str, ...]) -> list[Difference]:
    """Takes into `form` what only the other person changed, and leaves in it what this person typed.

    `saved` is a form filled from the record as it stands; `opened` the snapshot this person began with.
    """
    before = _read(opened)
    differences = []
    for name in names:
        mine, theirs = _text(form[name].data), _text(saved[name].data)
        if mine == theirs:
            continue
        untouched = before.get(name) == mine
        differences.append(Difference(form[name].label.text, _shown(saved[name]), _shown(form[name]), untouched))
        if untouched:
            form[name].data = saved[name].data
            form[name].raw_data = None
    return differences


def _read(opened: str) -> dict[str, str]:
    try:
        content = json.loads(opened)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _text(value) -> str:
    return "" if value is None else str(value)


def _shown(field) -> str:
    """As people read it: a choice by its label."""
    text = _text(field.data)
    if field.type == "SelectField":
        return next((str(label) for value, label, *_ in field.iter_choices() if _text(value) == text), text) or NOTHING
    return text or NOTHING
