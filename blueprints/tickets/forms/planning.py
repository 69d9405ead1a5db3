"""Forms that plan visits to many schools: the wish, and the proposal that comes of it."""

from datetime import date

from wtforms import (
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import NumberRange, ValidationError

from blueprints.fields import DateField, TimeField
from blueprints.forms import OnceForm, Required, options, stripped, up_to
from blueprints.tickets.forms.receive import BODY_LENGTH, SUBJECT_LENGTH
from portal.kernel.dates import WEEKDAYS, parse_date
from portal.schools.models import SchoolType

WORK_WEEK = [str(number) for number in range(5)]
MOST_DAYS = 366


class DayField(StringField):
    """A whole date in one box, for tables; `data` is a date or None."""

    def process_formdata(self, valuelist):
        self.data = parse_date(valuelist[0]) if valuelist and valuelist[0].strip() else None

    def _value(self) -> str:
        if self.raw_data:
            return self.raw_data[0]
        return f"{self.data.year}/{self.data.month}/{self.data.day}" if self.data else ""


class SubjectForm(OnceForm):
    """What the visits are for: the same for all of them."""

    subject = StringField("件名", [Required("件名を入力してください。"), up_to(SUBJECT_LENGTH)], filters=[stripped])
    body = TextAreaField("学校への説明", [up_to(BODY_LENGTH)], filters=[stripped])
    category_code = SelectField("分類", validate_choice=False)


class PlanForm(SubjectForm):
    """Which schools, within which days."""

    school_types = SelectMultipleField("校種でまとめて選ぶ", choices=options(SchoolType.choices()))
    schools = SelectMultipleField("学校を選ぶ", validate_choice=False)
    first_day = DateField("最初の日", [Required("最初の日を入力してください。")])
    last_day = DateField("最後の日", [Required("最後の日を入力してください。")])
    weekdays = SelectMultipleField(
        "曜日",
        [Required("曜日を選んでください。")],
        choices=options((str(at), name) for at, name in enumerate(WEEKDAYS[:5])),
        default=WORK_WEEK,
    )
    starts = TimeField("開始", [Required("開始の時刻を入力してください。")])
    ends = TimeField("終了", [Required("終了の時刻を入力してください。")])
    per_day = IntegerField(
        "1日の校数",
        [Required("1日に訪問する校数を入力してください。"), NumberRange(1, 50, "1から50までの数を入力してください。")],
        default=1,
    )
    assignees = SelectMultipleField("担当", validate_choice=False)

    def validate_schools(self, field) -> None:
        if not field.data and not self.school_types.data:
            raise ValidationError("学校か校種を選んでください。")

    def validate_last_day(self, field) -> None:
        first: date | None = self.first_day.data
        if first is None or field.data is None:
            return
        if field.data < first:
            raise ValidationError("最初の日以後の日付にしてください。")
        if (field.data - first).days > MOST_DAYS:
            raise ValidationError("1年以内の期間にしてください。")


class VisitForm(Form):
    """One visit of the proposal."""

    school = HiddenField()
    name = HiddenField()
    day = DayField("日付", [Required("日付を入力してください。")])
    starts = TimeField("開始", [Required("開始の時刻を入力してください。")])
    ends = TimeField("終了", [Required("終了の時刻を入力してください。")])
    assignee = SelectField("担当", validate_choice=False)


class ProposalForm(SubjectForm):
    """Every visit, open to correction."""

    visits = FieldList(FormField(VisitForm), max_entries=500)
