"""Mails: written with what they tell, sent once it is true, kept with what became of them."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.kernel import audit, clock, mail
from portal.kernel.access import NotAllowed, system_actor
from portal.kernel.db import db
from portal.kernel.mail import Mail, MailStatus, NotAgain
from portal.kernel.outbox import OutboxItem

ACTOR = system_actor("試験")
TO = "sato@example.jp"


def write(**overrides) -> Mail:
    values = {
        "to": TO,
        "name": "佐藤 恵",
        "context": {"what": "試験しました。", "at": clock.now()},
        "actor": ACTOR,
    }
    return mail.send("accounts/mail/changed.txt", **values | overrides)


def kept() -> Mail:
    return db.session.scalars(sa.select(Mail)).one()


def test_a_mail_goes_out_after_the_commit(within, akagi, run_jobs, mailbox):
    with within(akagi):
        write()
        assert run_jobs() == 0
    assert run_jobs() == 1
    message = mailbox.to(TO)[0]
    assert message["Subject"].startswith("【あかぎ市")
    assert str(message["To"]) == "佐藤 恵 <sato@example.jp>"
    assert message["From"] == "portal@portal.example"
    assert message["Auto-Submitted"] == "auto-generated"
    assert "佐藤 恵 様" in message.get_content()
    with within(akagi):
        assert (kept().status, kept().error) == (MailStatus.SENT, "")
        assert kept().message_id == message["Message-ID"]


def test_a_mail_of_an_undone_transaction_is_never_sent(within, akagi, run_jobs, mailbox):
    with within(akagi):
        write()
        db.session.rollback()
    assert run_jobs() == 0
    assert mailbox.messages == []


def test_an_address_that_the_server_refuses_is_noted_and_not_tried_again(within, akagi, run_jobs, mailbox):
    mailbox.refuse.add(TO)
    with within(akagi):
        write()
    run_jobs()
    with within(akagi):
        assert kept().status == MailStatus.FAILED
        assert "no such mailbox" in kept().error
    with clock.at(clock.now() + timedelta(days=1)):
        assert run_jobs() == 0


def test_a_server_that_asks_to_come_again_is_asked_again(within, akagi, run_jobs, mailbox):
    answers = iter(["450 greylisted"])

    async def once(_server, _session, envelope, address, _options) -> str:
        answer = next(answers, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    mailbox.handle_RCPT, usual = once, mailbox.handle_RCPT
    try:
        with within(akagi):
            write()
        run_jobs()
        with within(akagi):
            assert kept().status == MailStatus.WAITING
        with clock.at(clock.now() + timedelta(minutes=1)):
            run_jobs()
    finally:
        mailbox.handle_RCPT = usual
    assert len(mailbox.to(TO)) == 1
    with within(akagi):
        assert kept().status == MailStatus.SENT


def test_a_mail_server_that_stays_away_fails_the_mail_in_the_end(within, akagi, run_jobs, mailbox):
    before, mail.settings.smtp_url = mail.settings.smtp_url, "smtp://127.0.0.1:9"
    try:
        with within(akagi):
            write()
        for hours in range(0, 200, 12):
            with clock.at(clock.now() + timedelta(hours=hours)):
                run_jobs()
    finally:
        mail.settings.smtp_url = before
    with within(akagi):
        assert kept().status == MailStatus.FAILED
        assert "ConnectionRefusedError" in kept().error


@pytest.mark.parametrize("address", ["nobody", "a b@example.jp", "@example.jp", "x@example.jp\r\nBcc: y@example.jp"])
def test_an_address_that_is_none_fails_at_once_and_sends_nothing(within, akagi, run_jobs, mailbox, address):
    with within(akagi):
        write(to=address)
    assert run_jobs() == 1
    assert mailbox.messages == []
    with within(akagi):
        assert kept().status == MailStatus.FAILED


def test_line_breaks_in_a_name_do_not_become_headers(within, akagi, run_jobs, mailbox):
    with within(akagi):
        write(name="佐藤\r\nBcc: y@example.jp")
    run_jobs()
    assert mailbox.messages[0]["Bcc"] is None
    assert len(mailbox.messages) == 1


def test_a_secret_text_is_wiped_once_it_is_sent(within, akagi, run_jobs, mailbox):
    with within(akagi):
        write(secret=True)
        assert kept().body
    run_jobs()
    assert "試験しました" in mailbox.text(TO)
    with within(akagi):
        assert (kept().status, kept().body) == (MailStatus.SENT, "")


def test_a_kept_mail_goes_out_again_and_that_is_recorded(within, akagi, run_jobs, mailbox, actor):
    with within(akagi):
        write()
    run_jobs()
    with within(akagi):
        mail.send_again(kept(), actor=actor("lead"))
    run_jobs()
    first, second = mailbox.to(TO)
    assert first.get_content() == second.get_content()
    assert first["Message-ID"] != second["Message-ID"]
    with within(akagi):
        assert audit.history(kept(), internal=True)[0].action == "mail.sent_again"


def test_a_waiting_or_secret_mail_does_not_go_out_again(within, akagi, run_jobs, mailbox, actor):
    lead = actor("lead")
    with within(akagi):
        write()
        with pytest.raises(NotAgain, match="待っています"):
            mail.send_again(kept(), actor=lead)
        db.session.rollback()
        write(secret=True)
    run_jobs()
    with within(akagi):
        with pytest.raises(NotAgain, match="一度だけ使える"):
            mail.send_again(kept(), actor=lead)
        with pytest.raises(NotAllowed):
            mail.send_again(kept(), actor=actor("school"))


def test_a_mail_asked_for_twice_is_sent_once(within, akagi, run_jobs, mailbox):
    with within(akagi):
        written = write()
        db.session.add(OutboxItem(kind="mail.send", payload={"mail_id": written.id}, actor_name="試験"))
    assert run_jobs() == 2
    assert len(mailbox.messages) == 1
