"""What can be wrong with what somebody wants of a ticket; every message is for people."""

from portal.tickets.models import TicketStatus


class TicketError(ValueError):
    """The base of the area's errors."""


class NotNow(TicketError):
    """The ticket's state does not allow it."""

    def __init__(self, status: TicketStatus, verb: str) -> None:
        super().__init__(f"いまの状態は「{status.label}」のため、{verb}できません。")
        self.status = status


class WrongInput(TicketError):
    """A value that fails a rule; `field` names the form's field."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class WrongAssignee(TicketError):
    """The person cannot be given tickets."""


class WrongRelation(TicketError):
    """The two tickets cannot be joined this way."""


class PlanRefused(TicketError):
    """Visits that cannot be planned; nothing was planned. `reasons` has a school's name and why, for each."""

    def __init__(self, reasons: list[tuple[str, str]]) -> None:
        super().__init__(f"{len(reasons)}件の訪問を計画できないため、何も登録していません。理由を見て直してください。")
        self.reasons = reasons


class ViewNameTaken(TicketError):
    """Another saved view of the same person has that name."""


class CodeTaken(TicketError):
    """A category with that code exists."""
