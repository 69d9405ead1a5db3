"""How dates, people and progress of tickets are worded on pages."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

from portal.kernel import clock
from portal.kernel.dates import weekday
from portal.kernel.templating import clock_time, day
from portal.tickets.models import Ticket, TicketSlot, TicketStatus
from portal.tickets.states import PATH

SHORT_STEPS = {TicketStatus.TRIAGED: "切り分け"}


class Person(Protocol):
    name: str


@dataclass(frozen=True)
class Recipients:
    """Who gets a public answer, as the composer names them."""

    names: str
    first: str
    others: int

    @property
    def send_label(self) -> str:
        if not self.first:
            return "学校に公開する"
        return f"{self.first}ほか{self.others}名へ送る" if self.others else f"{self.first}へ送る"


def recipients(people: list) -> Recipients:
    names = [f"{person.name.split()[0]}先生" for person in people]
    return Recipients("、".join(names), names[0] if names else "", max(0, len(names) - 1))


def track(ticket: Ticket) -> list[tuple[str, str]]:
    """The straight way of a ticket with its place on it: (label, done|now|next|off)."""
    if ticket.status is TicketStatus.CANCELLED:
        return [(SHORT_STEPS.get(status, status.label), "off") for status in PATH] + [("取消", "now")]
    waiting = ticket.status is TicketStatus.WAITING
    here = PATH.index(TicketStatus.IN_PROGRESS if waiting else ticket.status)
    labels = [SHORT_STEPS.get(status, status.label) for status in PATH]
    if waiting:
        labels[here] = "学校の回答待ち"
    return [(label, "done" if at < here else "now" if at == here else "next") for at, label in enumerate(labels)]


def day_name(value: date) -> str:
    """1月20日（金）; today and tomorrow by these words."""
    ahead = (value - clock.today()).days
    near = {0: "今日", 1: "明日", -1: "昨日"}.get(ahead)
    return near or f"{day(value)}（{weekday(value)}）"


def local_day(value: datetime) -> date:
    return clock.local(value).date()


def date_in_full(value: date) -> str:
    """1月20日（金）, with the year when it is not this one."""
    return f"{day(value)}（{weekday(value)}）"


def period(starts_at: datetime, ends_at: datetime) -> str:
    """今日 13:15–14:30"""
    return f"{day_name(clock.local(starts_at).date())} {clock_time(starts_at)}–{clock_time(ends_at)}"


def since(value: datetime, today: date) -> str:
    """When something last happened: 9:55, 昨日, 1月18日."""
    local = clock.local(value)
    ago = (today - local.date()).days
    if ago == 0:
        return f"{local.hour}:{local.minute:02d}"
    return "昨日" if ago == 1 else _short(local, today)


def _short(value: date, today: date) -> str:
    """1月20日, with the year when it is not this one; as the filter `day`, without asking the clock for each row."""
    year = "" if value.year == today.year else f"{value.year}年"
    return f"{year}{value.month}月{value.day}日"


def due(value: date | None, open_now: bool, today: date) -> tuple[str, str]:
    """A due date and the class that colours it while the ticket is open: late, soon, or none."""
    if value is None:
        return "—", ""
    if not open_now:
        return _short(value, today), ""
    ahead = (value - today).days
    if ahead < 0:
        return f"{_short(value, today)}（{-ahead}日超過）", "late"
    if ahead <= 1:
        return ("今日まで", "明日まで")[ahead], "soon"
    return f"{_short(value, today)}（{weekday(value)}）", ""


def slot(wish: TicketSlot) -> str:
    """1月20日（金）12:00から"""
    return day_name(wish.day) + band(wish.starts, wish.ends)


def band(starts: time | None, ends: time | None) -> str:
    """A part of the day, with a blank before it."""
    if starts is None and ends is None:
        return " 時間はいつでも"
    if starts is None:
        return f" {ends:%-H:%M}まで"
    return f" {starts:%-H:%M}" + (f"–{ends:%-H:%M}" if ends else "から")


def plus_minutes(start: time, minutes: int) -> time:
    return (datetime.combine(date(2000, 1, 1), start) + timedelta(minutes=minutes)).time()
