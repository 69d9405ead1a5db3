"""The list of users as a file, with the columns that the import takes and what the list shows beside them."""

from collections.abc import Iterator, Sequence
from typing import Literal

import sqlalchemy as sa

from portal.accounts import details, queries, roles
from portal.accounts.queries import UserFilter, UserState
from portal.kernel import audit
from portal.kernel.access import Actor, Permission
from portal.kernel.exports import Cell, Export, Sheet, write_csv, write_xlsx

NAME = "利用者一覧"
HEADERS = ("メールアドレス", "姓", "名", "セイ", "メイ", "役割")
MORE_HEADERS = ("状態", "確認コード", "最後のサインイン")


def export_users(
    wanted: UserFilter,
    *,
    sort: str,
    descending: bool,
    actor: Actor,
    form: Literal["csv", "xlsx"],
    encoding: Literal["utf-8-sig", "cp932"] = "utf-8-sig",
) -> Export:
    """What the list shows under these filters, all pages of it; written into the audit."""
    actor.require(Permission.USER_MANAGE)
    rows = queries.list_users(wanted, sort=sort, descending=descending)
    audit.record("user.exported", "user_account", actor=actor, label=NAME, changes={"count": (None, len(rows))})
    columns = [*HEADERS, *(detail.header for detail in details.DETAILS), *MORE_HEADERS]
    if form == "xlsx":
        return write_xlsx([Sheet(NAME, columns, _lines(rows))], name=NAME)
    return write_csv(columns, _lines(rows), name=NAME, encoding=encoding)


def _lines(rows: Sequence[sa.Row]) -> Iterator[list[Cell]]:
    ids = [row.id for row in rows]
    shown = [detail.shown(ids) for detail in details.DETAILS]
    for row in rows:
        yield [
            row.email,
            row.family_name,
            row.given_name,
            row.family_kana,
            row.given_kana,
            roles.written(row.roles),
            *(codes[row.id][0] if row.id in codes else None for codes in shown),
            state_of(row).label,
            "設定済み" if row.second_factor_set else "なし",
            row.last_sign_in_at,
        ]


def state_of(row: sa.Row) -> UserState:
    """Whether a row of the list is in use, invited or deactivated."""
    if row.deactivated_at is not None:
        return UserState.DEACTIVATED
    return UserState.ACTIVE if row.taken_up else UserState.INVITED
