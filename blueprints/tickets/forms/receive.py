"""Forms that make a ticket: a school's own, and the one the centre fills in for it."""

from wtforms import MultipleFileField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from blueprints.fields import DateField
from blueprints.forms import OnceForm, Required, options, stripped, up_to
from blueprints.tickets.forms.wishes import WishesForm
from portal.kernel.files import ATTACHMENTS
from portal.tickets.models import Channel, Kind, Priority
from portal.tickets.operations import Upload
from portal.tickets.queries import FilterChoices
from portal.tickets.queries.choices import Grouped

ACCEPTED = ",".join(extension for kind in ATTACHMENTS for extension in kind.extensions)
SUBJECT_LENGTH, BODY_LENGTH = 100, 5000
KIND_TEXTS = {
    Kind.VISIT.value: "学校に来てほしい。授業・校務・機器の不調など",
    Kind.ONLINE.value: "画面を見ながら、すぐに聞きたい。30分から",
    Kind.TRAINING.value: "校内研修の計画・準備・講師を頼みたい",
}
KIND_ICONS = {Kind.VISIT.value: "house", Kind.ONLINE.value: "tablet", Kind.TRAINING.value: "user"}
KIND_CHOICES = options((value, Kind(value).label) for value in KIND_TEXTS)

ASKED_KIND = "頼みたいことを選んでください。"


def kind_field() -> RadioField:
    """The kind as the centre calls it."""
    message = "種別を選んでください。"
    return RadioField("種別", [Required(message)], choices=KIND_CHOICES, invalid_choice_message=message)


class FilesForm(OnceForm):
    """A form that takes photos and other files along."""

    files = MultipleFileField("写真・ファイル")

    def uploads(self) -> list[Upload]:
        return [Upload(file.stream, file.filename) for file in self.files.data or () if file and file.filename]

    @property
    def kept(self) -> str:
        """What the error summary says was kept: browsers give files only once."""
        again = "写真・ファイルは、もう一度選んでください。" if self.uploads() else ""
        return f"入力した内容は残っています。{again}"


class RequestForm(FilesForm, WishesForm):
    """What a school asks for."""

    order = ("kind", "subject", "body", "files", "due_on")
    kind = RadioField(
        "頼みたいこと",
        [Required(ASKED_KIND)],
        choices=KIND_CHOICES,
        invalid_choice_message=ASKED_KIND,
    )
    subject = StringField("件名", [Required("件名を入力してください。"), up_to(SUBJECT_LENGTH)], filters=[stripped])
    body = TextAreaField("くわしい内容", [up_to(BODY_LENGTH)], filters=[stripped])
    due_on = DateField("いつまでに")


class ReceiveForm(RequestForm):
    """What the centre notes when a school calls, writes or asks in passing."""

    order = ("school", "requester_name", "channel", *RequestForm.order[:3], "category_code", "priority", "received_on")
    kind = kind_field()
    due_on = DateField("期限")
    school = SelectField("学校", [Required("学校を選んでください。")], coerce=str, validate_choice=False)
    requester_name = StringField("依頼した人", [up_to(60)], filters=[stripped])
    channel = SelectField("受けた方法", choices=options(Channel.choices()), default=Channel.PHONE.value)
    category_code = SelectField("分類", validate_choice=False)
    priority = RadioField("優先度", choices=options(Priority.choices()), default=Priority.NORMAL.value)
    received_on = DateField("受付日", [Required("受付日を入力してください。")])

    def offer(self, choices: FilterChoices) -> None:
        """Fills the selects."""
        schools = ((str(id_), f"{code}　{name}") for id_, code, name in choices.schools)
        self.school.choices = options(schools, "学校を選ぶ")
        self.category_code.choices = category_choices(choices.categories)


def category_choices(categories: Grouped) -> list[SelectChoice]:
    """Choices of a select, by group; 未分類 stands first."""
    named = [
        SelectChoice(code, f"{code}　{label}", optgroup=group.label)
        for group, items in categories
        for code, label in items
    ]
    return [SelectChoice("", "未分類"), *named]
