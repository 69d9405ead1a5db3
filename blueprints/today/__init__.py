"""A supporter's day: the time line, arriving and leaving, and what waits before the day is handed in."""

from blueprints.today import presence
from blueprints.today.views import today

__all__ = ["presence", "today"]
