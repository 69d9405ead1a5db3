"""Headers of every answer: nothing runs that is not ours, nothing loads from elsewhere, no signed-in page is kept."""

import flask_login
from flask import Flask, abort, request

SOURCES = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
)
POLICY = "; ".join(SOURCES)
YEAR_SECONDS = 31_536_000


def register(app: Flask) -> None:
    app.before_request(_refuse_zero_signs)
    app.after_request(_set_headers)


def _refuse_zero_signs() -> None:
    """PostgreSQL keeps no text with the sign zero, and no person types it."""
    if any("\0" in value for values in (request.args, request.form) for value in values.values()):
        abort(400)


def _set_headers(response):
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers["Permissions-Policy"] = "geolocation=(), microphone=(), payment=()"
    if request.endpoint == "static":
        if "/dist/" in request.path:
            response.headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
    elif flask_login.current_user and flask_login.current_user.is_authenticated:
        response.headers["Cache-Control"] = "no-store"
    return response
