"""The one way to move a record from state to state: lock, check the table, assign, write history."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from portal.kernel import audit
from portal.kernel.access import Actor
from portal.kernel.choices import Choice
from portal.kernel.db import db

Transitions = Mapping[Any, frozenset]


class WrongState(ValueError):
    """The record cannot go there from where it is; the message is for people."""

    def __init__(self, now: Choice, wanted: Choice) -> None:
        super().__init__(f"いまの状態は「{now.label}」のため、「{wanted.label}」にできません。")
        self.now, self.wanted = now, wanted


class EditedMeanwhile(ValueError):
    """Somebody saved the record after the form was opened; `record` is as it stands now."""

    def __init__(self, record: Any) -> None:
        super().__init__("ほかの人が先に変更しました。両方の内容を見比べて、もう一度保存してください。")
        self.record = record


def check_version(record: Any, version: int | None) -> None:
    """Raises EditedMeanwhile unless `version` is the record's; None asks for no check (commands, jobs)."""
    lock(record)
    if version is not None and record.version != version:
        raise EditedMeanwhile(record)


def lock(record: Any) -> None:
    """Locks the record's row until the transaction ends and reads its columns anew; what it refers to stays loaded."""
    db.session.flush()
    columns = sa.inspect(record).mapper.column_attrs.keys()
    db.session.refresh(record, attribute_names=columns, with_for_update=True)


def move(
    record: Any,
    to: Choice,
    transitions: Transitions,
    *,
    actor: Actor,
    action: str,
    note: str = "",
    changes: Mapping[str, tuple[Any, Any]] | None = None,
) -> None:
    """Sets `record.status` to `to`; raises WrongState when the table has no such way.

    `changes` are what else the step changed: they go into the same row of the history.
    """
    lock(record)
    now = record.status
    if to not in transitions[now]:
        raise WrongState(now, to)
    record.status = to
    db.session.flush()
    history: dict[str, tuple[Any, Any]] = {"status": (now, to), **(changes or {})}
    if note:
        history["note"] = (None, note)
    audit.record(action, record, actor=actor, changes=history)


def can_move(record: Any, to: Choice, transitions: Transitions) -> bool:
    return to in transitions[record.status]
