"""Forms of signing in and of one's own account."""

from wtforms import HiddenField, PasswordField, StringField

from blueprints.forms import PortalForm, Required, stripped, up_to


class SignInForm(PortalForm):
    email = StringField(
        "メールアドレス", [Required("メールアドレスを入力してください。"), up_to(254)], filters=[stripped]
    )
    password = PasswordField("パスワード", [Required("パスワードを入力してください。")])
    next = HiddenField()
