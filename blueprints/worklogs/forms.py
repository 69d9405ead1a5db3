"""The form of one entry, used by the page and by what a device sends later; and the small forms of a log's steps."""

from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from blueprints.fields import TimeField
from blueprints.forms import PortalForm, Required, VersionedForm, new_once_key, options, stripped, up_to
from blueprints.tickets.words import plus_minutes
from portal.schools.models import School
from portal.visits.models import BookingMode
from portal.worklogs import operations, rules
from portal.worklogs.models import EntryOutcome

LINE = 200
CENTRE = "centre"


class JapaneseInteger(IntegerField):
    """A whole number; what is none is refused in Japanese."""

    def process_formdata(self, valuelist):
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("数字で入力してください。") from None


class EntryForm(PortalForm):
    """One piece of work. `client_key` is the device's: sent twice, it is kept once."""

    day = HiddenField()
    client_key = HiddenField(default=new_once_key)
    version = IntegerField(widget=HiddenInput(), validators=[Optional()])
    booking_id = IntegerField(widget=HiddenInput(), validators=[Optional()])
    ticket_id = IntegerField(widget=HiddenInput(), validators=[Optional()])
    category_code = RadioField(
        "何をしましたか", validate_choice=False, validators=[Required("何をしたかを選んでください。")]
    )
    minutes = JapaneseInteger("時間", default=30, validators=[Required("時間を入力してください。")])
    school_id = SelectField("学校", validators=[Required("学校を選んでください。")])
    content = StringField("内容", filters=[stripped], validators=[up_to(LINE)])
    photos = MultipleFileField("写真")
    mode = RadioField("形態", choices=options(BookingMode.choices()), default=BookingMode.VISIT.value)
    starts = TimeField("開始", validators=[Optional()])
    teacher = StringField("先生", filters=[stripped], validators=[up_to(LINE)])
    grade_class = StringField("学年・組", filters=[stripped], validators=[up_to(LINE)])
    subject = StringField("教科", filters=[stripped], validators=[up_to(LINE)])
    pupils = JapaneseInteger("人数", validators=[Optional()])
    tools = StringField("使ったもの", filters=[stripped], validators=[up_to(LINE)])
    outcome = RadioField("結果", choices=options(EntryOutcome.choices()), default=EntryOutcome.DONE.value)
    wishes = TextAreaField("要望・次回への申し送り", filters=[stripped], validators=[up_to(4000)])
    good_practice = BooleanField("好事例にする")

    def entry_data(self, school: School | None) -> rules.EntryData:
        minutes = self.minutes.data
        starts = self.starts.data if 0 < minutes < rules.DAY_MINUTES else None
        mode = BookingMode(self.mode.data)
        return rules.EntryData(
            school=school,
            mode=BookingMode.CENTRE if school is None and mode is BookingMode.VISIT else mode,
            category_code=self.category_code.data,
            minutes=minutes,
            starts=starts,
            ends=plus_minutes(starts, minutes) if starts else None,
            content=self.content.data or "",
            teacher=self.teacher.data or "",
            grade_class=self.grade_class.data or "",
            subject=self.subject.data or "",
            pupils=self.pupils.data,
            tools=self.tools.data or "",
            outcome=EntryOutcome(self.outcome.data),
            wishes=self.wishes.data or "",
            ticket_id=self.ticket_id.data,
            booking_id=self.booking_id.data,
            good_practice=self.good_practice.data,
        )

    def uploads(self) -> list[operations.Upload]:
        return uploads_of(self.photos.data or [])

    @property
    def folded_errors(self) -> bool:
        """Whether a field stands in error that is folded away."""
        return any(self[name].errors for name in FOLDED)


FOLDED = ("mode", "starts", "teacher", "grade_class", "subject", "pupils", "tools", "outcome", "wishes")


def uploads_of(files) -> list[operations.Upload]:
    return [operations.Upload(file.stream, file.filename) for file in files if file and getattr(file, "filename", "")]


class HoursForm(VersionedForm):
    starts = TimeField("始業", validators=[Optional()])
    ends = TimeField("終業", validators=[Optional()])
    note = TextAreaField("1日のメモ", filters=[stripped], validators=[up_to(4000)])


class ReasonForm(PortalForm):
    reason = TextAreaField("理由", filters=[stripped], validators=[Required("理由を入力してください。"), up_to(1000)])


class ConfirmForm(PortalForm):
    name = StringField(
        "確認した方のお名前", filters=[stripped], validators=[Required("お名前を入力してください。"), up_to(100)]
    )
    remark = TextAreaField("気づいたこと", filters=[stripped], validators=[up_to(1000)])


class RemarkForm(PortalForm):
    remark = TextAreaField("気づいたこと", filters=[stripped], validators=[up_to(1000)])


class SettingsForm(PortalForm):
    remind = BooleanField("未提出の日報を知らせる")
    remind_hour = SelectField("知らせる時刻", coerce=int, choices=options((hour, f"{hour}:00") for hour in range(24)))
    schools_confirm = BooleanField("学校に訪問の確認をお願いする")


class MonthlyForm(VersionedForm):
    issues = TextAreaField("課題", filters=[stripped], validators=[up_to(4000)])
    proposals = TextAreaField("提案", filters=[stripped], validators=[up_to(4000)])
