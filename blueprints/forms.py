"""The base of all forms, and the checks that several of them share."""

import uuid
from collections.abc import Iterable

from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField
from wtforms.fields.choices import SelectChoice
from wtforms.meta import DefaultMeta
from wtforms.validators import Length, StopValidation
from wtforms.widgets import HiddenInput


class PortalForm(FlaskForm):
    """A form whose own messages are Japanese. CSRF is checked for every POST before a form is looked at."""

    class Meta(FlaskForm.Meta):
        locales = ("ja",)

        def get_translations(self, form):
            return DefaultMeta.get_translations(self, form)


class Required:
    """Something must be given; a value that was given but could not be read keeps its own message."""

    field_flags = {"required": True}

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form, field) -> None:
        if field.errors:
            raise StopValidation
        data = field.data
        if data is None or data in ("", [], ()) or (isinstance(data, str) and not data.strip()):
            raise StopValidation(self.message)


def up_to(length: int) -> Length:
    """A text no longer than `length` characters."""
    return Length(max=length, message=f"{length}文字までで入力してください。")


def options(pairs: Iterable[tuple[str, str]], blank: str | None = None) -> list[SelectChoice]:
    """Choices of a select; `blank` is the text of a first one that stands for nothing."""
    first = [SelectChoice("", blank)] if blank is not None else []
    return first + [SelectChoice(value, label) for value, label in pairs]


def stripped(value):
    """Filter: no blanks around a typed text."""
    return value.strip() if isinstance(value, str) else value


def new_once_key() -> str:
    return uuid.uuid4().hex


class OnceForm(PortalForm):
    """A form that makes something: sent twice, it makes one."""

    once_key = HiddenField(default=new_once_key)


class VersionedForm(PortalForm):
    """An edit form: carries the version of the record that it was opened with."""

    version = IntegerField(widget=HiddenInput())

    def renew(self, version: int) -> None:
        """After somebody else saved first: the next try is made on the record as it stands now."""
        self.version.data, self.version.raw_data = version, None
