"""The composer at the foot of a ticket."""

from wtforms import RadioField, TextAreaField

from blueprints.forms import options, stripped, up_to
from blueprints.tickets.forms.receive import BODY_LENGTH, FilesForm

PUBLIC, INTERNAL = "public", "internal"


class CommentForm(FilesForm):
    """A public answer or, for the centre, a note that schools never see."""

    visibility = RadioField(
        "だれに書くか", choices=options([(PUBLIC, "学校へ回答"), (INTERNAL, "内部メモ")]), default=PUBLIC
    )
    body = TextAreaField("本文", [up_to(BODY_LENGTH)], filters=[stripped])

    @property
    def internal(self) -> bool:
        return self.visibility.data == INTERNAL
