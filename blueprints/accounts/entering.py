"""The browser's side of a session: its cookie, and which paths one may be sent to after signing in."""

from urllib.parse import urlsplit

import flask_login
from flask import g, request, session, url_for

from blueprints.accounts.home import first_screen
from portal.accounts import sessions
from portal.accounts.models import User


def address() -> str:
    """Where the request comes from."""
    return request.remote_addr or ""


def enter(user: User) -> None:
    """Signs this browser in with a new cookie; whoever was signed in here before is signed out."""
    before = flask_login.current_user
    if before.is_authenticated:
        sessions.end_session(before.session_id, user_id=before.user_id)
    carry(sessions.open_session(user, address=address(), agent=request.user_agent.string))


def carry(token: str) -> None:
    """Puts a session's token into the cookie; whatever the old cookie held is gone."""
    session.clear()
    flask_login.login_user(sessions.resume(token))


def leave() -> None:
    flask_login.logout_user()
    session.clear()


def onwards(wanted: str | None) -> str:
    """The address to go to once signed in: what was wanted, or the first screen."""
    user = flask_login.current_user
    if user.second_factor_due:
        return url_for("accounts.second_factor", next=own_path(wanted))
    return own_path(wanted) or first_screen(user.roles)


def own_path(wanted: str | None) -> str | None:
    """The path when it lies in the request's tenant; None for everything else."""
    if not wanted or "\\" in wanted or any(ord(sign) < 33 for sign in wanted):
        return None
    parts = urlsplit(wanted)
    inside = parts.path.startswith(f"/{g.tenant.slug}/") and ".." not in parts.path.split("/")
    return wanted if inside and not parts.scheme and not parts.netloc else None
