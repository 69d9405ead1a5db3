"""Forms of the operator: a new tenant, and the first user of one."""

from wtforms import EmailField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional, ValidationError

from blueprints.fields import KanaField
from blueprints.forms import PortalForm, Required, stripped, up_to
from portal.accounts.installation import FirstUser, NewTenant
from portal.kernel.imports import parsers
from portal.kernel.tenants import TenantKind, checked_slug, municipality_code

NAME_LENGTH = 50


class TenantFields(PortalForm):
    """What a municipality or an association is called, and where."""

    name = StringField("名称", [Required("名称を入力してください。"), up_to(60)], filters=[stripped])
    kind = RadioField(
        "種類",
        [Required("種類を選んでください。")],
        choices=[SelectChoice(kind.value, kind.label) for kind in (TenantKind.MUNICIPALITY, TenantKind.ASSOCIATION)],
        default=TenantKind.MUNICIPALITY.value,
    )
    code = StringField("全国地方公共団体コード", filters=[stripped])
    slug = StringField("識別名", [Required("識別名を入力してください。")], filters=[stripped])

    def validate_slug(self, field) -> None:
        field.data = _read(field, checked_slug)

    def validate_code(self, field) -> None:
        if field.data:
            field.data = _read(field, municipality_code)
        elif self.kind.data == TenantKind.MUNICIPALITY:
            raise ValidationError("自治体には、全国地方公共団体コードを入力してください。")

    def new_tenant(self) -> NewTenant:
        return NewTenant(self.slug.data, self.name.data, TenantKind(self.kind.data), self.code.data or None)


class FirstUserForm(PortalForm):
    """The tenant's first user, who invites the others."""

    family_name = StringField("姓", [Required("姓を入力してください。"), up_to(NAME_LENGTH)], filters=[stripped])
    given_name = StringField("名", [Required("名を入力してください。"), up_to(NAME_LENGTH)], filters=[stripped])
    family_kana = KanaField("セイ", [Optional(), up_to(NAME_LENGTH)], filters=[stripped])
    given_kana = KanaField("メイ", [Optional(), up_to(NAME_LENGTH)], filters=[stripped])
    email = EmailField(
        "メールアドレス", [Required("メールアドレスを入力してください。"), up_to(254)], filters=[stripped]
    )

    def validate_email(self, field) -> None:
        _read(field, parsers.email)

    def first_user(self) -> FirstUser:
        return FirstUser(
            self.email.data,
            self.family_name.data,
            self.given_name.data,
            self.family_kana.data or "",
            self.given_kana.data or "",
        )


class TenantForm(TenantFields, FirstUserForm):
    """A municipality or an association, with its first user."""


def _read(field, parse) -> str:
    try:
        return parse(field.data)
    except ValueError as problem:
        raise ValidationError(str(problem)) from problem
