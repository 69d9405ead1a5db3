"""Form fields for what Japanese offices type: dates in three boxes, times, readings."""

import re
from datetime import date, time

from wtforms import Field, StringField
from wtforms.utils import unset_value
from wtforms.validators import ValidationError

from portal.kernel.dates import parse_date
from portal.kernel.text import is_kana, normalise_digits

PARTS = {"year": "年", "month": "月", "day": "日"}


class DateField(Field):
    """A date from the inputs `<name>-year`, `-month` and `-day`; `data` is a date or None.

    The year may be western or of an era (2023, 令和5, R5); a whole date in its box is taken too.
    """

    year_raw = month_raw = day_raw = ""
    wrong_parts: tuple[str, ...] = ()

    def process(self, formdata, data=unset_value, extra_filters=None):
        typed = {part: f"{self.name}-{part}" for part in PARTS}
        if formdata is None or not any(name in formdata for name in typed.values()):
            super().process(None, data, extra_filters)
            return
        super().process(None, None, extra_filters)
        self.raw_data = [formdata.get(name, "").strip() for name in typed.values()]
        self.year_raw, self.month_raw, self.day_raw = self.raw_data
        try:
            self.data = self._read()
        except ValueError as problem:
            self.process_errors.append(str(problem))

    def process_data(self, value: date | None) -> None:
        self.data = value
        if value is not None:
            self.year_raw, self.month_raw, self.day_raw = str(value.year), str(value.month), str(value.day)

    def _read(self) -> date | None:
        given = dict(zip(PARTS, self.raw_data, strict=True))
        if not any(given.values()):
            return None
        if given["year"] and not given["month"] and not given["day"]:
            return self._whole(given["year"])
        missing = tuple(part for part in PARTS if not given[part])
        if missing:
            self.wrong_parts = missing
            raise ValueError(f"{'と'.join(PARTS[part] for part in missing)}を入力してください。")
        year, month, day = (re.sub(r"[年月日]$", "", normalise_digits(text)) for text in self.raw_data)
        try:
            return parse_date(f"{year}年{month}月{day}日")
        except ValueError:
            raise ValueError("カレンダーにある日付を入力してください（例　2023　1　20）。") from None

    def _whole(self, text: str) -> date:
        try:
            return parse_date(text)
        except ValueError:
            self.wrong_parts = ("month", "day")
            raise ValueError("月と日を入力してください。") from None


class TimeField(StringField):
    """A time of day in one box: 9:30, 930, 9時30分, 午後1時; `data` is a time or None."""

    def process_formdata(self, valuelist):
        typed = normalise_digits(valuelist[0]) if valuelist else ""
        self.data = None
        if typed:
            self.data = read_time(typed)

    def _value(self) -> str:
        if self.raw_data:
            return self.raw_data[0]
        return f"{self.data.hour}:{self.data.minute:02d}" if self.data else ""


def read_time(typed: str) -> time:
    """Raises ValueError with a message for people."""
    message = "9:30のように、時と分を入力してください。"
    found = re.fullmatch(
        r"(?P<half>午前|午後)?\s*(?:(?P<hour>\d{1,2})(?:[:：時]\s*(?P<minute>\d{1,2})?分?(?P<by_half>半)?)?"
        r"|(?P<short>\d{3,4}))",
        typed,
    )
    if not found:
        raise ValueError(message)
    if found["short"]:
        hour, minute = int(found["short"][:-2]), int(found["short"][-2:])
    else:
        hour, minute = int(found["hour"]), 30 if found["by_half"] else int(found["minute"] or 0)
    if found["half"] == "午後" and hour < 12:
        hour += 12
    if hour > 23 or minute > 59:
        raise ValueError(message)
    return time(hour, minute)


class KanaField(StringField):
    """A reading, kept as typed; katakana, hiragana and half width are all taken."""

    def pre_validate(self, form) -> None:
        if self.data and not is_kana(self.data):
            raise ValidationError("カタカナで入力してください。")
