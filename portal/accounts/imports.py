"""Users from a file: known by e-mail address; new ones get an invitation by mail."""

from collections.abc import Callable, Sequence

from portal.accounts import details, operations, queries, roles
from portal.accounts.errors import Deactivated
from portal.accounts.models import User
from portal.kernel import import_runs, imports
from portal.kernel.access import Actor, Permission
from portal.kernel.db import db
from portal.kernel.imports import ACCEPTED, UNCHANGED, Column, ImportSpec, Row

KIND_NAME = "users"
_COLUMNS = (
    Column("メールアドレス", "email", imports.email, help="サインインに使います。利用者はこれで見分けます"),
    Column("姓", "family_name", imports.text(50)),
    Column("名", "given_name", imports.text(50)),
    Column("セイ", "family_kana", imports.text(50), blank=True),
    Column("メイ", "given_kana", imports.text(50), blank=True),
    Column("役割", "roles", roles.parse, help="ICT支援員、学校担当など。いくつもあるときは「、」で区切ります"),
)


def _prepare(actor: Actor) -> Callable[[Sequence[Row]], list[str]]:
    actor.require(Permission.USER_MANAGE)
    seen: dict[str, int] = {}

    def apply(rows: Sequence[Row]) -> list[str]:
        keys = [queries.email_key(row.values["email"]) for row in rows]
        known = queries.users_by_email_key(keys)
        return [_take(row, known.get(key), key, seen, actor) for row, key in zip(rows, keys, strict=True)]

    return apply


def _take(row: Row, user: User | None, key: str, seen: dict[str, int], actor: Actor) -> str:
    if key in seen:
        return f"同じメールアドレスが{seen[key]}行目にもあります。"
    seen[key] = row.number
    try:
        with db.session.begin_nested():
            return ACCEPTED if _store(row, user, actor) else UNCHANGED
    except ValueError as problem:
        return str(problem)


def _store(row: Row, user: User | None, actor: Actor) -> bool:
    """Answers whether anything changed; raises AccountProblem or what a detail refuses with."""
    values = dict(row.values)
    codes = {detail.key: values.pop(detail.key, None) for detail in details.DETAILS}
    wanted_roles = values.pop("roles")
    names = {name: values[name] or "" for name in operations.NAMES}
    if user is None:
        user = operations.create_user(values["email"], *names.values(), wanted_roles, actor=actor)
        details.assign_first(user, codes, actor=actor)
        return True
    if not user.is_active:
        raise Deactivated
    before = user.version
    operations.edit_user(user, email=values["email"], **names, wanted_roles=wanted_roles, actor=actor)
    db.session.flush()
    return details.assign_all(user, codes, actor=actor) or user.version != before


@details.on_register
def _register() -> None:
    more = tuple(
        Column(detail.header, detail.key, detail.parse, required=False, help=detail.support)
        for detail in details.DETAILS
    )
    spec = ImportSpec(KIND_NAME, _COLUMNS + more)
    import_runs.register(import_runs.ImportKind(KIND_NAME, "利用者", spec, _prepare, Permission.USER_MANAGE))
