"""What a new tenant begins with: its settings for visits."""

from portal.kernel.db import db
from portal.kernel.tenants import TenantCard, on_set_up
from portal.visits.models import VisitSettings


@on_set_up
def fill_settings(_card: TenantCard) -> None:
    db.session.add(VisitSettings())
