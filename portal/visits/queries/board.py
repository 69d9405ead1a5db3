"""The dispatch board: a week of everybody, with ways between bookings and hours booked."""

import itertools
from dataclasses import dataclass
from datetime import date, time, timedelta

from portal.kernel.choices import Choice
from portal.visits.models import BookingMode, BookingOrigin
from portal.visits.providers import Subject, subjects_of
from portal.visits.queries.people import Worker
from portal.visits.queries.scenes import scene
from portal.visits.rows import AbsenceRow, BookingRow
from portal.visits.scene import Scene, is_somewhere, place_of


class BlockKind(Choice):
    PLANNED = "planned", "計画訪問"
    TICKET = "ticket", "支援要請"
    ONLINE = "online", "オンライン"
    TRAINING = "training", "研修"
    COVER = "cover", "代理"


@dataclass(frozen=True)
class Block:
    """A booking on the board; `label` is the ticket's number."""

    booking: BookingRow
    kind: BlockKind
    ticket_id: int | None = None
    label: str = ""


@dataclass(frozen=True)
class Gap:
    """The way between two bookings of a day, by their ids, in minutes."""

    after_id: int
    before_id: int
    minutes: int
    available: int

    @property
    def too_short(self) -> bool:
        return self.available < self.minutes


@dataclass(frozen=True)
class PersonDay:
    """One person on one day; `uncovered` bookings fall into an absence."""

    day: date
    blocks: list[Block]
    absences: list[AbsenceRow]
    gaps: list[Gap]
    uncovered: int


@dataclass(frozen=True)
class PersonWeek:
    """A line of the board."""

    user_id: int
    name: str
    booked_minutes: int
    limit_minutes: int
    days: list[PersonDay]

    @property
    def over(self) -> bool:
        return self.booked_minutes > self.limit_minutes


@dataclass(frozen=True)
class BoardDay:
    """A column of the board."""

    day: date
    holiday: str | None
    opens: time | None
    closes: time | None
    away: int


@dataclass(frozen=True)
class WeekBoard:
    """Days on which the centre opens or somebody has something booked, and everybody's line."""

    monday: date
    days: list[BoardDay]
    people: list[PersonWeek]


def week_board(monday: date, *, known_scene: Scene | None = None) -> WeekBoard:
    """The week of that Monday: supporters, and whoever else has something booked."""
    week = known_scene or scene(monday, monday)
    subjects = subjects_of([row.id for row in week.bookings if row.origin is BookingOrigin.TICKET])
    busy = {user_id for user_id, _day in week.booked}
    days = _shown_days(week)
    people = [person for person in week.people if person.is_supporter or person.user_id in busy]
    lines = [_person_week(week, person, days, subjects) for person in people]
    columns = [_column(week, day, sum(1 for line in lines if line.days[at].absences)) for at, day in enumerate(days)]
    return WeekBoard(week.first, columns, lines)


def kind_of(row: BookingRow, subject: Subject | None) -> BlockKind:
    if row.covers_id is not None:
        return BlockKind.COVER
    if row.mode is BookingMode.ONLINE:
        return BlockKind.ONLINE
    if subject is not None and subject.training:
        return BlockKind.TRAINING
    return BlockKind.TICKET if row.origin is BookingOrigin.TICKET else BlockKind.PLANNED


def _shown_days(week: Scene) -> list[date]:
    busy = {day for _user_id, day in week.booked}
    days = [week.first + timedelta(days=at) for at in range(7)]
    return [day for day in days if day.weekday() in week.calendar.hours or day in busy]


def _column(week: Scene, day: date, away: int) -> BoardDay:
    hours = week.calendar.hours_on(day)
    return BoardDay(
        day, week.calendar.holiday_name(day), hours.opens if hours else None, hours.closes if hours else None, away
    )


def _person_week(week: Scene, person: Worker, days: list[date], subjects: dict[int, Subject]) -> PersonWeek:
    return PersonWeek(
        person.user_id,
        person.name,
        week.booked_minutes(person.user_id, week.first),
        week.limit_minutes(person.user_id, week.first),
        [_person_day(week, person.user_id, day, subjects) for day in days],
    )


def _person_day(week: Scene, user_id: int, day: date, subjects: dict[int, Subject]) -> PersonDay:
    rows = week.blocks(user_id, day)
    blocks = []
    for row in rows:
        subject = subjects.get(row.id)
        ticket = (subject.ticket_id, subject.label) if subject else (None, "")
        blocks.append(Block(row, kind_of(row, subject), *ticket))
    away = [row for row in week.away.get(user_id, ()) if row.first_day <= day <= row.last_day]
    uncovered = sum(1 for row in rows if any(absence.covers(row.starts_at, row.ends_at) for absence in away))
    return PersonDay(day, blocks, away, _gaps(week, rows), uncovered)


def _gaps(week: Scene, rows: list[BookingRow]) -> list[Gap]:
    """Ways that take time, between bookings that are somewhere."""
    there = [row for row in rows if is_somewhere(row)]
    gaps = []
    for before, after in itertools.pairwise(there):
        minutes = week.travel.minutes(place_of(before), place_of(after))
        if minutes:
            available = int((after.starts_at - before.ends_at).total_seconds()) // 60
            gaps.append(Gap(before.id, after.id, minutes, available))
    return gaps
