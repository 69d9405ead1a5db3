"""Why an account operation was refused. The messages are for people; `field` names the form field it concerns."""


class AccountProblem(ValueError):
    """Base of all refusals of accounts."""

    message = ""
    field: str | None = None

    def __init__(self, message: str | None = None, *, field: str | None = None) -> None:
        super().__init__(message or self.message)
        self.field = field or self.field


class EmailTaken(AccountProblem):
    field = "email"
    message = "このメールアドレスの利用者がすでにいます。"


class BadEmail(AccountProblem):
    field = "email"


class BadName(AccountProblem):
    """A name is missing or holds signs that no name has."""


class BadRoles(AccountProblem):
    field = "roles"


class LastAdmin(AccountProblem):
    field = "roles"
    message = "管理者がいなくなるため、変更できません。先にほかの利用者を管理者にしてください。"


class OwnAccount(AccountProblem):
    field = "roles"
    message = "ご自分の管理者の役割を外すことや、ご自分を停止することはできません。ほかの管理者に依頼してください。"


class Deactivated(AccountProblem):
    message = "この利用者は停止中です。先に利用を再開してください。"


class AlreadyTakenUp(AccountProblem):
    message = "この利用者はすでにパスワードを設定しています。忘れたときは、サインインの画面から本人が再設定できます。"


class LinkSpent(AccountProblem):
    message = "このリンクは使えません。期限が切れたか、すでに使われたか、新しいリンクが送られています。"


class WrongPassword(AccountProblem):
    field = "current"
    message = "いまのパスワードが正しくありません。"


class WrongCode(AccountProblem):
    field = "code"
    message = "確認コードが正しくありません。新しく表示された6桁の数字を入力してください。"


class Demanded(AccountProblem):
    message = "お使いの役割では確認コードが必要なため、やめることはできません。"


class Blocked(AccountProblem):
    """Too many wrong tries; the person is known, so the time may be told."""
