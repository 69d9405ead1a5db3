"""Forms of schools, their contacts, and staff."""

from collections.abc import Iterable

from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from blueprints.fields import DateField
from blueprints.forms import PortalForm, Required, VersionedForm, options, stripped, up_to
from portal.accounts.models import User
from portal.kernel import imports
from portal.kernel.text import phone_number, postal_code
from portal.schools.imports.schools import school_code
from portal.schools.models import School, SchoolContact, SchoolType, Staff
from portal.schools.operations import ContactData, SchoolData, StaffData
from portal.schools.queries.schools import SchoolChoice


def read_as(parse):
    """Filter: a typed text as `parse` reads it; what it refuses becomes the field's error."""
    return lambda value: parse(value) if isinstance(value, str) and value.strip() else value


def named(users: Iterable[User]) -> list[SelectChoice]:
    return options(((str(user.id), f"{user.name}（{user.email}）") for user in users), "選んでください")


def number_or_none(value) -> int | None:
    return int(value) if value not in (None, "", "None") else None


class SchoolForm(VersionedForm):
    """`opened` is what the form held when it was opened: with it two people's changes are told apart."""

    opened = HiddenField()
    code = StringField(
        "学校コード", [Required("学校コードを入力してください。")], filters=[stripped, read_as(school_code)]
    )
    name = StringField("学校名", [Required("学校名を入力してください。"), up_to(100)], filters=[stripped])
    school_type = SelectField(
        "校種", [Required("校種を選んでください。")], choices=options(SchoolType.choices(), "選んでください")
    )
    branch_of_id = SelectField("本校", coerce=number_or_none)
    postal_code = StringField("郵便番号", filters=[stripped, read_as(postal_code)])
    address = StringField("住所", [up_to(200)], filters=[stripped])
    telephone = StringField("電話番号", filters=[stripped, read_as(phone_number)])
    pupils = StringField("児童生徒数", filters=[stripped, read_as(imports.integer(0, 99_999))])

    def offer_main_schools(self, choices: list[SchoolChoice], school: School | None) -> None:
        """Every school in use but the school itself, and the present main school in any case."""
        mine = school.branch_of_id if school else None
        offered = [
            one for one in choices if (not one.archived or one.id == mine) and not (school and one.id == school.id)
        ]
        pairs = ((str(one.id), f"{one.code} {one.name}") for one in offered)
        self.branch_of_id.choices = options(pairs, "なし（分校ではない）")

    def school_data(self) -> SchoolData:
        return SchoolData(
            code=self.code.data,
            name=self.name.data,
            school_type=SchoolType(self.school_type.data),
            branch_of_id=self.branch_of_id.data,
            postal_code=self.postal_code.data or "",
            address=self.address.data or "",
            telephone=self.telephone.data or "",
            pupils=self.pupils.data or 0,
        )


class ContactForm(PortalForm):
    name = StringField("氏名", [Required("氏名を入力してください。"), up_to(60)], filters=[stripped])
    post = StringField("役職", [up_to(60)], filters=[stripped])
    email = StringField("メールアドレス", filters=[stripped, read_as(imports.email)])
    telephone = StringField("電話番号", filters=[stripped, read_as(phone_number)])
    receives_mail = BooleanField("回答や訪問の予定をメールで受け取る", default=True)

    @classmethod
    def of(cls, contact: SchoolContact) -> "ContactForm":
        return cls(obj=contact)

    def contact_data(self) -> ContactData:
        return ContactData(
            name=self.name.data,
            post=self.post.data or "",
            email=self.email.data or "",
            telephone=self.telephone.data or "",
            receives_mail=self.receives_mail.data,
        )


class LinkForm(PortalForm):
    """Which account acts for the school."""

    user_id = SelectField("アカウント", [Required("アカウントを選んでください。")], coerce=number_or_none)
    post = StringField("役職", [up_to(60)], filters=[stripped])

    def offer(self, users: list[User]) -> None:
        self.user_id.choices = named(users)


class StaffForm(PortalForm):
    starts_on = DateField("着任日", [Required("着任日を入力してください。")])
    ends_on = DateField("離任日")
    telephone = StringField("電話番号", filters=[stripped, read_as(phone_number)])
    note = TextAreaField("備考", [up_to(200)], filters=[stripped])

    @classmethod
    def of(cls, staff: Staff) -> "StaffForm":
        return cls(obj=staff)

    def staff_data(self) -> StaffData:
        return StaffData(self.starts_on.data, self.ends_on.data, self.telephone.data or "", self.note.data or "")


class NewStaffForm(StaffForm):
    user_id = SelectField("職員にする人", [Required("職員にする人を選んでください。")], coerce=number_or_none)

    def offer(self, users: list[User]) -> None:
        self.user_id.choices = named(users)
