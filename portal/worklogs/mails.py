"""Mails about logs that the worker sends: one that was returned, and those that are missing."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from portal.kernel import clock, jobs, mail, outbox, tenancy
from portal.kernel.access import Actor
from portal.kernel.db import db
from portal.kernel.tenants import Tenant
from portal.worklogs import queries
from portal.worklogs.queries import MissingLog

DAYS_BACK = 14


@jobs.handles("worklogs.tell_returned")
def _tell_returned(payload: dict[str, Any], actor: Actor) -> None:
    log = queries.log_with_person(payload["log_id"])
    if not log.user.is_active:
        return
    mail.send(
        "worklogs/mail/returned.txt",
        to=log.user.email,
        name=log.user.name,
        context={
            "log": log,
            "reason": payload["reason"],
            "actor_name": actor.name,
            "log_url": _link(f"worklogs/{log.id}"),
        },
        actor=actor,
        about=log,
    )


@jobs.handles("worklogs.remind", periodic=True)
def remind(_payload: dict[str, Any], actor: Actor) -> None:
    """Every hour: from the tenant's hour on, each person without a log is told once that day, and so are the leads."""
    settings, today = queries.settings(), clock.today()
    if not settings.remind or clock.local(clock.now()).hour < settings.remind_hour:
        return
    missing = queries.missing_logs(today - timedelta(days=DAYS_BACK), today)
    for user_id, days in _by_person(missing).items():
        _once("worklogs.remind_person", {"user_id": user_id, "days": _iso(days)}, user_id, today, actor)
    late = _by_person(one for one in missing if one.day < today)
    if late:
        names = {one.user_id: one.person_name for one in missing}
        people = [[names[user_id], _iso(days)] for user_id, days in late.items()]
        for lead in queries.active_leads():
            _once("worklogs.remind_lead", {"user_id": lead.id, "people": people}, lead.id, today, actor)


def _by_person(missing: Iterable[MissingLog]) -> dict[int, list[date]]:
    found: dict[int, list[date]] = {}
    for one in missing:
        found.setdefault(one.user_id, []).append(one.day)
    return found


def _iso(days: list[date]) -> list[str]:
    return [day.isoformat() for day in days]


def _once(kind: str, payload: dict[str, Any], user_id: int, today: date, actor: Actor) -> None:
    outbox.enqueue(kind, payload, actor=actor, once_key=f"{kind}:{user_id}:{today.isoformat()}")


@jobs.handles("worklogs.remind_person")
def _remind_person(payload: dict[str, Any], actor: Actor) -> None:
    days = [date.fromisoformat(day) for day in payload["days"]]
    _send("missing", payload["user_id"], {"days": days, "log_url": _link("today")}, actor)


@jobs.handles("worklogs.remind_lead")
def _remind_lead(payload: dict[str, Any], actor: Actor) -> None:
    people = [(name, [date.fromisoformat(day) for day in days]) for name, days in payload["people"]]
    _send("missing_list", payload["user_id"], {"people": people, "log_url": _link("worklogs")}, actor)


def _send(template: str, user_id: int, context: dict[str, Any], actor: Actor) -> None:
    person = queries.person(user_id)
    if person.is_active:
        mail.send(f"worklogs/mail/{template}.txt", to=person.email, name=person.name, context=context, actor=actor)


def _link(path: str) -> str:
    return mail.link(f"{db.session.get_one(Tenant, tenancy.current()).slug}/{path}")
