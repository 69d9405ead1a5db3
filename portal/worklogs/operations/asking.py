"""Asks the schools of a log that was handed in to confirm the visits, in place of a seal."""

import hashlib
import json
from collections.abc import Iterable
from datetime import timedelta

from portal.accounts.tokens import digest, new_token
from portal.kernel import clock, mail, tenancy
from portal.kernel.access import Actor
from portal.kernel.db import db
from portal.kernel.tenants import Tenant
from portal.schools.queries import people
from portal.visits.models import BookingMode
from portal.worklogs import queries
from portal.worklogs.models import DailyLog, LogEntry, SchoolConfirmation
from portal.worklogs.revisions import entry_values

LINK_LASTS = timedelta(days=30)


def ask_schools(log: DailyLog, entries: list[LogEntry], *, actor: Actor) -> None:
    """Asks each visited school; one that has confirmed just the same before a return is not asked again."""
    if not queries.settings().schools_confirm:
        return
    asked = {one.school_id: one for one in queries.confirmations_of(log)}
    visited = {entry.school_id for entry in entries if entry.mode is BookingMode.VISIT and entry.school_id}
    for school_id in asked.keys() - visited:
        db.session.delete(asked[school_id])
    for school_id in sorted(visited):
        mine = [entry for entry in entries if entry.school_id == school_id and entry.mode is BookingMode.VISIT]
        content, before = content_hash(mine), asked.get(school_id)
        if before is not None and before.confirmed_at and before.content_hash == content:
            continue
        if before is not None:
            db.session.delete(before)
            db.session.flush()
        _ask(log, mine, content, actor=actor)


def content_hash(entries: Iterable[LogEntry]) -> str:
    """What the school is asked about, as one figure: a change of any word makes it another."""
    told = [entry_values(entry) for entry in entries]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _ask(log: DailyLog, entries: list[LogEntry], content: str, *, actor: Actor) -> None:
    school, token = entries[0].school, new_token()
    asked = SchoolConfirmation(
        log_id=log.id,
        school_id=school.id,
        revision=log.revision,
        token_hash=digest(token),
        content_hash=content,
        expires_at=clock.now() + LINK_LASTS,
    )
    db.session.add(asked)
    db.session.flush()
    slug = db.session.get_one(Tenant, tenancy.current()).slug
    person = queries.person(log.user_id).name
    for contact in people.mail_contacts(school.id):
        mail.send(
            "worklogs/mail/confirm.txt",
            to=contact.address,
            name=f"{contact.post} {contact.name}".strip(),
            context={
                "organisation": school.name,
                "log": log,
                "entries": entries,
                "person": person,
                "minutes": sum(entry.minutes for entry in entries),
                "confirm_url": mail.link(f"{slug}/confirmations/{token}"),
                "last_day": clock.local(asked.expires_at).date(),
            },
            actor=actor,
            about=asked,
            secret=True,
        )
