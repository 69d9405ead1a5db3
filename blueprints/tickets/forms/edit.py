"""Forms that put a ticket right. They carry the version they were opened with."""

from typing import Any, Self

from wtforms import Field, HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import NumberRange

from blueprints.fields import DateField
from blueprints.forms import Required, VersionedForm, options, stripped, up_to
from blueprints.tickets.forms.receive import BODY_LENGTH, SUBJECT_LENGTH, kind_field
from blueprints.tickets.forms.wishes import WishesForm
from portal.tickets.models import Channel, Kind, Priority, Ticket

DAY_MINUTES = 1440
READ = {"kind": Kind, "priority": Priority, "channel": Channel}


class OwnEditForm(VersionedForm, WishesForm):
    """What a school may change of its own ticket."""

    subject = StringField("件名", [Required("件名を入力してください。"), up_to(SUBJECT_LENGTH)], filters=[stripped])
    body = TextAreaField("くわしい内容", [up_to(BODY_LENGTH)], filters=[stripped])
    due_on = DateField("いつまでに")
    opened = HiddenField()

    @classmethod
    def of(cls, ticket: Ticket, **options: Any) -> Self:
        """The form as the ticket fills it, unless one was sent."""
        form = cls(data=cls.read(ticket), **options)
        form.show_wishes(ticket.slots)
        return form

    @classmethod
    def read(cls, ticket: Ticket) -> dict[str, Any]:
        """The ticket's values as the fields hold them."""
        return {name: getattr(ticket, name) for name in ("version", "subject", "body", "due_on")}

    def record_fields(self) -> list[Field]:
        """The fields that stand for what the ticket says."""
        return [field for field in self if field.name not in ("version", "opened", "csrf_token")]

    def values(self) -> dict[str, Any]:
        """What the operation is told."""
        named = [field for field in self.record_fields() if not field.name.startswith("wish_")]
        return {field.name: _value(field.name, field.data) for field in named} | {"slots": self.wishes()}


class EditForm(OwnEditForm):
    """What the centre may change."""

    order = ("kind", "subject", "body", "category_code", "priority", "due_on", "received_on")
    due_on = DateField("期限")
    kind = kind_field()
    category_code = SelectField("分類", validate_choice=False)
    priority = RadioField("優先度", choices=options(Priority.choices()))
    received_on = DateField("受付日", [Required("受付日を入力してください。")])
    channel = SelectField("受けた方法", choices=options(Channel.choices()))
    requester_name = StringField("依頼した人", [up_to(60)], filters=[stripped])
    contact_id = SelectField("学校の担当者", validate_choice=False)

    @classmethod
    def read(cls, ticket: Ticket) -> dict[str, Any]:
        return super().read(ticket) | {
            "kind": ticket.kind.value,
            "priority": ticket.priority.value,
            "channel": ticket.channel.value,
            "category_code": ticket.category_code or "",
            "contact_id": str(ticket.contact_id or ""),
            "received_on": ticket.received_on,
            "requester_name": ticket.requester_name,
        }


class ResultForm(EditForm):
    """A done ticket's, with what was done."""

    served_on = DateField("実施日", [Required("実施日を入力してください。")])
    minutes = IntegerField("かかった時間（分）", [NumberRange(0, DAY_MINUTES, "0から1440までの数を入力してください。")])
    work_done = TextAreaField("行ったこと", [Required("行ったことを入力してください。")], filters=[stripped])
    outcome = TextAreaField("結果・申し送り", [up_to(BODY_LENGTH)], filters=[stripped])

    @classmethod
    def read(cls, ticket: Ticket) -> dict[str, Any]:
        result = {name: getattr(ticket, name) for name in ("served_on", "minutes", "work_done", "outcome")}
        return super().read(ticket) | result


def _value(name: str, data: Any) -> Any:
    if name == "contact_id":
        return int(data) if data and data.isdigit() else None
    if name in READ:
        return READ[name](data)
    return data if data is not None or name in {"due_on", "minutes"} else ""
