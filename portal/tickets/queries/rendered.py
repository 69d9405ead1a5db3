"""The tables of the statements whose text is made once per process."""

from portal.accounts.models import User
from portal.kernel.rendered import TENANT, fetch, stream
from portal.schools.models import School
from portal.tickets.models import SupportCategory, Ticket

TICKET, SCHOOL, PERSON, CATEGORY = (model.__table__ for model in (Ticket, School, User, SupportCategory))

__all__ = ["CATEGORY", "PERSON", "SCHOOL", "TENANT", "TICKET", "fetch", "stream"]
