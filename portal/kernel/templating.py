"""Filters and globals that pages, mails and papers share."""

from datetime import datetime

import jinja2

from portal.kernel import clock, dates, text


def add_filters(environment: jinja2.Environment) -> None:
    """Gives templates the field's ways to write dates and numbers; an undefined name is an error."""
    environment.undefined = jinja2.StrictUndefined
    environment.trim_blocks = True
    environment.lstrip_blocks = True
    environment.filters.update(
        era_date=dates.era_date,
        paper_date=dates.paper_date,
        paper_number=text.paper_number,
        spread=text.spread,
        short_date=dates.short_date,
        weekday=dates.weekday,
        day=day,
        moment=moment,
        clock_time=clock_time,
        comma=comma,
        one_line=text.one_line,
    )


def day(value) -> str:
    """A date as lists write it: 1月20日, with the year when it is not this year's."""
    if value is None:
        return "－"
    if isinstance(value, datetime):
        value = clock.local(value).date()
    year = f"{value.year}年" if value.year != clock.today().year else ""
    return f"{year}{value.month}月{value.day}日"


def clock_time(value: datetime) -> str:
    local = clock.local(value)
    return f"{local.hour}:{local.minute:02d}"


def moment(value: datetime | None) -> str:
    """Day and time in Japan: 1月20日 9:05."""
    return "－" if value is None else f"{day(value)} {clock_time(value)}"


def comma(value: int | None) -> str:
    return "－" if value is None else f"{value:,}"
