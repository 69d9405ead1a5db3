"""Visits that wait for the school's confirmation, on its first screen."""

from blueprints.school_home.panels import HomePanel, register
from blueprints.worklogs import words
from portal.kernel.access import Actor, Permission
from portal.worklogs import queries

SHOWN = 3


@register
def visits_to_confirm(actor: Actor) -> HomePanel | None:
    if not actor.can(Permission.VISIT_CONFIRM) or actor.school_id is None:
        return None
    rows = queries.waiting_for_school(actor.school_id)
    if not rows:
        return None
    context = {"rows": rows[:SHOWN], "more": len(rows) - SHOWN, "spent": words.spent}
    return HomePanel("worklogs/_home_panel.html", context)
