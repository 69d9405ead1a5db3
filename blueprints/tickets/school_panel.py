"""A school's unfinished tickets on the school's page."""

from flask import url_for

from blueprints.schools.panels import SchoolPanel, register
from blueprints.tickets.rows import shown
from portal.kernel.access import Actor, Permission
from portal.schools.models import School
from portal.tickets import queries

SHOWN = 6


@register
def open_tickets(school: School, actor: Actor) -> SchoolPanel | None:
    if not actor.can(Permission.TICKET_READ):
        return None
    lines = shown(queries.open_for_school(actor, school.id, limit=SHOWN))
    everything = url_for("tickets.index", school=school.id, status="any")
    return SchoolPanel("tickets/_school_panel.html", {"lines": lines, "everything": everything})
