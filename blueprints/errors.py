"""Error pages: what happened, what was kept, what to do."""

import logging

from flask import Flask, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from portal.kernel.access import NotAllowed

log = logging.getLogger(__name__)
TOO_LARGE = 413
MOST_DROPPED = 128 * 1024 * 1024
CHUNK = 256 * 1024
PAGES = {400, 403, 404, 405, 409, 413, 422, 429, 500, 503}


def register(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, lambda problem: _page(400, csrf=True))
    app.register_error_handler(NotAllowed, lambda problem: _page(403, message=str(problem)))
    app.register_error_handler(StaleDataError, lambda problem: _page(409))
    app.register_error_handler(DataError, _unstorable)
    app.register_error_handler(OperationalError, _database_away)


def _http(problem: HTTPException):
    if problem.code is None or problem.code < 400:
        return problem
    if problem.code == TOO_LARGE:
        _drop_the_rest()
    if problem.code not in PAGES:
        return _page(400) if problem.code < 500 else _page(500)
    return _page(problem.code, message=_own_words(problem))


def _drop_the_rest() -> None:
    """Reads what is too large and forgets it: a browser that could not send everything shows no page at all."""
    left = min(request.content_length or 0, MOST_DROPPED)
    while left > 0 and (chunk := request.environ["wsgi.input"].read(min(left, CHUNK))):
        left -= len(chunk)


def _own_words(problem: HTTPException) -> str:
    """What a view said beside the code; werkzeug's own words are English and not for people."""
    message = vars(problem).get("description") or ""
    return "" if message.isascii() else message


def _unstorable(problem: DataError):
    """A sign that no text can hold (NUL), or a number that no column can."""
    return _page(400, message="扱えない文字か、大きすぎる数が含まれています。")


def _database_away(problem: OperationalError):
    log.exception("the database did not answer")
    return _page(503)


def _page(code: int, **context):
    return render_template(f"errors/{code}.html", **context), code
