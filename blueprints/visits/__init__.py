"""Pages of people's time: the dispatch board, calendars and their feeds, the rota, absences, promises, settings."""

from blueprints.visits import (  # noqa: F401  (each hangs its routes on the blueprints)
    absences,
    agreements,
    board,
    bookings,
    calendar,
    covers,
    feeds,
    slots,
    travels,
)
from blueprints.visits.blueprint import calendars, promises, rota, travel, visits

__all__ = ["calendars", "promises", "rota", "travel", "visits"]
