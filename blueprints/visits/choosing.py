"""What is chosen at the side of the board, and who could do it when: numbered candidates."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from flask import abort, request

from blueprints import guards
from portal.kernel import clock
from portal.kernel.templating import clock_time
from portal.schools.models.schools import shortened
from portal.tickets import policies
from portal.tickets import queries as tickets
from portal.tickets.models import Kind, Ticket
from portal.visits import queries
from portal.visits.models import BookingMode
from portal.visits.queries import BookingRow, CoverCandidate, TimeSuggestion
from portal.visits.scene import Scene

CANDIDATES = 3
EVERYBODY = 1000
LENGTHS = (30, 45, 60, 90, 120, 180, 240)
USUAL_LENGTH = {Kind.VISIT: 90, Kind.ONLINE: 45, Kind.TRAINING: 90}
END_OF_DAY = time(23, 45)


@dataclass(frozen=True)
class Candidate:
    """One numbered proposal; `value` is what the form sends."""

    number: int
    user_id: int
    user_name: str
    starts_at: datetime
    ends_at: datetime
    travel: str
    notes: list[str]

    @property
    def value(self) -> str:
        return f"{self.user_id}|{clock.local(self.starts_at).isoformat()}"

    @property
    def family_name(self) -> str:
        return self.user_name.split()[0]

    @property
    def day(self) -> date:
        return clock.local(self.starts_at).date()


@dataclass(frozen=True)
class Chosen:
    """A ticket or a visit without anybody, as the board works on it."""

    ticket: Ticket | None = None
    booking: BookingRow | None = None
    minutes: int = 0
    candidates: list[Candidate] = field(default_factory=list)
    outside_wishes: bool = False
    only: tuple[int, date] | None = None

    def at(self, user_id: int, day: date) -> list[Candidate]:
        """The candidates of a cell."""
        return [one for one in self.candidates if one.user_id == user_id and one.day == day]


def chosen(week: Scene) -> Chosen | None:
    """What the address names; a ticket or booking that is not there to be assigned is a 404 or is passed over."""
    ticket_id, booking_id = request.values.get("ticket", type=int), request.values.get("cover", type=int)
    if ticket_id:
        ticket = tickets.visible_ticket(guards.actor(), ticket_id) or abort(404)
        return _for_ticket(ticket, week) if "schedule" in policies.actions(guards.actor(), ticket) else None
    if booking_id:
        row = queries.booking_row(booking_id) or abort(404)
        return Chosen(booking=row, minutes=row.minutes, candidates=_covers(row, week))
    return None


def wanted_minutes(ticket: Ticket) -> int:
    typed = request.values.get("minutes", type=int)
    return typed if typed in LENGTHS else USUAL_LENGTH[ticket.kind]


def mode_of(ticket: Ticket) -> BookingMode:
    return BookingMode.ONLINE if ticket.kind is Kind.ONLINE else BookingMode.VISIT


def _for_ticket(ticket: Ticket, week: Scene) -> Chosen:
    """Within the wishes of this week; outside them when nobody can, which is said."""
    minutes, only = wanted_minutes(ticket), _only(week)
    days = [day for at in range((week.last - week.first).days + 1) if (day := week.first + timedelta(days=at))]
    if only:
        found = [one for one in _suggest(ticket, minutes, [only[1]], {}, week, EVERYBODY) if one.user_id == only[0]]
        return Chosen(ticket=ticket, minutes=minutes, candidates=_numbered(found), only=only)
    wishes = _wishes(ticket, days)
    wished = _suggest(ticket, minutes, list(wishes), wishes, week, CANDIDATES) if wishes else []
    found = wished or _suggest(ticket, minutes, days, {}, week, CANDIDATES)
    return Chosen(
        ticket=ticket, minutes=minutes, candidates=_numbered(found), outside_wishes=bool(ticket.slots) and not wished
    )


def _only(week: Scene) -> tuple[int, date] | None:
    """The person and day that somebody has chosen, by hand or by dropping the ticket there."""
    person, typed = request.values.get("person", type=int), request.values.get("on")
    if not person or not typed:
        return None
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        abort(400, "日付を確かめてください。")
    return (person, day) if week.first <= day <= week.last else None


def _wishes(ticket: Ticket, days: list[date]) -> dict[date, list[tuple[time, time]]]:
    found: dict[date, list[tuple[time, time]]] = defaultdict(list)
    for slot in ticket.slots:
        if slot.day in days:
            found[slot.day].append((slot.starts or time(0), slot.ends or END_OF_DAY))
    return dict(found)


def _suggest(
    ticket: Ticket, minutes: int, days: list[date], windows: dict, week: Scene, limit: int
) -> list[TimeSuggestion]:
    return queries.suggest_times(
        ticket.school_id,
        minutes,
        days=days,
        mode=mode_of(ticket),
        category_code=ticket.category_code,
        windows=windows,
        limit=limit,
        known_scene=week,
    )


def _numbered(found: list[TimeSuggestion]) -> list[Candidate]:
    return [
        Candidate(
            at, one.user_id, one.user_name, one.starts_at, one.ends_at, f"移動{one.travel_minutes}分", _notes(one)
        )
        for at, one in enumerate(found, start=1)
    ]


def _covers(row: BookingRow, week: Scene) -> list[Candidate]:
    possible = [one for one in queries.cover_candidates(row, known_scene=week) if one.possible][:CANDIDATES]
    return [
        Candidate(at, one.user_id, one.user_name, row.starts_at, row.ends_at, _way(one), _notes(one))
        for at, one in enumerate(possible, start=1)
    ]


def _way(one: TimeSuggestion | CoverCandidate) -> str:
    return f"移動{one.travel_minutes}分"


def _notes(one: TimeSuggestion | CoverCandidate) -> list[str]:
    """What speaks for and against somebody."""
    known = [f"訪問{one.knows_school}回"] if one.knows_school else ["初めての学校"]
    skilled = [f"同じ分類{one.experience}件"] if isinstance(one, TimeSuggestion) and one.experience else []
    return known + skilled + (["週の上限を超えます"] if one.over else [])


def place_label(chosen: Chosen) -> str:
    if chosen.ticket:
        return shortened(chosen.ticket.school.name)
    return chosen.booking.place_name if chosen.booking else ""


def when_label(starts_at: datetime) -> str:
    """木 13:30"""
    return f"{'月火水木金土日'[clock.local(starts_at).weekday()]} {clock_time(starts_at)}"
