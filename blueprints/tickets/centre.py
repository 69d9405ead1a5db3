"""Whom a school can call, and when."""

from collections.abc import Mapping
from typing import Any

from portal.kernel.dates import WEEKDAYS
from portal.schools.calendar import Hours
from portal.schools.queries import calendar, schools

WORK_WEEK = range(5)


def call_us() -> dict[str, Any]:
    """The support centre and its hours, for the line with its telephone number."""
    return {"centre": schools.support_centre(), "hours": in_words(calendar.hours_by_weekday())}


def in_words(week: Mapping[int, Hours]) -> str:
    """平日 8:30–17:00; days with other hours are named one by one."""
    spans = {weekday: f"{hours.opens:%-H:%M}–{hours.closes:%-H:%M}" for weekday, hours in week.items()}
    if set(spans) == set(WORK_WEEK) and len(set(spans.values())) == 1:
        return f"平日 {spans[0]}"
    return "、".join(f"{WEEKDAYS[weekday]} {span}" for weekday, span in sorted(spans.items()))
