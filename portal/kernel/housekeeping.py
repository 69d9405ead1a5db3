"""Clean-up of the kernel's own tables, once a day in each tenant."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from portal.kernel import clock, jobs
from portal.kernel.access import Actor
from portal.kernel.db import db
from portal.kernel.outbox import OutboxItem, OutboxStatus

KEEP_DONE_WORK = timedelta(days=30)


@jobs.handles("kernel.clean_up", periodic=True)
def _clean_up(_payload: dict[str, Any], _actor: Actor) -> None:
    """Forgets work that was done long ago; what is dead stays until somebody looks at it."""
    db.session.execute(
        sa.delete(OutboxItem)
        .where(OutboxItem.status == OutboxStatus.DONE, OutboxItem.done_at < clock.now() - KEEP_DONE_WORK)
        .execution_options(synchronize_session=False)
    )
