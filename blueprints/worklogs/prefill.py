"""What the entry form already knows: from the school one is at, the booking, the gap in the day."""

from collections.abc import Mapping
from datetime import date, datetime, time

from blueprints import guards
from blueprints.fields import read_time
from blueprints.worklogs.forms import CENTRE
from portal.kernel import clock
from portal.visits import queries as visits
from portal.visits.models import BookingMode, Presence
from portal.worklogs import queries
from portal.worklogs.models import DailyLog
from portal.worklogs.rules import STEP

USUAL, MOST = 30, 180


def first_values(day: date, given: Mapping[str, str]) -> dict:
    """Values of a new entry. `given`: school, mode, starts, minutes of the link that led here."""
    actor = guards.actor()
    here = visits.open_presence(actor.user_id) if day == clock.today() else None
    starts = _time(given.get("starts")) or _next_start(queries.day_log(actor.user_id, day, photos=False), here)
    return {
        "day": day.isoformat(),
        "school_id": _school(given, here),
        "mode": given.get("mode") if given.get("mode") in {mode.value for mode in BookingMode} else _mode(here),
        "starts": starts,
        "minutes": _number(given.get("minutes")) or _minutes_since(starts, day),
    }


def _school(given: Mapping[str, str], here: Presence | None) -> str:
    if given.get("school", "").isdigit() or given.get("school") == CENTRE:
        return given["school"]
    if here is None:
        return ""
    return str(here.school_id) if here.school_id else CENTRE


def _mode(here: Presence | None) -> str:
    return (BookingMode.CENTRE if here and here.school_id is None else BookingMode.VISIT).value


def _next_start(log: DailyLog | None, here: Presence | None) -> time | None:
    """Where the last entry ended; else when one came here."""
    ends = [entry.ends for entry in log.entries if entry.ends and not entry.drafted] if log else []
    arrived = [_quarter(clock.local(here.arrived_at))] if here else []
    return max(ends + arrived, default=None)


def _quarter(moment: datetime) -> time:
    """The quarter of an hour that has begun."""
    return time(moment.hour, moment.minute - moment.minute % STEP)


def _minutes_since(starts: time | None, day: date) -> int:
    now = clock.local(clock.now())
    if starts is None or day != now.date():
        return USUAL
    spent = (now.hour - starts.hour) * 60 + now.minute - starts.minute
    return min(MOST, round(spent / STEP) * STEP) if spent >= STEP else USUAL


def _time(typed: str | None) -> time | None:
    try:
        return read_time(typed) if typed else None
    except ValueError:
        return None


def _number(typed: str | None) -> int | None:
    return int(typed) if typed and typed.isdigit() and len(typed) <= 4 and int(typed) else None
