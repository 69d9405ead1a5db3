"""Links, recovery codes and blocks, with their locking reads."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from portal.accounts.models import AccountLink, LinkPurpose, RecoveryCode, SignInThrottle, ThrottleScope
from portal.kernel import tenancy
from portal.kernel.db import db


def link_by_token(token_hash: str, purpose: LinkPurpose, *, lock: bool = False) -> AccountLink | None:
    statement = (
        sa.select(AccountLink)
        .where(AccountLink.token_hash == token_hash, AccountLink.purpose == purpose)
        .options(sa.orm.joinedload(AccountLink.user, innerjoin=True))
    )
    if lock:
        statement = statement.with_for_update(of=AccountLink).execution_options(populate_existing=True)
    return db.session.scalars(statement).one_or_none()


def newest_link_at(user_id: int, purpose: LinkPurpose, *, since: datetime) -> datetime | None:
    return db.session.scalar(
        sa.select(sa.func.max(AccountLink.created_at)).where(
            AccountLink.user_id == user_id, AccountLink.purpose == purpose, AccountLink.created_at > since
        )
    )


def open_invitation_until(user_id: int, now: datetime) -> datetime | None:
    """Until when the user's invitation can be taken up."""
    return db.session.scalar(
        sa.select(sa.func.max(AccountLink.expires_at)).where(
            AccountLink.user_id == user_id,
            AccountLink.purpose == LinkPurpose.INVITATION,
            AccountLink.used_at.is_(None),
            AccountLink.expires_at > now,
        )
    )


def open_recovery_hashes(user_id: int) -> frozenset[str]:
    statement = sa.select(RecoveryCode.code_hash).where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    return frozenset(db.session.scalars(statement))


def throttle_until(scope: ThrottleScope, key: str) -> datetime | None:
    statement = sa.select(SignInThrottle.blocked_until)
    return db.session.scalar(statement.where(SignInThrottle.scope == scope, SignInThrottle.key == key))


def hold_throttle(scope: ThrottleScope, key: str, now: datetime) -> SignInThrottle:
    """The row of a key, locked; made when it is the first of its kind."""
    table = SignInThrottle.__table__
    values = {"tenant_id": tenancy.current(), "scope": scope, "key": key, "failures": 0, "last_failure_at": now}
    statement = insert(table).values(values)
    db.session.execute(statement.on_conflict_do_nothing(index_elements=["tenant_id", "scope", "key"]))
    wanted = sa.select(SignInThrottle).where(SignInThrottle.scope == scope, SignInThrottle.key == key)
    return db.session.scalars(wanted.with_for_update().execution_options(populate_existing=True)).one()
