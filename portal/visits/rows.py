"""What pages, refusals and plans show of bookings, absences and the rota: values without a session."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from portal.kernel import clock
from portal.kernel.dates import weekday
from portal.schools.models.schools import shortened
from portal.visits.models import AbsenceKind, BookingMode, BookingOrigin, DayPart, period_label

NOON = time(12)


@dataclass(frozen=True)
class BookingRow:
    """A booking as calendars and refusals show it."""

    id: int
    user_id: int
    user_name: str
    school_name: str | None
    mode: BookingMode
    title: str
    starts_at: datetime
    ends_at: datetime
    school_id: int | None = None
    origin: BookingOrigin = BookingOrigin.TICKET
    covers_id: int | None = None
    covers_name: str | None = None
    rota_slot_id: int | None = None
    version: int = 1

    @property
    def period_label(self) -> str:
        return period_label(self.starts_at, self.ends_at)

    @property
    def day(self) -> date:
        return clock.local(self.starts_at).date()

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds()) // 60

    @property
    def place_name(self) -> str:
        """若葉小, センター"""
        return shortened(self.school_name) if self.school_name else BookingMode.CENTRE.label


@dataclass(frozen=True)
class AbsenceRow:
    """When a person is away."""

    id: int
    user_id: int
    user_name: str
    first_day: date
    last_day: date
    part: DayPart
    kind: AbsenceKind
    note: str = ""

    @property
    def period_label(self) -> str:
        """1月25日（水）午前 年休, 1月25日（水）〜1月27日（金） 年休"""
        days = [self.first_day] if self.first_day == self.last_day else [self.first_day, self.last_day]
        told = "〜".join(f"{day.month}月{day.day}日（{weekday(day)}）" for day in days)
        part = "" if self.part is DayPart.ALL else self.part.label
        return f"{told}{part} {self.kind.label}"

    @property
    def span(self) -> tuple[datetime, datetime]:
        return span(self.first_day, self.last_day, self.part)

    def covers(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Whether the person is away at any moment of that time."""
        first, last = self.span
        return first < ends_at and starts_at < last


def span(first_day: date, last_day: date, part: DayPart) -> tuple[datetime, datetime]:
    """From which to which moment an absence lasts; noon divides a day."""
    starts, ends = clock.start_of_day(first_day), clock.start_of_day(last_day + timedelta(days=1))
    noon = moment(first_day, NOON)
    if part is DayPart.MORNING:
        return starts, noon
    return (noon, ends) if part is DayPart.AFTERNOON else (starts, ends)


def moment(day: date, hour: time) -> datetime:
    """The instant of a wall time in Japan."""
    return clock.moment(day.year, day.month, day.day, hour.hour, hour.minute)


@dataclass(frozen=True)
class SlotRow:
    """A regular visit."""

    id: int
    user_id: int
    user_name: str
    school_id: int | None
    school_name: str | None
    weekday: int
    starts: time
    ends: time
    mode: BookingMode
    title: str
    starts_on: date
    ends_on: date | None
    version: int

    def holds_on(self, day: date) -> bool:
        within = self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)
        return within and day.weekday() == self.weekday

    @property
    def visit_title(self) -> str:
        """How bookings made from it are called."""
        if self.title:
            return self.title
        return BookingOrigin.ROTA.label if self.school_id else "センター勤務"


@dataclass(frozen=True)
class RotaMiss:
    """A regular visit that is not booked on a day, because of another booking or an absence."""

    slot_id: int
    day: date
    user_id: int
    user_name: str
    school_name: str | None
    starts: time
    ends: time
    clash: BookingRow | None = None
    absence: AbsenceRow | None = None

    @property
    def reason(self) -> str:
        if self.absence:
            return f"休みのため（{self.absence.period_label}）"
        if self.clash:
            return f"ほかの予定があるため（{self.clash.period_label} {self.clash.title}）"
        return "ほかの予定があるため"


@dataclass(frozen=True)
class ExceptionRow:
    """A day on which a regular visit does not take place."""

    rota_slot_id: int
    day: date
    reason: str
