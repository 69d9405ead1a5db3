"""Staff from a file: known by the e-mail address of their account, which must exist."""

from collections.abc import Callable

from portal.accounts.queries import user_by_email
from portal.kernel import import_runs, imports
from portal.kernel.access import Actor, Permission
from portal.kernel.imports import ACCEPTED, UNCHANGED, Column, ImportSpec, Row
from portal.schools import operations
from portal.schools.operations import StaffData, StaffWrong
from portal.schools.queries import people

SPEC = ImportSpec(
    "staff",
    (
        Column("メールアドレス", "email", imports.email, help="職員のアカウントのメールアドレス"),
        Column("着任日", "starts_on", imports.day),
        Column("離任日", "ends_on", imports.day, blank=True),
        Column("電話番号", "telephone", imports.phone, blank=True),
        Column("備考", "note", imports.text(200), blank=True),
    ),
)


def _prepare(actor: Actor) -> Callable[[list[Row]], list[str]]:
    actor.require(Permission.SCHOOL_MANAGE)
    seen: dict[int, int] = {}

    def take(row: Row) -> str:
        user = user_by_email(row.values["email"])
        if user is None:
            return f"メールアドレス「{row.values['email']}」のアカウントがありません。"
        if user.id in seen:
            return f"同じ人が{seen[user.id]}行目にもあります。"
        seen[user.id] = row.number
        data = StaffData(
            row.values["starts_on"], row.values["ends_on"], row.values["telephone"] or "", row.values["note"] or ""
        )
        staff = people.staff_of_user(user.id)
        if staff and StaffData(staff.starts_on, staff.ends_on, staff.telephone, staff.note) == data:
            return UNCHANGED
        try:
            if staff:
                operations.edit_staff(staff, data, actor=actor)
            else:
                operations.add_staff(user, data, actor=actor)
        except StaffWrong as problem:
            return str(problem)
        return ACCEPTED

    return lambda rows: [take(row) for row in rows]


STAFF = import_runs.register(import_runs.ImportKind("staff", "職員", SPEC, _prepare, Permission.SCHOOL_MANAGE))
