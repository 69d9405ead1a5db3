"""Tables of people's time: bookings, the rota they come from, absences, promises, travel, presence, feeds."""

from portal.visits.models.absences import Absence, AbsenceKind, DayPart
from portal.visits.models.bookings import (
    QUARTER_SECONDS,
    BookedQuarter,
    Booking,
    BookingMode,
    BookingOrigin,
    period_label,
)
from portal.visits.models.presence import Presence
from portal.visits.models.promises import PromiseUnit, VisitPromise
from portal.visits.models.rota import RotaException, RotaSlot
from portal.visits.models.travel import CalendarFeed, TravelTime, VisitSettings

__all__ = [
    "QUARTER_SECONDS",
    "Absence",
    "AbsenceKind",
    "BookedQuarter",
    "Booking",
    "BookingMode",
    "BookingOrigin",
    "CalendarFeed",
    "DayPart",
    "Presence",
    "PromiseUnit",
    "RotaException",
    "RotaSlot",
    "TravelTime",
    "VisitPromise",
    "VisitSettings",
    "period_label",
]
