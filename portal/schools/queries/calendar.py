"""Opening hours and holidays: what a calendar needs, loaded for a stretch of days."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from portal.kernel import clock
from portal.kernel.choices import Choice
from portal.kernel.db import db
from portal.schools.calendar import DayChange, Hours, WorkCalendar, national_holidays, new_year_days
from portal.schools.models import HolidayChange, WorkingHours


class HolidayKind(Choice):
    NATIONAL = "national", "国民の祝日"
    OWN = "own", "独自の休業日"
    WORKS = "works", "祝日に開所"


@dataclass(frozen=True)
class HolidayRow:
    """A day of the year's list; `change_id` when the tenant set it, `instead_of` the national holiday beneath."""

    day: date
    name: str
    kind: HolidayKind
    change_id: int | None = None
    instead_of: str | None = None


def work_calendar(first: date, last: date) -> WorkCalendar:
    """The tenant's calendar, with its own holidays from `first` to `last`."""
    changes = {change.day: DayChange(change.name, change.works) for change in holiday_changes(first, last)}
    return WorkCalendar(hours_by_weekday(), changes)


def is_holiday(day: date) -> bool:
    return work_calendar(day, day).is_holiday(day)


def is_working_day(day: date) -> bool:
    return work_calendar(day, day).is_working_day(day)


def working_minutes(start: datetime, end: datetime) -> int:
    """Whole minutes of the centre's opening hours between two aware moments."""
    return work_calendar(clock.local(start).date(), clock.local(end).date()).working_minutes(start, end)


def hours_by_weekday() -> dict[int, Hours]:
    return {row.weekday: Hours(row.opens, row.closes, row.break_starts, row.break_ends) for row in working_hours_rows()}


def working_hours_rows() -> list[WorkingHours]:
    return list(db.session.scalars(sa.select(WorkingHours).order_by(WorkingHours.weekday)))


def holiday_changes(first: date, last: date) -> list[HolidayChange]:
    statement = sa.select(HolidayChange).where(HolidayChange.day.between(first, last))
    return list(db.session.scalars(statement.order_by(HolidayChange.day)))


def holiday_rows(first: date, last: date) -> list[HolidayRow]:
    """National holidays and the tenant's changes between two days, by day."""
    national = {
        day: HolidayRow(day, name, HolidayKind.NATIONAL)
        for year in range(first.year, last.year + 1)
        for day, name in national_holidays(year).items()
        if first <= day <= last
    }
    own = {change.day: _own_row(change) for change in holiday_changes(first, last)}
    return sorted((national | own).values(), key=lambda row: row.day)


def _own_row(change: HolidayChange) -> HolidayRow:
    kind = HolidayKind.WORKS if change.works else HolidayKind.OWN
    return HolidayRow(change.day, change.name, kind, change.id, national_holidays(change.day.year).get(change.day))


def new_year_missing(rows: list[HolidayRow], year: int) -> bool:
    """Whether a day from 29 December of `year` to 3 January is neither a holiday nor changed."""
    return not {row.day for row in rows}.issuperset(new_year_days(year))


def holiday_change(change_id: int) -> HolidayChange | None:
    return db.session.scalars(sa.select(HolidayChange).where(HolidayChange.id == change_id)).one_or_none()


def holiday_change_on(day: date) -> HolidayChange | None:
    return db.session.scalars(sa.select(HolidayChange).where(HolidayChange.day == day)).one_or_none()
