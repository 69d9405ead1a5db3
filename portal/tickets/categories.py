"""The ministry's list of support work: four groups, 28 items. A new municipality starts with it."""

import sqlalchemy as sa

from portal.kernel.db import db
from portal.kernel.tenants import TenantCard, TenantKind, on_set_up
from portal.tickets.models import CategoryGroup, SupportCategory

NATIONAL_LIST: dict[CategoryGroup, tuple[tuple[str, str], ...]] = {
    CategoryGroup.LESSON: (
        ("L1", "授業計画の作成支援"),
        ("L2", "教材作成"),
        ("L3", "ICT機器の準備"),
        ("L4", "ICT機器のメンテナンス"),
        ("L5", "操作支援"),
        ("L6", "学校行事等の支援"),
        ("L7", "障害トラブル対応"),
        ("L8", "ICT機器の片付け"),
        ("L9", "ICT機器活用事例の作成"),
        ("L10", "ICT機器の利活用状況把握"),
    ),
    CategoryGroup.SCHOOL_AFFAIRS: (
        ("A1", "学籍管理の操作支援"),
        ("A2", "出欠席管理の操作支援"),
        ("A3", "成績管理の操作支援"),
        ("A4", "通知表・指導要録作成の操作支援"),
        ("A5", "時数管理、施設管理、サービス管理の操作支援"),
        ("A6", "教職員間の情報共有の操作支援"),
        ("A7", "家庭や地域への情報発信の操作支援"),
    ),
    CategoryGroup.ENVIRONMENT: (
        ("E1", "日常的メンテナンス支援"),
        ("E2", "障害トラブル対応"),
        ("E3", "年次更新"),
        ("E4", "ソフトウェア更新"),
        ("E5", "運用ルール作成支援"),
        ("E6", "セキュリティポリシーの作成支援"),
        ("E7", "ICT機器整備計画の作成支援"),
    ),
    CategoryGroup.IN_HOUSE_TRAINING: (
        ("T1", "校内研修の企画支援"),
        ("T2", "校内研修の準備"),
        ("T3", "校内研修の実施"),
        ("T4", "校内研修の実施（講師の補佐）"),
    ),
}


@on_set_up
def put_national_list(card: TenantCard) -> None:
    """Gives a new municipality the whole list; other tenants do no field work."""
    if card.kind is not TenantKind.MUNICIPALITY:
        return
    items = [(group, code, label) for group, found in NATIONAL_LIST.items() for code, label in found]
    rows = [
        {"group": group, "code": code, "label": label, "position": position, "national": True, "hidden": False}
        for position, (group, code, label) in enumerate(items, start=1)
    ]
    db.session.execute(sa.insert(SupportCategory), rows)
