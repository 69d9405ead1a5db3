"""Setting the opening hours of the week."""

from collections.abc import Mapping
from dataclasses import asdict

from portal.kernel import audit
from portal.kernel.access import Actor, Permission
from portal.kernel.dates import WEEKDAYS
from portal.kernel.db import db
from portal.schools.calendar import Hours
from portal.schools.models import WorkingHours
from portal.schools.queries import calendar

audit.label_actions({"working_hours.set": "開所時間を変更した"})
audit.label_fields("working_hours", {str(at): f"{name}曜日" for at, name in enumerate(WEEKDAYS)})


class HoursWrong(ValueError):
    """Opening hours that no day can have; the message is for people."""

    def __init__(self, weekday: int, message: str) -> None:
        super().__init__(f"{WEEKDAYS[weekday]}曜日の{message}")
        self.weekday = weekday


def set_working_hours(week: Mapping[int, Hours], *, actor: Actor) -> None:
    """Makes these the opening hours; a weekday (0 = Monday) that is missing is closed. Raises HoursWrong."""
    actor.require(Permission.CALENDAR_MANAGE)
    for weekday, hours in week.items():
        check_hours(weekday, hours)
    rows = {row.weekday: row for row in calendar.working_hours_rows()}
    before = calendar.hours_by_weekday()
    for weekday in range(7):
        _set_day(rows.get(weekday), weekday, week.get(weekday))
    db.session.flush()
    changes = {
        str(weekday): (in_words(before.get(weekday)), in_words(week.get(weekday)))
        for weekday in range(7)
        if before.get(weekday) != week.get(weekday)
    }
    if changes:
        audit.record("working_hours.set", "working_hours", actor=actor, label="開所時間", changes=changes)


def _set_day(row: WorkingHours | None, weekday: int, hours: Hours | None) -> None:
    if hours is None:
        if row:
            db.session.delete(row)
    elif row:
        audit.changed(row, asdict(hours))
    else:
        db.session.add(WorkingHours(weekday=weekday, **asdict(hours)))


def check_hours(weekday: int, hours: Hours) -> None:
    """Raises HoursWrong."""
    if hours.opens >= hours.closes:
        raise HoursWrong(weekday, "終了は、開始より後の時刻にしてください。")
    if (hours.break_starts is None) != (hours.break_ends is None):
        raise HoursWrong(weekday, "休憩は、開始と終了の両方を入れるか、両方を空にしてください。")
    if (
        hours.break_starts
        and hours.break_ends
        and not hours.opens <= hours.break_starts < hours.break_ends <= hours.closes
    ):
        raise HoursWrong(weekday, "休憩は、開所時間の中で、終了が開始より後になるようにしてください。")


def in_words(hours: Hours | None) -> str:
    """8:30～17:00（休憩12:15～13:00）"""
    if hours is None:
        return "閉所"
    words = f"{_time(hours.opens)}～{_time(hours.closes)}"
    if hours.break_starts:
        words += f"（休憩{_time(hours.break_starts)}～{_time(hours.break_ends)}）"
    return words


def _time(value) -> str:
    return f"{value.hour}:{value.minute:02d}"
