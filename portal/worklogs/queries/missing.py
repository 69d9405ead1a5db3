"""Working days for which nothing was handed in."""

from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from portal.accounts.models import User
from portal.kernel.db import db
from portal.schools.models import Staff
from portal.schools.queries.calendar import work_calendar
from portal.visits.models import Absence, DayPart
from portal.worklogs.models import DailyLog, LogStatus


@dataclass(frozen=True)
class MissingLog:
    """A working day for which a member of staff has handed in nothing."""

    user_id: int
    person_name: str
    email: str
    day: date


def missing_logs(first: date, last: date, *, user_id: int | None = None) -> list[MissingLog]:
    """Working days from first to last without a log handed in, absences left out; four statements."""
    calendar = work_calendar(first, last)
    days = [day for day in _days(first, last) if calendar.is_working_day(day)]
    people = [person for person in _staff(first, last) if user_id in (None, person.user_id)]
    done = _handed_in(first, last)
    away = _away(first, last)
    return [
        MissingLog(person.user_id, person.name, person.email, day)
        for day in days
        for person in people
        if person.starts_on <= day
        and (person.ends_on is None or day <= person.ends_on)
        and (person.user_id, day) not in done
        and not any(user == person.user_id and start <= day <= end for user, start, end in away)
    ]


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _staff(first: date, last: date) -> list[sa.Row]:
    name = (User.family_name + " " + User.given_name).label("name")
    statement = (
        sa.select(Staff.user_id, name, User.email, Staff.starts_on, Staff.ends_on)
        .join(Staff.user)
        .where(
            User.deactivated_at.is_(None),
            Staff.starts_on <= last,
            sa.or_(Staff.ends_on.is_(None), Staff.ends_on >= first),
        )
        .order_by(User.family_kana, User.given_kana, User.id)
    )
    return list(db.session.execute(statement))


def _handed_in(first: date, last: date) -> set[tuple[int, date]]:
    statement = sa.select(DailyLog.user_id, DailyLog.day).where(
        DailyLog.day.between(first, last), DailyLog.status != LogStatus.DRAFT
    )
    return {(user_id, day) for user_id, day in db.session.execute(statement)}


def _away(first: date, last: date) -> list[tuple[int, date, date]]:
    statement = sa.select(Absence.user_id, Absence.first_day, Absence.last_day).where(
        Absence.first_day <= last,
        Absence.last_day >= first,
        Absence.part == DayPart.ALL,
        Absence.cancelled_at.is_(None),
    )
    return [(user_id, first_day, last_day) for user_id, first_day, last_day in db.session.execute(statement)]
