"""今日: where one is, what comes next, what is written down and what is missing before the day is handed in."""

from datetime import date, timedelta

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from blueprints import guards
from blueprints.guards import requires
from blueprints.tickets import words
from blueprints.today.line import stops_of
from blueprints.worklogs import words as log_words
from blueprints.worklogs.steps import own_log, refusals_told
from portal.kernel import clock
from portal.kernel.access import Permission
from portal.kernel.dates import parse_date
from portal.schools.calendar import Hours
from portal.schools.queries.calendar import work_calendar
from portal.tickets import queries as tickets
from portal.tickets.queries import DayTicket
from portal.tickets.queries.choices import FilterChoices
from portal.visits import queries as visits
from portal.visits.models import Presence
from portal.worklogs import operations, policies, queries, rules
from portal.worklogs.models import DailyLog

today = Blueprint("today", __name__)


@today.get("/today")
@requires(Permission.LOG_WRITE)
def index():
    day, found = _day(), tickets.filter_choices(guards.actor())
    booked = tickets.tickets_of_day(guards.actor(), guards.actor().user_id, day)
    stays = visits.presences(guards.actor().user_id, day, day)
    here = next((stay for stay in stays if stay.is_open), None) if day == clock.today() else None
    log = _log(day, booked)
    lines = log_words.entry_lines(log.entries if log else [], log_words.labels_of(found))
    return render_template(
        "today/index.html",
        day=day,
        is_today=day == clock.today(),
        stops=stops_of(booked, lines, here),
        lines=[line for line in lines if not line.drafted],
        drafts=[line for line in lines if line.drafted],
        log=log,
        stays=stays,
        stay=here,
        **_around(day, booked, stays, found),
        **_end_of_day(day, log),
    )


def _around(day: date, booked: list[DayTicket], stays: list[Presence], found: FilterChoices) -> dict:
    """The neighbours of the day, the tickets that wait, where one may arrive."""
    now = clock.now()
    waiting = {view.name: view for view in tickets.view_counts(guards.actor())}
    left = {stay.school_id for stay in stays if stay.left_at}
    coming = [one for one in booked if one.mode == "visit" and one.ends_at > now and one.school_id not in left]
    return {
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
        "mine": waiting.get("mine"),
        "unassigned": waiting.get("unassigned"),
        "next_school": coming[0] if coming else None,
        "schools": found.schools,
        "words": words,
        "log_words": log_words,
        "since": now,
    }


def _end_of_day(day: date, log: DailyLog | None) -> dict:
    """What is missing before the day is handed in."""
    hours = work_calendar(day, day).hours_on(day) if day <= clock.today() else None
    writable = day <= clock.today() and (log is None or policies.can_write(guards.actor(), log))
    return {
        "hours": hours,
        "writable": writable,
        "gaps": _gaps(log, hours) if log and writable else [],
        "total": log_words.total(log) if log else 0,
    }


def _gaps(log: DailyLog, hours: Hours | None) -> list:
    """Free stretches that are over; none while entries carry no times."""
    entries = [entry for entry in log.entries if not entry.drafted]
    if not entries or not all(entry.starts and entry.ends for entry in entries):
        return []
    now = clock.local(clock.now()).time() if log.day == clock.today() else None
    free = rules.gaps(entries, rules.working_hours(hours, log.starts, log.ends))
    return [(starts, ends) for starts, ends in free if now is None or ends <= now]


def _log(day: date, booked: list[DayTicket]) -> DailyLog | None:
    """The day's log; what is booked today stands in it as drafts as soon as the day is looked at."""
    actor = guards.actor()
    log = queries.day_log(actor.user_id, day, photos=False)
    if day != clock.today() or (log is not None and log.is_locked):
        return log
    kept = {entry.booking_id for entry in log.entries} if log else set()
    dismissed = set(log.dismissed) if log else set()
    if all(one.booking_id in kept or f"booking:{one.booking_id}" in dismissed for one in booked):
        return log
    operations.draft_entries(own_log(day), actor=actor)
    return queries.day_log(actor.user_id, day, photos=False)


@today.post("/today/template")
@requires(Permission.LOG_WRITE)
def copy_latest():
    """The latest earlier day's entries as drafts."""
    day = _day()
    with refusals_told():
        made = operations.copy_from_latest(own_log(day), actor=guards.actor())
        flash(
            f"下書きを{len(made)}件つくりました。" if made else "写せる記録がありません。",
            "success" if made else "info",
        )
    return redirect(url_for("today.index", day=None if day == clock.today() else day.isoformat()), 303)


def _day() -> date:
    """The day in the address or form; today without one."""
    typed = request.values.get("day")
    try:
        return parse_date(typed) if typed else clock.today()
    except ValueError as problem:
        abort(400, str(problem))
