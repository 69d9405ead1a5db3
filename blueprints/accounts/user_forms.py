"""Forms of the tenant's users and of its sign-in rules."""

from collections.abc import Collection

from wtforms import IntegerField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, ValidationError

from blueprints.accounts.forms import EmailForm
from blueprints.fields import KanaField
from blueprints.forms import PortalForm, Required, VersionedForm, options, stripped, up_to
from portal.accounts import details, roles, rules
from portal.accounts.models import User
from portal.accounts.operations import NAME_LENGTH
from portal.kernel.access import Role
from portal.kernel.imports import parsers
from portal.kernel.tenants import TenantKind

PERSON = ("email", "family_name", "given_name", "family_kana", "given_kana", "roles")
HOURS = f"{rules.SHORTEST_HOURS}から{rules.LONGEST_HOURS}までの数を入力してください。"


class UserForm(EmailForm, VersionedForm):
    """A person's address, names and roles, and what other areas keep about users."""

    family_name = StringField("姓", [Required("姓を入力してください。"), up_to(NAME_LENGTH)], filters=[stripped])
    given_name = StringField("名", [Required("名を入力してください。"), up_to(NAME_LENGTH)], filters=[stripped])
    family_kana = KanaField("セイ", [up_to(NAME_LENGTH)], filters=[stripped])
    given_kana = KanaField("メイ", [up_to(NAME_LENGTH)], filters=[stripped])
    roles = SelectMultipleField("役割", [Required("役割を1つ以上選んでください。")])

    def validate_email(self, field) -> None:
        try:
            parsers.email(field.data)
        except ValueError as problem:
            raise ValidationError(str(problem)) from None

    def wanted_roles(self) -> list[Role]:
        return [Role(value) for value in self.roles.data]

    def names(self) -> list[str]:
        return [self[name].data or "" for name in PERSON[1:5]]

    def codes(self) -> dict[str, str]:
        """What was chosen for each detail, by its key."""
        return {detail.key: self[detail.key].data or "" for detail in details.DETAILS}

    def detail_fields(self) -> list:
        return [self[detail.key] for detail in details.DETAILS]


def user_form(kind: TenantKind, user: User | None = None, *, as_saved: bool = False) -> UserForm:
    """The form for this tenant's roles and today's details, filled from the user if there is one.

    `as_saved` leaves out what the request sent.
    """
    extra = {
        detail.key: SelectField(
            detail.label, choices=options(detail.choices(), blank="選んでください"), description=detail.support
        )
        for detail in details.DETAILS
    }
    kept = {}
    if user is not None:
        kept = {name: getattr(user, name) for name in (*PERSON, "version")}
        shown = ((detail.key, detail.shown([user.id])) for detail in details.DETAILS)
        kept |= {key: codes[user.id][0] for key, codes in shown if user.id in codes}
    sent = {"formdata": None} if as_saved else {}
    form = type("UserForm", (UserForm,), extra)(data=kept, **sent)
    form.roles.choices = _role_choices(kind, user.role_set if user else ())
    return form


def _role_choices(kind: TenantKind, held: Collection[Role]) -> list[SelectChoice]:
    return options((role.value, role.label) for role in roles.offered(kind, held))


class RulesForm(PortalForm):
    second_factor_roles = SelectMultipleField("確認コードを必要とする役割")
    session_hours = IntegerField(
        "サインインが続く時間",
        [Required(HOURS), NumberRange(rules.SHORTEST_HOURS, rules.LONGEST_HOURS, HOURS)],
        invalid_value_message=HOURS,
    )


def rules_form(kind: TenantKind, second_factor_roles: list[str], session_hours: int) -> RulesForm:
    form = RulesForm(data={"second_factor_roles": second_factor_roles, "session_hours": session_hours})
    form.second_factor_roles.choices = _role_choices(kind, [Role(role) for role in second_factor_roles])
    return form
