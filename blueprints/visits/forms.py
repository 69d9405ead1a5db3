"""Forms of bookings, the rota, absences, promises, and the settings of visits.

`opened` is what a form held when it was opened: with it two people's changes are told apart.
"""

from datetime import date, datetime, time

from wtforms import BooleanField, HiddenField, IntegerField, SelectField, StringField
from wtforms.validators import NumberRange, StopValidation

from blueprints.fields import DateField, TimeField
from blueprints.forms import PortalForm, Required, VersionedForm, options, stripped, up_to
from portal.kernel.dates import WEEKDAYS
from portal.schools.models import SchoolType
from portal.visits.models import AbsenceKind, BookingMode, DayPart, PromiseUnit
from portal.visits.rows import moment


class NotBefore:
    """A later date or time than another field's, or the same with `same`."""

    def __init__(self, other: str, message: str, *, same: bool = False) -> None:
        self.other, self.message, self.same = other, message, same

    def __call__(self, form, field) -> None:
        first: date | time | None = form[self.other].data
        if first and field.data and (field.data < first or (field.data == first and not self.same)):
            raise StopValidation(self.message)


PERSON = "担当者を選んでください。"
TIME = "時刻を入力してください。"
LATER = NotBefore("starts", "終了は、開始より後にしてください。")
LAST = NotBefore("starts_on", "最後の日は、最初の日以降にしてください。", same=True)


class BookingForm(VersionedForm):
    opened = HiddenField()
    user_id = SelectField("担当者", [Required(PERSON)])
    school_id = SelectField("学校")
    mode = SelectField("形態", choices=options(BookingMode.choices()))
    day = DateField("日付", [Required("日付を入力してください。")])
    starts = TimeField("開始", [Required(TIME)])
    ends = TimeField("終了", [Required(TIME), LATER])
    title = StringField("内容", [up_to(100)], filters=[stripped])

    def period(self) -> tuple[datetime, datetime]:
        return moment(self.day.data, self.starts.data), moment(self.day.data, self.ends.data)


class SlotForm(VersionedForm):
    opened = HiddenField()
    user_id = SelectField("担当者", [Required(PERSON)])
    school_id = SelectField("学校")
    weekday = SelectField("曜日", choices=options([(str(at), f"{name}曜日") for at, name in enumerate(WEEKDAYS)]))
    starts = TimeField("開始", [Required(TIME)])
    ends = TimeField("終了", [Required(TIME), LATER])
    starts_on = DateField("最初の日", [Required("最初の日を入力してください。")])
    ends_on = DateField("最後の日", [LAST])
    title = StringField("内容", [up_to(100)], filters=[stripped])


class EndForm(VersionedForm):
    ends_on = DateField("最後の日", [Required("最後の日を入力してください。")])


class AbsenceForm(PortalForm):
    user_id = SelectField("休む人", [Required("休む人を選んでください。")])
    kind = SelectField("種類", choices=options(AbsenceKind.choices()))
    first_day = DateField("最初の日", [Required("最初の日を入力してください。")])
    last_day = DateField("最後の日", [NotBefore("first_day", "最後の日は、最初の日以降にしてください。", same=True)])
    part = SelectField("時間帯", choices=options(DayPart.choices()))
    note = StringField("メモ", [up_to(200)], filters=[stripped])


class PromiseForm(VersionedForm):
    opened = HiddenField()
    school_type = SelectField("校種", choices=options(SchoolType.choices(), "選ばない"))
    school_id = SelectField("学校")
    unit = SelectField("数え方", choices=options((value, f"{label}ごと") for value, label in PromiseUnit.choices()))
    visits = IntegerField(
        "回数",
        [
            Required("回数を入力してください。"),
            NumberRange(1, 366, message="回数は1回から366回までです。"),
        ],
    )
    starts_on = DateField("最初の日", [Required("最初の日を入力してください。")])
    ends_on = DateField("最後の日", [LAST])


class SettingsForm(PortalForm):
    travel_minutes = IntegerField("移動時間の初期値", [NumberRange(0, 480, message="0分から480分までです。")])
    weekly_hours = IntegerField("1人の週の上限", [NumberRange(1, 60, message="1時間から60時間までです。")])
    weeks_ahead = IntegerField("予定に入れる先", [NumberRange(1, 52, message="1週から52週までです。")])
    keep_place = BooleanField("入校・退校のときに、端末の位置を残す")


class TravelForm(PortalForm):
    school_id = SelectField("学校", [Required("学校を選んでください。")])
    other_id = SelectField("相手の学校", [Required("相手の学校を選んでください。")])
    minutes = IntegerField(
        "分", [Required("分を入力してください。"), NumberRange(0, 480, message="0分から480分までです。")]
    )
