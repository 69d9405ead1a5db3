"""Dates as Japanese people write them: read from any usual spelling, written with eras and fiscal years."""

import re
from datetime import date, datetime
from typing import NamedTuple

from portal.kernel.text import normalise_digits, widen_single_digits

EXAMPLES = "2022-09-01、2022/9/1、令和4年9月1日"
WEEKDAYS = "月火水木金土日"
ERAS = (
    (date(2019, 5, 1), "令和", "R"),
    (date(1989, 1, 8), "平成", "H"),
    (date(1926, 12, 25), "昭和", "S"),
    (date(1912, 7, 30), "大正", "T"),
    (date(1868, 10, 23), "明治", "M"),
)
_FIRST_DAY = {spelling: first for first, name, letter in ERAS for spelling in (name, name[0], letter)}

_TIME = r"(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
_WESTERN = re.compile(rf"(\d{{4}})(?:[-/.]|年)(\d{{1,2}})(?:[-/.]|月)(\d{{1,2}})日?{_TIME}")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_JAPANESE = re.compile(
    r"(明治|大正|昭和|平成|令和|[明大昭平令MTSHR])(元|\d{1,2})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})日?"
)
_WEEKDAY_AFTER = re.compile(r"\([月火水木金土日](?:曜日?)?\)$")


class Era(NamedTuple):
    name: str
    letter: str
    year: int

    @property
    def year_text(self) -> str:
        return "元" if self.year == 1 else str(self.year)


def era_of(day: date) -> Era:
    for first, name, letter in ERAS:
        if day >= first:
            return Era(name, letter, day.year - first.year + 1)
    raise ValueError("明治より前の日付は元号で書けません。")


def weekday(day: date) -> str:
    return WEEKDAYS[day.weekday()]


def era_date(day: date, weekday: bool = False) -> str:
    era = era_of(day)
    text = f"{era.name}{era.year_text}年{day.month}月{day.day}日"
    return f"{text}（{WEEKDAYS[day.weekday()]}）" if weekday else text


def paper_date(day: date, weekday: bool = False) -> str:
    """For papers: one digit full width, two or more half width."""
    return widen_single_digits(era_date(day, weekday))


def short_date(day: date) -> str:
    return f"{day.year}/{day.month}/{day.day}"


def _fiscal_era(fiscal_year: int) -> Era:
    # 1 May, not 1 April: the year in which an era began in May is named after the new era throughout.
    return era_of(date(fiscal_year, 5, 1))


def fiscal_year_label(fiscal_year: int) -> str:
    era = _fiscal_era(fiscal_year)
    return f"{era.name}{era.year_text}年度"


def fiscal_year_code(fiscal_year: int) -> str:
    era = _fiscal_era(fiscal_year)
    return f"{era.letter}{era.year}"


def parse_date(value: str | date | datetime) -> date:
    """A date from what people type, paste or export. ValueError with a message for them."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = re.sub(r"\s+", " ", normalise_digits(value))
    text = _WEEKDAY_AFTER.sub("", text).strip()
    tight = text if ":" in text else text.replace(" ", "").upper()
    match = _WESTERN.fullmatch(tight) or _COMPACT.fullmatch(tight)
    try:
        if match:
            return date(*(int(part) for part in match.groups()))
        if match := _JAPANESE.fullmatch(tight):
            return _from_era(*match.groups())
    except ValueError as error:
        raise ValueError(f"「{value}」という日付はありません。") from error
    raise ValueError(f"「{value}」は日付として読めません。{EXAMPLES}のように書いてください。")


def _from_era(name: str, year: str, month: str, day: str) -> date:
    first = _FIRST_DAY[name]
    found = date(first.year + (1 if year == "元" else int(year)) - 1, int(month), int(day))
    if _FIRST_DAY[era_of(found).name] != first:
        raise ValueError("outside the era")
    return found
