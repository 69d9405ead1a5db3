"""Forms of the steps in a ticket's life."""

from wtforms import HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import NumberRange

from blueprints.fields import DateField, TimeField
from blueprints.forms import OnceForm, PortalForm, Required, options, stripped, up_to
from blueprints.tickets.forms.receive import BODY_LENGTH, SUBJECT_LENGTH, FilesForm, kind_field
from blueprints.tickets.forms.wishes import WishesForm
from portal.tickets.models import Priority
from portal.visits.models import BookingMode

DAY_MINUTES = 1440


class TriageForm(PortalForm):
    category_code = SelectField("分類", [Required("分類を選んでください。")], validate_choice=False)
    priority = RadioField("優先度", choices=options(Priority.choices()))
    due_on = DateField("期限")
    note = TextAreaField("内部メモ", [up_to(BODY_LENGTH)], filters=[stripped])


class AssignForm(PortalForm):
    assignee = RadioField("担当", validate_choice=False)


class ScheduleForm(PortalForm):
    day = DateField("日付", [Required("日付を入力してください。")])
    starts = TimeField("開始", [Required("開始の時刻を入力してください。")])
    ends = TimeField("終了", [Required("終了の時刻を入力してください。")])
    mode = RadioField("行う場所", choices=options(BookingMode.choices()))
    assignee = RadioField("担当", [Required("担当を選んでください。")], validate_choice=False)


class ReasonForm(PortalForm):
    reason = TextAreaField("理由", [Required("理由を入力してください。"), up_to(1000)], filters=[stripped])


class DeclineForm(ReasonForm, WishesForm):
    """A school turns a time down and says which would do."""


class QuestionForm(FilesForm):
    question = TextAreaField(
        "聞きたいこと", [Required("聞きたいことを入力してください。"), up_to(BODY_LENGTH)], filters=[stripped]
    )


class ResolveForm(PortalForm):
    served_on = DateField("実施日", [Required("実施日を入力してください。")])
    minutes = IntegerField(
        "かかった時間（分）",
        [
            Required("かかった時間を分で入力してください。"),
            NumberRange(0, DAY_MINUTES, "0分から1440分までの数で入力してください。"),
        ],
    )
    work_done = TextAreaField(
        "行ったこと", [Required("行ったことを入力してください。"), up_to(BODY_LENGTH)], filters=[stripped]
    )
    outcome = TextAreaField("結果・申し送り", [up_to(BODY_LENGTH)], filters=[stripped])
    answer = TextAreaField("学校への回答", [up_to(BODY_LENGTH)], filters=[stripped])


class FollowUpForm(OnceForm):
    kind = kind_field()
    subject = StringField("件名", [Required("件名を入力してください。"), up_to(SUBJECT_LENGTH)], filters=[stripped])
    body = TextAreaField("内容", [up_to(BODY_LENGTH)], filters=[stripped])
    due_on = DateField("期限")
    assignee = SelectField("担当", validate_choice=False)


class ChooseTicketForm(PortalForm):
    """Another ticket, picked from a list."""

    other = HiddenField("相手のチケット")
