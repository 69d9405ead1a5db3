"""What a month's figures are made of. Pure."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from portal.schools.models import SchoolType
from portal.tickets.models import CategoryGroup
from portal.visits.models import BookingMode
from portal.worklogs.models import EntryOutcome

# Trouble handling stands in two groups of the ministry's list.
INCIDENT_CODES = ("L7", "E2")


class CodeSum(NamedTuple):
    entries: int
    minutes: int


class Attendance(NamedTuple):
    """Days are counted by person; a visit is a person's day at a school."""

    people: int = 0
    days_worked: int = 0
    visit_days: int = 0
    planned_visits: int = 0
    ticket_visits: int = 0


class VisitLine(NamedTuple):
    """A day's work of a person for a school, in one way; `asked` counts what the school is asked to confirm."""

    day: date
    user_id: int
    school_id: int | None
    mode: BookingMode
    person_name: str
    school_name: str | None
    school_type: SchoolType | None
    entries: int
    minutes: int
    contents: list[str] | None
    asked: int
    confirmed_at: datetime | None

    @property
    def confirmed(self) -> bool | None:
        """None where the school is not asked."""
        return self.confirmed_at is not None if self.asked else None


class SchoolLine(NamedTuple):
    """A school in the centre's month; without a school the work of the centre itself."""

    school_id: int | None
    school_name: str | None
    school_type: SchoolType | None
    visits: int
    entries: int
    minutes: int


class Told(NamedTuple):
    """An entry that the report tells in words."""

    day: date
    school_name: str | None
    category_code: str
    content: str
    outcome: EntryOutcome
    grade_class: str
    subject: str
    good_practice: bool


class Confirmed(NamedTuple):
    """How many visits the schools were asked about, how many they confirmed, and when last."""

    asked: int = 0
    confirmed: int = 0
    last: datetime | None = None


class MonthPoint(NamedTuple):
    month: date
    minutes_by_group: dict[str, int]


@dataclass(frozen=True)
class MonthFigures:
    """A month's figures; `categories` are (code, group, label) in the order of the list."""

    month: date
    sums: dict[str, CodeSum]
    categories: list[tuple[str, CategoryGroup, str]]
    attendance: Attendance = Attendance()
    visits: list[VisitLine] = field(default_factory=list)
    schools: list[SchoolLine] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    confirmed: Confirmed = Confirmed()

    @property
    def minutes_by_code(self) -> dict[str, int]:
        return {code: self.sums[code].minutes for code in self._codes}

    @property
    def entries_by_code(self) -> dict[str, int]:
        return {code: self.sums[code].entries for code in self._codes}

    @property
    def minutes_by_group(self) -> dict[str, int]:
        found = {group.value: 0 for group in CategoryGroup}
        for code, group, _label in self.categories:
            if code in self.sums:
                found[group.value] += self.sums[code].minutes
        return found

    @property
    def minutes(self) -> int:
        return sum(one.minutes for one in self.sums.values())

    @property
    def entries(self) -> int:
        return sum(one.entries for one in self.sums.values())

    @property
    def incidents(self) -> list[Told]:
        return [one for one in self.told if one.category_code in INCIDENT_CODES]

    @property
    def practices(self) -> list[Told]:
        return [one for one in self.told if one.good_practice]

    @property
    def schools_by_type(self) -> dict[SchoolType, int]:
        """How many schools of each type were served, in the order of types."""
        served = {line.school_id: line.school_type for line in self.visits if line.school_id}
        served |= {line.school_id: line.school_type for line in self.schools if line.school_id}
        counted = Counter(served.values())
        return {kind: counted[kind] for kind in SchoolType if counted[kind]}

    @property
    def _codes(self) -> list[str]:
        """Those that occur, in the order of the list."""
        return [code for code, _group, _label in self.categories if code in self.sums]

    def as_dict(self) -> dict[str, Any]:
        return {
            "month": f"{self.month:%Y-%m}",
            "minutes_by_code": self.minutes_by_code,
            "entries_by_code": self.entries_by_code,
            "minutes_by_group": self.minutes_by_group,
        }

    def as_text(self) -> str:
        rows = [
            f"{code:<4}{self.sums[code].entries:>6}件{self.sums[code].minutes:>8}分  {label}"
            for code, _group, label in self.categories
            if code in self.sums
        ]
        return "\n".join([*rows, f"合計{self.entries:>6}件{self.minutes:>8}分"])


def month_end(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
