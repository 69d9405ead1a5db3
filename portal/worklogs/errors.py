"""What can be wrong with a log or an entry; every message is for people."""

from dataclasses import dataclass


class WorklogError(ValueError):
    """The base of the area's errors."""


class WrongInput(WorklogError):
    """A value that fails a rule; `field` names the form's field."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class Overlap(WrongInput):
    """The time is taken by another entry of the day."""

    def __init__(self, other: str) -> None:
        super().__init__("starts", f"{other} の記録と時間が重なっています。時間を直してください。")


class Locked(WorklogError):
    """The log was handed in; a correction or a return opens it."""


@dataclass(frozen=True)
class Question:
    """Something unusual that may all the same be right; `code` names it in forms."""

    code: str
    text: str


class WorthAsking(WorklogError):
    """Saved only when the person says that it is right: call again with `accepted=True`."""

    def __init__(self, questions: list[Question]) -> None:
        super().__init__(" ".join(question.text for question in questions))
        self.questions = questions


class Missing(WrongInput):
    """Something that has to be there is not: an entry, a reason."""


class OwnLog(WorklogError):
    """Nobody checks their own log while somebody else leads."""


class Unconfirmable(WorklogError):
    """The school's word cannot be taken; the message says why and what to do."""


class LinkExpired(Unconfirmable):
    pass


class LinkUsed(Unconfirmable):
    pass


class LinkWithdrawn(Unconfirmable):
    """The log was returned or corrected after the mail."""
