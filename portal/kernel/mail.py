"""Mails: composed in the transaction of what they tell, kept as rows, sent by the worker over SMTP."""

import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

import jinja2
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel import audit, clock, jobs, outbox, states, tenancy
from portal.kernel.access import Actor, Permission
from portal.kernel.choices import Choice, choice_column
from portal.kernel.db import db
from portal.kernel.tenants import Tenant

SMTP_TIMEOUT_SECONDS = 20
PERMANENT = 500  # SMTP answers from here on are final; 4xx asks to come again

audit.label_actions({"mail.sent_again": "メールをもう一度送った"})


class NotAgain(ValueError):
    """The mail cannot be sent once more; the message is for people."""


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

    templates: jinja2.Environment
    smtp_url: str
    sender: str
    base_url: str


settings: MailSettings


def use(templates: jinja2.Environment, *, smtp_url: str, sender: str, base_url: str) -> None:
    """Says how mails are rendered and sent; once at start. `base_url` begins the links in them."""
    global settings
    settings = MailSettings(templates, smtp_url, sender, base_url)


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

    The text knows `to_name`, `tenant` and `home_url` beside the context. `secret` marks mails whose text holds a
    single-use link: people who may list mails do not see that text, and it is wiped once the mail is sent.
    """
    tenant = db.session.get_one(Tenant, tenancy.current())
    known = {"to_name": name, "tenant": tenant, "home_url": link(f"{tenant.slug}/")}
    text = settings.templates.get_template(template).render(known | context)
    subject, _, body = text.partition("\n")
    mail = Mail(
        template=template,
        to_address=to,
        to_name=" ".join(name.split()),
        subject=" ".join(subject.split()),
        body=body.strip() + "\n",
        subject_type=about.__tablename__ if about is not None else None,
        subject_id=about.id if about is not None else None,
        secret=secret,
        message_id=_new_message_id(),
        created_at=clock.now(),
    )
    db.session.add(mail)
    db.session.flush()
    outbox.enqueue("mail.send", {"mail_id": mail.id}, actor=actor)
    return mail


def send_again(mail: Mail, *, actor: Actor) -> Mail:
    """Queues a kept mail once more, as a mail of its own to whoever receives it; raises NotAgain."""
    actor.require(Permission.MAIL_READ)
    states.lock(mail)
    if mail.secret:
        raise NotAgain(
            "一度だけ使えるリンクのメールは、もう一度送れません。利用者の画面から新しいメールを送ってください。"
        )
    if mail.status == MailStatus.WAITING:
        raise NotAgain("このメールは送信を待っています。送られるまでお待ちください。")
    mail.status = MailStatus.WAITING
    mail.error = ""
    mail.message_id = _new_message_id()
    outbox.enqueue("mail.send", {"mail_id": mail.id}, actor=actor)
    audit.record("mail.sent_again", mail, actor=actor, label=f"{mail.to_name} {mail.subject}".strip())
    return mail


def _new_message_id() -> str:
    return make_msgid(domain=settings.sender.rpartition("@")[2])


def _give_up(payload: dict[str, Any], reason: str) -> None:
    mail = db.session.scalars(sa.select(Mail).where(Mail.id == payload["mail_id"])).one()
    mail.status = MailStatus.FAILED
    mail.error = reason


@jobs.handles("mail.send", gave_up=_give_up)
def _send(payload: dict[str, Any], _actor: Actor) -> None:
    """Hands the mail to the server. Killed right after, it goes out twice with one Message-ID, never not at all."""
    mail = db.session.scalars(sa.select(Mail).where(Mail.id == payload["mail_id"])).one()
    if mail.status == MailStatus.SENT:
        return
    try:
        message = _message(mail)
    except (ValueError, MessageError) as problem:
        _note_refusal(mail, problem)
        return
    try:
        _deliver(message)
    except smtplib.SMTPException as problem:
        if not _is_final(problem):
            raise
        _note_refusal(mail, problem)
        return
    mail.status = MailStatus.SENT
    mail.sent_at = clock.now()
    mail.error = ""
    if mail.secret:
        mail.body = ""


def _note_refusal(mail: Mail, problem: Exception) -> None:
    mail.status = MailStatus.FAILED
    mail.error = f"{type(problem).__name__}: {_answer(problem)}"[:2000]


def _answer(problem: Exception) -> str:
    """What the server said, without Python's brackets."""
    code: int = 0
    text: bytes | str = ""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        code, text = next(iter(problem.recipients.values()))
    elif isinstance(problem, smtplib.SMTPResponseException):
        code, text = problem.smtp_code, problem.smtp_error
    if not code:
        return str(problem)
    return f"{code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"


def _is_final(problem: smtplib.SMTPException) -> bool:
    """Whether no later try can succeed: the server refuses this mail for good, or cannot write its address."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return all(code >= PERMANENT for code, _text in problem.recipients.values())
    if isinstance(problem, smtplib.SMTPDataError):
        return problem.smtp_code >= PERMANENT
    return isinstance(problem, smtplib.SMTPNotSupportedError)


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
    with _connect(url) as server:
        if "starttls" in parse_qs(url.query):
            server.starttls(context=ssl.create_default_context())
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        server.send_message(message)


def _connect(url: SplitResult) -> smtplib.SMTP:
    host, port = url.hostname or "", url.port or 0
    if url.scheme == "smtps":
        return smtplib.SMTP_SSL(host, port, timeout=SMTP_TIMEOUT_SECONDS, context=ssl.create_default_context())
    return smtplib.SMTP(host, port, timeout=SMTP_TIMEOUT_SECONDS)
