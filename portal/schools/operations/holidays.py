"""The tenant's own holidays, and holidays on which it works."""

from datetime import date

from portal.kernel import audit
from portal.kernel.access import Actor, Permission
from portal.kernel.db import db
from portal.schools.calendar import national_holidays, new_year_days
from portal.schools.models import HolidayChange
from portal.schools.queries import calendar

NEW_YEAR_NAME = "年末年始の休業日"

audit.label_actions(
    {
        "holiday_change.added": "休業日を加えた",
        "holiday_change.works": "祝日を開所日にした",
        "holiday_change.removed": "休業日の変更を取り消した",
        "holiday_change.new_year": "年末年始の休業日を加えた",
    }
)


class HolidayWrong(ValueError):
    """The day cannot be changed so; the message is for people."""


def add_holiday(day: date, name: str, *, actor: Actor) -> HolidayChange:
    """Closes the centre on a day; raises HolidayWrong when it is a holiday already."""
    actor.require(Permission.CALENDAR_MANAGE)
    national = national_holidays(day.year).get(day)
    if national:
        raise HolidayWrong(f"{_in_words(day)}は国民の祝日（{national}）です。加えなくても休みになります。")
    return _add(day, name, works=False, action="holiday_change.added", actor=actor)


def work_on_holiday(day: date, name: str, *, actor: Actor) -> HolidayChange:
    """Opens the centre on a national holiday; raises HolidayWrong when it is none."""
    actor.require(Permission.CALENDAR_MANAGE)
    if day not in national_holidays(day.year):
        raise HolidayWrong(f"{_in_words(day)}は国民の祝日ではありません。")
    return _add(day, name, works=True, action="holiday_change.works", actor=actor)


def remove_holiday_change(change: HolidayChange, *, actor: Actor) -> None:
    actor.require(Permission.CALENDAR_MANAGE)
    audit.record("holiday_change.removed", change, actor=actor)
    db.session.delete(change)
    db.session.flush()


def close_for_new_year(year: int, *, actor: Actor) -> int:
    """Closes 29 December of `year` to 3 January, as public offices do; answers how many days were added."""
    actor.require(Permission.CALENDAR_MANAGE)
    days = new_year_days(year)
    known = {change.day for change in calendar.holiday_changes(days[0], days[-1])}
    added = [day for day in days if day not in known and day not in national_holidays(day.year)]
    db.session.add_all(HolidayChange(day=day, name=NEW_YEAR_NAME) for day in added)
    db.session.flush()
    if added:
        label = f"{_in_words(added[0])}～{_in_words(added[-1])}"
        audit.record("holiday_change.new_year", "holiday_change", actor=actor, label=label)
    return len(added)


def _add(day: date, name: str, *, works: bool, action: str, actor: Actor) -> HolidayChange:
    known = calendar.holiday_change_on(day)
    if known:
        raise HolidayWrong(f"{_in_words(day)}は「{known.name}」として登録されています。先にそれを取り消してください。")
    change = HolidayChange(day=day, name=name, works=works)
    db.session.add(change)
    db.session.flush()
    audit.record(action, change, actor=actor)
    return change


def _in_words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
