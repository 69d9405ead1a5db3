"""Enumerations with a Japanese label, and the column that stores them."""

from enum import StrEnum
from typing import Self

import sqlalchemy as sa
from sqlalchemy.orm import mapped_column


class Choice(StrEnum):
    """A stored value with the label people see: `OPEN = "open", "受付"`."""

    label: str

    def __new__(cls, value: str, label: str) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Value and label of each member, for a form's select."""
        return [(member.value, member.label) for member in cls]

    @classmethod
    def by_label(cls, label: str) -> Self | None:
        """The member that people call `label`, as files for import spell it."""
        return next((member for member in cls if member.label == label), None)


def choice_column(kind: type[Choice], **options):
    """A text column that holds `kind` and is checked by the database."""
    column_type = sa.Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=32,
        name=kind.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )
    return mapped_column(column_type, **options)
