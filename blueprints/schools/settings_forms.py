"""Forms of the tenant's settings: terms, opening hours, holidays, the support centre."""

from datetime import date

from wtforms import BooleanField, RadioField, StringField

from blueprints.fields import DateField, TimeField
from blueprints.forms import PortalForm, Required, options, stripped, up_to
from blueprints.schools.forms import read_as
from portal.kernel.dates import WEEKDAYS
from portal.kernel.text import phone_number
from portal.schools.calendar import Hours
from portal.schools.operations import CentreData
from portal.schools.operations.centre import LABELS
from portal.schools.operations.hours import HoursWrong

MOST_TERMS = 4
TIMES = {
    "opens": "開始",
    "closes": "終了",
    "break_starts": "休憩の開始",
    "break_ends": "休憩の終了",
}


class TermsForm(PortalForm):
    """A fiscal year and up to four terms; a line that is left empty is no term."""

    starts_on = DateField("年度の初日", [Required("年度の初日を入力してください。")])
    ends_on = DateField("年度の末日", [Required("年度の末日を入力してください。")])

    @classmethod
    def of(cls, period: tuple[date, date], terms: list[tuple[str, date]]) -> "TermsForm":
        values = {"starts_on": period[0], "ends_on": period[1]}
        for number, (name, start) in enumerate(terms, start=1):
            values |= {f"name_{number}": name, f"start_{number}": start}
        return cls(data=values)

    @property
    def lines(self) -> list[tuple[StringField, DateField]]:
        return [(self[f"name_{number}"], self[f"start_{number}"]) for number in range(1, MOST_TERMS + 1)]

    @property
    def terms(self) -> list[tuple[str, date]]:
        """Name and first day of each term that was filled in."""
        return [(name.data, start.data) for name, start in self.lines if name.data]

    def validate(self, extra_validators=None) -> bool:
        super().validate(extra_validators)
        for name, start in self.lines:
            if name.data and start.data is None and not start.errors:
                start.errors = [f"{name.data}の開始日を入力してください。"]
            elif start.data is not None and not name.data:
                name.errors = ["学期の名前を入力してください。"]
        return not self.errors


for _number in range(1, MOST_TERMS + 1):
    setattr(TermsForm, f"name_{_number}", StringField(f"{_number}つめの学期", [up_to(20)], filters=[stripped]))
    setattr(TermsForm, f"start_{_number}", DateField(f"{_number}つめの開始日"))


class HoursForm(PortalForm):
    """Seven weekdays: open or not, from when to when, and the break."""

    @classmethod
    def of(cls, week: dict[int, Hours]) -> "HoursForm":
        values = {f"open_{weekday}": True for weekday in week}
        for weekday, hours in week.items():
            values |= {f"{part}_{weekday}": getattr(hours, part) for part in TIMES}
        return cls(data=values)

    @property
    def days(self) -> list[tuple[str, BooleanField, list[TimeField]]]:
        """Name, tick box and times of each weekday."""
        return [
            (f"{name}曜日", self[f"open_{weekday}"], [self[f"{part}_{weekday}"] for part in TIMES])
            for weekday, name in enumerate(WEEKDAYS)
        ]

    @property
    def week(self) -> dict[int, Hours]:
        """Hours of the days that are ticked."""
        return {
            weekday: Hours(*(field.data for field in times))
            for weekday, (_, is_open, times) in enumerate(self.days)
            if is_open.data
        }

    def validate(self, extra_validators=None) -> bool:
        """What stands beside a day without its tick does not matter."""
        super().validate(extra_validators)
        for name, is_open, times in self.days:
            if not is_open.data:
                for field in times:
                    field.errors = []
                continue
            for field in times[:2]:
                if field.data is None and not field.errors:
                    field.errors = [f"{name}の{TIMES[field.name.rsplit('_', 1)[0]]}を入力してください。"]
        return not self.errors

    def blame(self, problem: HoursWrong) -> None:
        field = self[f"opens_{problem.weekday}"]
        field.errors = [*field.errors, str(problem)]


for _weekday, _name in enumerate(WEEKDAYS):
    setattr(HoursForm, f"open_{_weekday}", BooleanField(f"{_name}曜日に開く"))
    for _part, _label in TIMES.items():
        setattr(HoursForm, f"{_part}_{_weekday}", TimeField(f"{_name}曜日の{_label}"))


class HolidayForm(PortalForm):
    day = DateField("日付", [Required("日付を入力してください。")])
    name = StringField("名称", [Required("名称を入力してください。"), up_to(60)], filters=[stripped])
    works = RadioField("区分", choices=options([("closed", "休みにする"), ("open", "祝日でも開く")]), default="closed")


class CentreForm(PortalForm):
    name = StringField(LABELS["name"], [Required("センターの名前を入力してください。"), up_to(100)], filters=[stripped])
    telephone = StringField(LABELS["telephone"], filters=[stripped, read_as(phone_number)])
    extension = StringField(LABELS["extension"], [up_to(20)], filters=[stripped])
    head_post = StringField(LABELS["head_post"], [up_to(40)], filters=[stripped])
    head_name = StringField(LABELS["head_name"], [up_to(60)], filters=[stripped])
    contact_names = StringField(LABELS["contact_names"], [up_to(100)], filters=[stripped])
    addressee = StringField(LABELS["addressee"], [up_to(100)], filters=[stripped])
    document_prefix = StringField(LABELS["document_prefix"], [up_to(20)], filters=[stripped])

    def centre_data(self) -> CentreData:
        return CentreData(**{name: self[name].data or "" for name in LABELS})
