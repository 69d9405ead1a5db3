"""Days in the address of a list."""

from datetime import date

from flask import abort, request

from portal.kernel.dates import parse_date


def wanted_day(name: str) -> date | None:
    """The day that the address asks for, in any way of writing; 400 to what is none."""
    typed = request.args.get(name, "").strip()
    try:
        return parse_date(typed) if typed else None
    except ValueError as problem:
        abort(400, str(problem))
