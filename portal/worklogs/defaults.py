"""What a new municipality begins with."""

from portal.kernel.db import db
from portal.kernel.tenants import TenantCard, TenantKind, on_set_up
from portal.worklogs.models import WorklogSettings


@on_set_up
def put_settings(card: TenantCard) -> None:
    if card.kind is TenantKind.MUNICIPALITY:
        db.session.add(WorklogSettings())
