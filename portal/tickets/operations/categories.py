"""What a tenant changes in the list of categories; the ministry's codes themselves stay."""

import re

from portal.kernel import audit
from portal.kernel.access import Actor, Permission
from portal.kernel.db import db
from portal.kernel.text import normalise_digits
from portal.tickets import queries, rules
from portal.tickets.errors import CodeTaken, WrongInput
from portal.tickets.models import CategoryGroup, SupportCategory

MAX_LABEL = 60


def add_category(code: str, group: CategoryGroup, label: str, *, actor: Actor) -> SupportCategory:
    """An item of the tenant's own at the list's end; raises CodeTaken."""
    actor.require(Permission.CATEGORY_MANAGE)
    code = normalise_digits(code).upper()
    if not re.fullmatch(r"[A-Z]{1,3}\d{1,3}", code):
        raise WrongInput("code", "コードは英字1〜3文字と数字1〜3桁で入力してください（例：X1）。")
    if queries.category(code) is not None:
        raise CodeTaken(f"コード「{code}」は使われています。")
    category = SupportCategory(
        code=code,
        group=group,
        label=rules.one_line("label", "名称", label, limit=MAX_LABEL),
        position=queries.last_position() + 1,
    )
    db.session.add(category)
    db.session.flush()
    audit.record(
        "category.added",
        category,
        actor=actor,
        changes={"code": (None, code), "group": (None, group), "label": (None, category.label)},
    )
    return category


def relabel_category(category: SupportCategory, label: str, *, actor: Actor) -> SupportCategory:
    actor.require(Permission.CATEGORY_MANAGE)
    return _change(
        category, "category.relabelled", actor, label=rules.one_line("label", "名称", label, limit=MAX_LABEL)
    )


def hide_category(category: SupportCategory, *, actor: Actor) -> SupportCategory:
    """New tickets cannot be given it; tickets that have it keep it."""
    actor.require(Permission.CATEGORY_MANAGE)
    return _change(category, "category.hidden", actor, hidden=True)


def show_category(category: SupportCategory, *, actor: Actor) -> SupportCategory:
    actor.require(Permission.CATEGORY_MANAGE)
    return _change(category, "category.shown", actor, hidden=False)


def _change(category: SupportCategory, action: str, actor: Actor, **values: object) -> SupportCategory:
    changes = audit.changed(category, values)
    if changes:
        audit.record(action, category, actor=actor, changes=changes)
        db.session.flush()
    return category
