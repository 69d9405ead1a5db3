"""Opening hours and holidays: what a calendar needs, loaded for a stretch of days."""

from datetime import date, datetime

import sqlalchemy as sa

from portal.kernel import clock
from portal.kernel.db import db
from portal.schools.calendar import DayChange, Hours, WorkCalendar
from portal.schools.models import HolidayChange, WorkingHours


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


def holiday_change(change_id: int) -> HolidayChange | None:
    return db.session.scalars(sa.select(HolidayChange).where(HolidayChange.id == change_id)).one_or_none()


def holiday_change_on(day: date) -> HolidayChange | None:
    return db.session.scalars(sa.select(HolidayChange).where(HolidayChange.day == day)).one_or_none()
