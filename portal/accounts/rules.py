"""A tenant's sign-in rules: of which roles it demands a second factor, and how long a session lasts."""

from collections.abc import Collection
from datetime import timedelta

import sqlalchemy as sa

from portal.accounts import queries, roles
from portal.accounts.errors import AccountProblem
from portal.accounts.models import AccountPolicy, UserSession
from portal.kernel import audit
from portal.kernel.access import Actor, Permission, Role
from portal.kernel.db import db
from portal.kernel.tenants import TenantCard, on_set_up

SHORTEST_HOURS, LONGEST_HOURS = 1, 72

audit.label_actions({"account_policy.changed": "サインインの決まりを変更した"})
audit.label_fields(
    "account_policy", {"second_factor_roles": "確認コードを必要とする役割", "session_hours": "サインインが続く時間"}
)


class BadHours(AccountProblem):
    field = "session_hours"
    message = f"{SHORTEST_HOURS}から{LONGEST_HOURS}までの時間にしてください。"


@on_set_up
def _first_rules(_card: TenantCard) -> None:
    db.session.add(AccountPolicy(second_factor_roles=[], session_hours=queries.DEFAULT_SESSION_HOURS))


def change_rules(*, second_factor_roles: Collection[Role], session_hours: int, actor: Actor) -> AccountPolicy:
    """Takes effect at once: open sessions become shorter, and people of a role newly named set their factor up next.

    Raises BadHours.
    """
    actor.require(Permission.USER_MANAGE)
    if not SHORTEST_HOURS <= session_hours <= LONGEST_HOURS:
        raise BadHours
    rules = queries.sign_in_rules(lock=True)
    if rules is None:
        rules = AccountPolicy(second_factor_roles=[], session_hours=queries.DEFAULT_SESSION_HOURS)
        db.session.add(rules)
    old_roles = rules.second_factor_roles
    values = {"second_factor_roles": roles.in_order(second_factor_roles), "session_hours": session_hours}
    changes = audit.changed(rules, values)
    if not changes:
        return rules
    if "second_factor_roles" in changes:
        changes["second_factor_roles"] = (roles.written(old_roles), roles.written(rules.second_factor_roles))
    _shorten_sessions(timedelta(hours=session_hours))
    audit.record("account_policy.changed", rules, actor=actor, label="サインインの決まり", changes=changes)
    return rules


def _shorten_sessions(lasts: timedelta) -> None:
    ends = UserSession.created_at + lasts
    statement = sa.update(UserSession).where(UserSession.expires_at > ends).values(expires_at=ends)
    db.session.execute(statement.execution_options(synchronize_session=False))
