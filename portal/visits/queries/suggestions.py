"""Who could go instead, and when somebody could come: by way, by who knows the school, by what people have done."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa

from portal.kernel import clock, tenancy
from portal.kernel.db import db
from portal.visits.models import QUARTER_SECONDS, Booking, BookingMode
from portal.visits.providers import all_done_days, all_experience
from portal.visits.queries.people import Worker
from portal.visits.queries.scenes import scene
from portal.visits.rows import AbsenceRow, BookingRow, moment
from portal.visits.scene import Scene, Way, monday_of

Windows = Mapping[date, Sequence[tuple[time, time]]]


@dataclass(frozen=True)
class CoverCandidate:
    """Somebody who could take a booking over, and what speaks against it."""

    user_id: int
    user_name: str
    clash: BookingRow | None
    absence: AbsenceRow | None
    knows_school: int
    travel_minutes: int
    travel_fits: bool
    booked_minutes: int
    limit_minutes: int
    over: bool

    @property
    def free(self) -> bool:
        return self.clash is None and self.absence is None

    @property
    def possible(self) -> bool:
        return self.free and self.travel_fits


@dataclass(frozen=True)
class TimeSuggestion:
    """A time at which somebody could come."""

    user_id: int
    user_name: str
    starts_at: datetime
    ends_at: datetime
    travel_minutes: int
    knows_school: int
    experience: int
    booked_minutes: int
    limit_minutes: int
    over: bool


def cover_candidates(booking: BookingRow | Booking, *, known_scene: Scene | None = None) -> list[CoverCandidate]:
    """Everybody else on the staff, best first: free, on time, within hours, knows the school, near, least booked.

    `known_scene`: the weeks as somebody has loaded them already.
    """
    day = clock.local(booking.starts_at).date()
    week = known_scene if known_scene and known_scene.holds(day, day) else scene(day, day)
    known = been_there(booking.school_id)
    candidates = [
        _candidate(week, person, booking, day, known)
        for person in week.people
        if person.is_supporter and person.user_id not in (booking.user_id, booking.covers_id)
    ]
    return sorted(candidates, key=_cover_order)


def _cover_order(one: CoverCandidate) -> tuple:
    hours_left = one.limit_minutes - one.booked_minutes
    return (not one.free, not one.travel_fits, one.over, not one.knows_school, one.travel_minutes, -hours_left)


def _candidate(
    week: Scene, person: Worker, booking: BookingRow | Booking, day: date, known: dict[int, int]
) -> CoverCandidate:
    period = (booking.starts_at, booking.ends_at)
    way = _way(week, person.user_id, booking.mode, booking.school_id, period, day)
    minutes = int((booking.ends_at - booking.starts_at).total_seconds()) // 60
    booked, limit = _hours(week, person.user_id, day)
    return CoverCandidate(
        person.user_id,
        person.name,
        week.clash_at(person.user_id, *period, day, but_not=booking.id),
        week.absence_at(person.user_id, *period),
        known.get(person.user_id, 0),
        way.minutes,
        way.fits,
        booked,
        limit,
        booked + minutes > limit,
    )


def suggest_times(
    school_id: int,
    minutes: int,
    *,
    days: Sequence[date],
    mode: BookingMode = BookingMode.VISIT,
    category_code: str | None = None,
    windows: Windows | None = None,
    limit: int = 3,
    known_scene: Scene | None = None,
) -> list[TimeSuggestion]:
    """Times within opening hours at which somebody is free and can be there, one per person, best first.

    Order: within weekly hours, shortest way, knows the school, has done such work, hours left, earliest. `windows`
    are the times that suit on a day; a day without one suits throughout. `known_scene`: as for covers.
    """
    if not days or minutes <= 0:
        return []
    first, last = min(days), max(days)
    span = known_scene if known_scene and known_scene.holds(first, last) else scene(first, last)
    known = been_there(school_id)
    skilled = experienced(category_code) if category_code else {}
    best = []
    for person in span.people:
        if person.is_supporter:
            times = _times(span, person, school_id, minutes, days, mode, windows or {}, (known, skilled))
            best += sorted(times, key=_time_order)[:1]
    return sorted(best, key=_time_order)[:limit]


def _time_order(one: TimeSuggestion) -> tuple:
    hours_left = one.limit_minutes - one.booked_minutes
    return (one.over, one.travel_minutes, not one.knows_school, not one.experience, -hours_left, one.starts_at)


def _times(
    span: Scene,
    person: Worker,
    school_id: int,
    minutes: int,
    days: Sequence[date],
    mode: BookingMode,
    windows: Windows,
    known: tuple[dict[int, int], dict[int, int]],
) -> Iterator[TimeSuggestion]:
    """Each start at which the person could come."""
    length, user_id = timedelta(minutes=minutes), person.user_id
    for day in days:
        booked, most = _hours(span, user_id, day)
        for starts_at in _starts(span, user_id, school_id, length, day, windows.get(day)):
            period = (starts_at, starts_at + length)
            way = _way(span, user_id, mode, school_id, period, day)
            if way.fits and not span.clash_at(user_id, *period, day) and not span.absence_at(user_id, *period):
                counts = (known[0].get(user_id, 0), known[1].get(user_id, 0))
                over = booked + minutes > most
                yield TimeSuggestion(user_id, person.name, *period, way.minutes, *counts, booked, most, over)


def _starts(
    span: Scene,
    user_id: int,
    school_id: int,
    length: timedelta,
    day: date,
    windows: Sequence[tuple[time, time]] | None,
) -> list[datetime]:
    """Where a session could begin: at openings, after a booking and its way, after noon; never in the past."""
    hours = span.calendar.hours_on(day)
    if hours is None:
        return []
    open_spans = [(moment(day, first), moment(day, last)) for first, last in hours.spans()]
    if all(last - first < length for first, last in open_spans):
        open_spans = [(moment(day, hours.opens), moment(day, hours.closes))]
    wished = [(moment(day, first), moment(day, last)) for first, last in windows or ()] or open_spans
    points = {first for first, _last in (*open_spans, *wished)} | {moment(day, time(12)), clock.now()}
    for row in span.blocks(user_id, day):
        way = span.travel.minutes(row.school_id if row.mode is BookingMode.VISIT else None, school_id)
        points |= {row.ends_at, row.ends_at + timedelta(minutes=way)}
    starts = {_next_quarter(point) for point in points}
    return sorted(
        start
        for start in starts
        if start >= clock.now()
        and any(first <= start and start + length <= last for first, last in open_spans)
        and any(first <= start and start + length <= last for first, last in wished)
    )


def _next_quarter(point: datetime) -> datetime:
    over = point.timestamp() % QUARTER_SECONDS
    return point + timedelta(seconds=QUARTER_SECONDS - over) if over else point


def _way(
    week: Scene,
    user_id: int,
    mode: BookingMode,
    school_id: int | None,
    period: tuple[datetime, datetime],
    day: date,
) -> Way:
    if mode is BookingMode.ONLINE:
        return Way(0, fits=True)
    return week.way_to(user_id, school_id if mode is BookingMode.VISIT else None, *period, day)


def _hours(week: Scene, user_id: int, day: date) -> tuple[int, int]:
    monday = monday_of(day)
    return week.booked_minutes(user_id, monday), week.limit_minutes(user_id, monday)


def been_there(school_id: int | None) -> dict[int, int]:
    """On how many days each person was at a school: visits done as any area tells, and past bookings."""
    if school_id is None:
        return {}
    done = all_done_days().subquery()
    day = sa.cast(sa.func.timezone("Asia/Tokyo", Booking.starts_at), sa.Date)
    booked = sa.select(Booking.user_id, day.label("day")).where(
        Booking.tenant_id == tenancy.current(),
        Booking.school_id == school_id,
        Booking.mode == BookingMode.VISIT,
        Booking.ends_at <= clock.now(),
    )
    visits = sa.union(
        sa.select(done.c.user_id, done.c.day).where(done.c.school_id == school_id, done.c.user_id.is_not(None)),
        booked,
    ).subquery()
    rows = db.session.execute(sa.select(visits.c.user_id, sa.func.count()).group_by(visits.c.user_id))
    return dict(rows.all())


def experienced(category_code: str) -> dict[int, int]:
    """How often each person has done work of a category."""
    work = all_experience().subquery()
    rows = db.session.execute(
        sa.select(work.c.user_id, sa.func.count())
        .where(work.c.category_code == category_code, work.c.user_id.is_not(None))
        .group_by(work.c.user_id)
    )
    return dict(rows.all())
