"""The first screen of each role. A person with several roles gets the first that exists in this order."""

from flask import current_app, url_for

from portal.kernel.access import Role

FIRST_SCREENS: tuple[tuple[Role, str], ...] = (
    (Role.LEAD, "visits.board"),
    (Role.SUPPORTER, "today.index"),
    (Role.BOARD, "reports.dashboard"),
    (Role.SCHOOL, "school_home.index"),
    (Role.TENANT_ADMIN, "users.index"),
    (Role.OPERATOR, "operator.index"),
)
EVERYBODYS = "accounts.profile"


def first_screen(roles: frozenset[Role]) -> str:
    """The address of the first screen for these roles."""
    known = current_app.view_functions
    endpoints = (endpoint for role, endpoint in FIRST_SCREENS if role in roles and endpoint in known)
    return url_for(next(endpoints, EVERYBODYS))
