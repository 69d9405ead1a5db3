"""Reading days of addresses, and wording days and hours."""

from datetime import date, timedelta

from flask import abort, request

from portal.kernel import clock
from portal.kernel.dates import parse_date, weekday
from portal.kernel.templating import day as day_label


def wanted_day(name: str = "day") -> date:
    """The day that the address names; today without one, a clear refusal for anything else."""
    typed = request.values.get(name)
    if not typed:
        return clock.today()
    try:
        return parse_date(typed)
    except ValueError as problem:
        abort(400, str(problem))


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def day_name(day: date) -> str:
    """1月20日（金）"""
    return f"{day_label(day)}（{weekday(day)}）"


def span_label(first: date, last: date) -> str:
    """1月23日（月）–27日（金）"""
    end = f"{last.day}日（{weekday(last)}）" if first.month == last.month else day_name(last)
    return f"{day_name(first)}–{end}"


def hours(minutes: int) -> str:
    """As people count them: 31, 31.5"""
    return f"{minutes / 60:.1f}".removesuffix(".0")


def length_label(minutes: int) -> str:
    """1時間30分"""
    whole, rest = divmod(minutes, 60)
    return (f"{whole}時間" if whole else "") + (f"{rest}分" if rest or not whole else "")
