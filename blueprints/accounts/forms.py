"""Forms of signing in and of one's own account."""

from wtforms import HiddenField, PasswordField, StringField

from blueprints.forms import PortalForm, Required, stripped, up_to
from portal.accounts.errors import AccountProblem
from portal.accounts.passwords import WeakPassword

NEW_PASSWORD = "新しいパスワードを入力してください。"  # noqa: S105 - a message


def blame(form: PortalForm, problem: AccountProblem | WeakPassword, *, fallback: str | None = None) -> None:
    """Puts a refusal at the field it concerns, or over the form."""
    name = getattr(problem, "field", None) or fallback
    if name and name in form:
        form[name].errors = [*form[name].errors, str(problem)]
    else:
        form.form_errors.append(str(problem))


class EmailForm(PortalForm):
    email = StringField(
        "メールアドレス", [Required("メールアドレスを入力してください。"), up_to(254)], filters=[stripped]
    )


class SignInForm(EmailForm):
    password = PasswordField("パスワード", [Required("パスワードを入力してください。"), up_to(200)])
    next = HiddenField()


class NewPasswordForm(PortalForm):
    new = PasswordField("新しいパスワード", [Required(NEW_PASSWORD)])


class ChangePasswordForm(NewPasswordForm):
    current = PasswordField("いまのパスワード", [Required("いまのパスワードを入力してください。"), up_to(200)])


class CodeForm(PortalForm):
    code = StringField("確認コード", [Required("確認コードを入力してください。"), up_to(40)], filters=[stripped])
    next = HiddenField()
