"""What can be wrong with what somebody wants of people's time; every message is for people."""

from portal.visits.rows import AbsenceRow, BookingRow


class VisitError(ValueError):
    """The base of the area's errors; `field` names the form's field, when there is one."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class BookingRefused(VisitError):
    """The time cannot be booked."""


class WrongTime(BookingRefused):
    """Not on quarter hours, not within one day, or the end is not after the start."""


class DoubleBooked(BookingRefused):
    """The person has something else at that time. `clash` is what, or None when it was freed meanwhile."""

    def __init__(self, name: str, clash: BookingRow | None) -> None:
        told = f"（{clash.period_label} {clash.title}）" if clash else ""
        super().__init__(f"{name}さんは、この時間にほかの予定があります{told}。別の時間か担当者を選んでください。")
        self.clash = clash


class Absent(BookingRefused):
    """The person is away at that time."""

    def __init__(self, name: str, absence: AbsenceRow) -> None:
        super().__init__(f"{name}さんは休みです（{absence.period_label}）。別の日時か担当者を選んでください。")
        self.absence = absence


class RotaRefused(VisitError):
    """A regular visit that cannot be."""


class AbsenceRefused(VisitError):
    """An absence that cannot be entered."""


class PromiseRefused(VisitError):
    """A promise that cannot stand."""


class TravelRefused(VisitError):
    """Travel or settings that make no sense."""


class PresenceRefused(VisitError):
    """A check-in or check-out that cannot be."""


class FeedRefused(VisitError):
    """A calendar address that nobody may have."""
