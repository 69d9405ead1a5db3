"""「日報の確認」: what the lead checks and the board approves, and the days that lack a log."""

from datetime import date, timedelta

from flask import render_template, request, session

from blueprints import guards
from blueprints.guards import requires
from blueprints.listing import Listing
from blueprints.period import wanted_day
from blueprints.worklogs import words
from blueprints.worklogs.blueprint import worklogs
from portal.kernel import clock
from portal.kernel.access import Actor, Permission
from portal.tickets import queries as tickets
from portal.worklogs import queries
from portal.worklogs.models import LogStatus

LOOK_BACK = 28


@worklogs.get("/review")
@requires(Permission.LOG_CHECK, Permission.LOG_APPROVE)
def review():
    actor = guards.actor()
    status = _status(actor)
    chosen = {"user_id": _person(), "first": wanted_day("first"), "last": wanted_day("last")}
    counts = queries.count_by_status(actor, **chosen)
    listing = Listing.from_request({"day"}, "-day").counted(counts.get(status, 0) if status else sum(counts.values()))
    rows = queries.log_page(
        actor, statuses=[status] if status else [], **chosen, limit=listing.limit, offset=listing.offset
    )
    session["log_list"] = request.args.to_dict()
    return render_template(
        "worklogs/review.html",
        rows=rows,
        listing=listing,
        counts=counts,
        statuses=[one for one in LogStatus if actor.can(Permission.LOG_CHECK) or one is not LogStatus.DRAFT],
        status=status,
        chosen=chosen,
        people=tickets.filter_choices(actor).people,
        may_check=actor.can(Permission.LOG_CHECK),
        may_approve=actor.can(Permission.LOG_APPROVE),
        words=words,
    )


def _status(actor: Actor) -> LogStatus | None:
    """What waits for the actor, unless the address asks for another state."""
    typed = request.args.get("status")
    if typed is None:
        return LogStatus.SUBMITTED if actor.can(Permission.LOG_CHECK) else LogStatus.CHECKED
    return next((one for one in LogStatus if one.value == typed), None)


def _person() -> int | None:
    typed = request.args.get("user", "")
    return int(typed) if typed.isdigit() and len(typed) < 10 else None


@worklogs.get("/missing")
@requires(Permission.LOG_CHECK)
def missing():
    """Working days of the last weeks without a log that was handed in."""
    last = wanted_day("last") or clock.today() - timedelta(days=1)
    first = max(wanted_day("first") or last - timedelta(days=LOOK_BACK), last - timedelta(days=366))
    found = queries.missing_logs(first, last)
    by_person: dict[int, tuple[str, list[date]]] = {}
    for one in found:
        by_person.setdefault(one.user_id, (one.person_name, []))[1].append(one.day)
    return render_template("worklogs/missing.html", people=by_person, count=len(found), first=first, last=last)
