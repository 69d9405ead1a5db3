"""Verbs of people's time: bookings, rota, absences with cover, travel, promises, presence and feeds."""

from portal.visits.errors import (
    AbsenceRefused,
    Absent,
    BookingRefused,
    DoubleBooked,
    FeedRefused,
    PresenceRefused,
    PromiseRefused,
    RotaRefused,
    TravelRefused,
    VisitError,
    WrongTime,
)
from portal.visits.operations.absences import (
    AbsenceData,
    AbsenceResult,
    CoverResult,
    add_absence,
    assign_cover,
    cancel_absence,
    cover_absence,
)
from portal.visits.operations.bookings import book, cancel_booking, move_booking, quarters
from portal.visits.operations.exceptions import restore_day, skip_day
from portal.visits.operations.feeds import NewFeed, create_feed, note_feed_read, revoke_feed
from portal.visits.operations.generation import Generation, generate_rota, keep_rota_booked
from portal.visits.operations.manual import (
    BookingData,
    add_booking,
    edit_booking,
    move_occurrence,
    remove_booking,
)
from portal.visits.operations.presence import check_in, check_out, set_left
from portal.visits.operations.promises import PromiseData, edit_promise, end_promise, set_promise
from portal.visits.operations.rota import SlotData, SlotResult, add_slot, edit_slot, end_slot
from portal.visits.operations.travel import SettingsData, edit_settings, remove_travel, set_travel

__all__ = [
    "AbsenceData",
    "AbsenceRefused",
    "AbsenceResult",
    "Absent",
    "BookingData",
    "BookingRefused",
    "CoverResult",
    "DoubleBooked",
    "FeedRefused",
    "Generation",
    "NewFeed",
    "PresenceRefused",
    "PromiseData",
    "PromiseRefused",
    "RotaRefused",
    "SettingsData",
    "SlotData",
    "SlotResult",
    "TravelRefused",
    "VisitError",
    "WrongTime",
    "add_absence",
    "add_booking",
    "add_slot",
    "assign_cover",
    "book",
    "cancel_absence",
    "cancel_booking",
    "check_in",
    "check_out",
    "cover_absence",
    "create_feed",
    "edit_booking",
    "edit_promise",
    "edit_settings",
    "edit_slot",
    "end_promise",
    "end_slot",
    "generate_rota",
    "keep_rota_booked",
    "move_booking",
    "move_occurrence",
    "note_feed_read",
    "quarters",
    "remove_booking",
    "remove_travel",
    "restore_day",
    "revoke_feed",
    "set_left",
    "set_promise",
    "set_travel",
    "skip_day",
]
