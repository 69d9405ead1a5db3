"""Mails: composed in the transaction of what they tell, kept as rows, sent by the worker over SMTP."""

import smtplib
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import jinja2
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel import clock, jobs, outbox, tenancy
from portal.kernel.access import Actor
from portal.kernel.choices import Choice, choice_column
from portal.kernel.db import db

SMTP_TIMEOUT_SECONDS = 20


class MailStatus(Choice):
    WAITING = "waiting", "送信待ち"
    SENT = "sent", "送信済み"
    FAILED = "failed", "送信できず"


class Mail(tenancy.TenantOwned, db.Model):
    """One mail to one person, as it was or will be sent."""

    __tablename__ = "mail"
    __table_args__ = (
        sa.Index("ix_mail_listing", "tenant_id", "id"),
        sa.Index("ix_mail_subject", "tenant_id", "subject_type", "subject_id"),
    )

    template: Mapped[str] = mapped_column(sa.Text)
    to_address: Mapped[str] = mapped_column(sa.Text)
    to_name: Mapped[str] = mapped_column(sa.Text, default="")
    subject: Mapped[str] = mapped_column(sa.Text)
    body: Mapped[str] = mapped_column(sa.Text)
    subject_type: Mapped[str | None] = mapped_column(sa.Text, doc="table of the record the mail is about")
    subject_id: Mapped[int | None]
    secret: Mapped[bool] = mapped_column(sa.Boolean, default=False, doc="holds a sign-in link: never shown in lists")
    message_id: Mapped[str] = mapped_column(sa.Text)
    status: Mapped[MailStatus] = choice_column(MailStatus, default=MailStatus.WAITING)
    error: Mapped[str] = mapped_column(sa.Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    sent_at: Mapped[datetime | None]


@dataclass
class MailSettings:
    """Where mails go out and what they are rendered with; set once at start."""

    templates: jinja2.Environment | None = None
    smtp_url: str = ""
    sender: str = "portal@localhost"
    base_url: str = ""


settings = MailSettings()


def use(templates: jinja2.Environment, *, smtp_url: str, sender: str, base_url: str) -> None:
    """Says how mails are rendered and sent; once at start. `base_url` begins the links in them."""
    settings.templates, settings.smtp_url, settings.sender, settings.base_url = templates, smtp_url, sender, base_url


def link(path: str) -> str:
    """The full address of a page for a mail's text; `path` begins with the tenant's slug."""
    return f"{settings.base_url}/{path.lstrip('/')}"


def send(
    template: str,
    *,
    to: str,
    name: str,
    context: dict[str, Any],
    actor: Actor,
    about: Any = None,
    secret: bool = False,
) -> Mail:
    """Renders `templates/<template>` (first line the subject, then the body) and queues it in this transaction.

    `secret` marks mails whose text holds a single-use link; people who may list mails do not see that text.
    """
    subject, _, body = settings.templates.get_template(template).render(to_name=name, **context).partition("\n")
    mail = Mail(
        template=template,
        to_address=to,
        to_name=name,
        subject=subject.strip(),
        body=body.strip() + "\n",
        subject_type=about.__tablename__ if about is not None else None,
        subject_id=about.id if about is not None else None,
        secret=secret,
        message_id=make_msgid(domain=settings.sender.rpartition("@")[2]),
        created_at=clock.now(),
    )
    db.session.add(mail)
    db.session.flush([mail])
    outbox.enqueue("mail.send", {"mail_id": mail.id}, actor=actor)
    return mail


def send_again(mail: Mail, *, actor: Actor) -> None:
    """Queues a kept mail once more, with a new message id."""
    mail.status = MailStatus.WAITING
    mail.message_id = make_msgid(domain=settings.sender.rpartition("@")[2])
    outbox.enqueue("mail.send", {"mail_id": mail.id}, actor=actor)


@jobs.handles("mail.send")
def _send(payload: dict[str, Any], _actor: Actor) -> None:
    mail = db.session.scalars(sa.select(Mail).where(Mail.id == payload["mail_id"])).one()
    if mail.status == MailStatus.SENT:
        return
    try:
        _deliver(_message(mail))
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError) as refusal:
        mail.status = MailStatus.FAILED
        mail.error = str(refusal)[:2000]
        return
    mail.status = MailStatus.SENT
    mail.sent_at = clock.now()
    mail.error = ""


def _message(mail: Mail) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = mail.subject
    message["From"] = settings.sender
    message["To"] = Address(display_name=mail.to_name, addr_spec=mail.to_address)
    message["Date"] = format_datetime(clock.local(mail.created_at))
    message["Message-ID"] = mail.message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.body)
    return message


def _deliver(message: EmailMessage) -> None:
    url = urlsplit(settings.smtp_url)
    connect = smtplib.SMTP_SSL if url.scheme == "smtps" else smtplib.SMTP
    with connect(url.hostname, url.port or 25, timeout=SMTP_TIMEOUT_SECONDS) as server:
        if "starttls" in parse_qs(url.query):
            server.starttls()
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        server.send_message(message)
