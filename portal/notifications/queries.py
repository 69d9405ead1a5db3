"""Every SELECT over sent mails and over background work that stopped."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from portal.kernel import clock, tenancy
from portal.kernel.access import Actor, Permission
from portal.kernel.db import db
from portal.kernel.mail import Mail, MailStatus
from portal.kernel.outbox import OutboxItem, OutboxStatus

COUNTED = 10_000
STOPPED_SHOWN = 200


@dataclass(frozen=True)
class MailFilter:
    """Which mails are wanted; both days belong to the period."""

    text: str = ""
    status: MailStatus | None = None
    first_day: date | None = None
    last_day: date | None = None

    @property
    def is_set(self) -> bool:
        return self != MailFilter()

    def conditions(self) -> Iterable[sa.ColumnElement[bool]]:
        if self.text:
            columns = (Mail.subject, Mail.to_name, Mail.to_address)
            yield sa.or_(*(column.icontains(self.text, autoescape=True) for column in columns))
        if self.status:
            yield Mail.status == self.status
        if self.first_day:
            yield Mail.created_at >= clock.start_of_day(self.first_day)
        if self.last_day:
            yield Mail.created_at < clock.start_of_day(self.last_day + timedelta(days=1))


@dataclass(frozen=True)
class MailRow:
    """A mail as the list shows it."""

    id: int
    subject: str
    to_name: str
    to_address: str
    status: MailStatus
    created_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True)
class MailCounts:
    """How many mails fit the filter, at most COUNTED, and how much work of the tenant stopped."""

    mails: int
    capped: bool
    stopped: int


def counts(wanted: MailFilter) -> MailCounts:
    """One statement."""
    some = sa.select(Mail.id).where(*wanted.conditions()).limit(COUNTED + 1).subquery()
    mails, stopped = db.session.execute(
        sa.select(
            sa.select(sa.func.count()).select_from(some).scalar_subquery(),
            sa.select(sa.func.count(OutboxItem.id)).where(OutboxItem.status == OutboxStatus.DEAD).scalar_subquery(),
        )
    ).one()
    return MailCounts(min(mails, COUNTED), mails > COUNTED, stopped)


def list_mails(wanted: MailFilter, *, limit: int, offset: int) -> list[MailRow]:
    """Newest first."""
    statement = (
        sa.select(Mail.id, Mail.subject, Mail.to_name, Mail.to_address, Mail.status, Mail.created_at, Mail.sent_at)
        .where(*wanted.conditions())
        .order_by(Mail.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [MailRow(*row) for row in db.session.execute(statement)]


def visible_mail(actor: Actor, mail_id: int) -> Mail | None:
    if not actor.can(Permission.MAIL_READ):
        return None
    return db.session.get(Mail, (tenancy.current(), mail_id))


def stopped_work() -> list[OutboxItem]:
    """Work that was given up, newest first."""
    statement = sa.select(OutboxItem).where(OutboxItem.status == OutboxStatus.DEAD)
    return list(db.session.scalars(statement.order_by(OutboxItem.id.desc()).limit(STOPPED_SHOWN)))


def visible_work(actor: Actor, item_id: int) -> OutboxItem | None:
    """Work of any state: what was started again meanwhile is no longer dead."""
    if not actor.can(Permission.MAIL_READ):
        return None
    return db.session.get(OutboxItem, (tenancy.current(), item_id))
