"""The blueprint that the modules of signing in and of one's own account add their routes to."""

from flask import Blueprint, Response

accounts = Blueprint("accounts", __name__)


@accounts.after_request
def keep_nothing(response: Response) -> Response:
    """Links, codes and typed addresses stand on these pages, also before anybody is signed in."""
    response.headers["Cache-Control"] = "no-store"
    return response
