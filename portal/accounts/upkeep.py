"""What of accounts grows old and is thrown away: ended sessions, spent links, forgotten blocks."""

from datetime import timedelta

import sqlalchemy as sa

from portal.accounts.models import AccountLink, SignInThrottle, UserSession
from portal.kernel import clock
from portal.kernel.db import db

SPENT_LINKS_STAY = timedelta(days=30)
BLOCKS_STAY = timedelta(days=2)


def throw_away_old() -> int:
    """For the periodic work of one tenant; answers how many rows went."""
    now = clock.now()
    statements = (
        sa.delete(UserSession).where(UserSession.expires_at < now),
        sa.delete(AccountLink).where(AccountLink.expires_at < now - SPENT_LINKS_STAY),
        sa.delete(SignInThrottle).where(SignInThrottle.last_failure_at < now - BLOCKS_STAY),
    )
    return sum(
        db.session.execute(statement.execution_options(synchronize_session=False)).rowcount for statement in statements
    )
