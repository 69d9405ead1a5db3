"""Mails that went out, and work that stopped, as pages."""

import pytest
import sqlalchemy as sa

from blueprints.notifications.words import WORK
from portal.kernel import clock, jobs, mail
from portal.kernel.access import system_actor
from portal.kernel.db import db
from portal.kernel.mail import Mail, MailStatus
from portal.kernel.outbox import OutboxItem, OutboxStatus

ACTOR = system_actor("試験")


@pytest.fixture
def write(within, akagi):
    def mail_to(to: str = "sato@example.jp", card=akagi, **overrides) -> int:
        with within(card):
            values = {"name": "佐藤 恵", "context": {"what": "試験しました。", "at": clock.now()}, "actor": ACTOR}
            return mail.send("accounts/mail/changed.txt", to=to, **values | overrides).id

    return mail_to


@pytest.fixture
def stop(within, akagi):
    def dead_work(card=akagi, **overrides) -> int:
        values = {"kind": "kernel.clean_up", "status": OutboxStatus.DEAD, "attempts": 8, "last_error": "OSError: away"}
        with within(card):
            item = OutboxItem(actor_name="試験", **values | overrides)
            db.session.add(item)
            db.session.flush()
            return item.id

    return dead_work


@pytest.fixture
def lead(sign_in):
    return sign_in("lead")


def page(client, address: str = "/akagi/mails") -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


def test_an_empty_list_says_what_will_stand_here(lead):
    assert "まだメールは送られていません" in page(lead)


def test_a_mail_shows_with_its_state_before_and_after(lead, write, run_jobs, mailbox):
    write()
    assert "送信待ち" in page(lead)
    run_jobs()
    text = page(lead)
    assert "送信済み" in text
    assert "佐藤 恵" in text


def test_a_mail_is_read_as_it_was_sent(lead, write, run_jobs, mailbox):
    mail_id = write()
    run_jobs()
    text = page(lead, f"/akagi/mails/{mail_id}")
    assert "試験しました。" in text
    assert "sato@example.jp" in text


def test_a_secret_text_is_not_shown_and_the_page_says_why(lead, write):
    text = page(lead, f"/akagi/mails/{write(secret=True)}")
    assert "試験しました。" not in text
    assert "本文は表示しません" in text
    assert "もう一度送る" not in text


def test_a_failed_mail_says_why(lead, write, run_jobs, mailbox):
    mailbox.refuse.add("sato@example.jp")
    mail_id = write()
    run_jobs()
    text = page(lead, f"/akagi/mails/{mail_id}")
    assert "送れませんでした" in text
    assert "no such mailbox" in text


def test_a_mail_is_sent_again(lead, write, run_jobs, mailbox):
    mail_id = write()
    run_jobs()
    answer = lead.post(f"/akagi/mails/{mail_id}/again", follow_redirects=True)
    assert "佐藤 恵 様へのメールを、もう一度送ります。" in answer.get_data(as_text=True)
    run_jobs()
    assert len(mailbox.to("sato@example.jp")) == 2


def test_a_double_click_sends_once(lead, write, run_jobs, mailbox):
    mail_id = write()
    run_jobs()
    for _ in range(2):
        lead.post(f"/akagi/mails/{mail_id}/again")
    run_jobs()
    assert len(mailbox.to("sato@example.jp")) == 2


def test_the_list_is_narrowed_by_words_state_and_period(lead, write, run_jobs, mailbox, within, akagi):
    with clock.at(clock.moment(2022, 9, 1)):
        write("first@example.jp", name="堀 和子")
    write("second@example.jp", name="岡田 実")
    with within(akagi):
        db.session.execute(sa.update(Mail).where(Mail.to_name == "堀 和子").values(status=MailStatus.FAILED))
    for arguments in ("q=堀", "q=first@", "status=failed", "from=2022-09-01&to=2022-09-01", "to=令和4年9月1日"):
        text = page(lead, f"/akagi/mails?{arguments}")
        assert "堀 和子" in text, arguments
        assert "岡田 実" not in text, arguments
    assert "条件に合うメールはありません" in page(lead, "/akagi/mails?q=ない")


@pytest.mark.parametrize("arguments", ["page=0", "page=-1", "sort=x", "status=lost", "from=x", "to=2022-02-30"])
def test_what_no_link_asks_for_is_answered_clearly(lead, arguments):
    assert lead.get(f"/akagi/mails?{arguments}").status_code == 400


def test_mails_of_others_are_not_there(lead, write, minato):
    theirs = write("theirs@example.jp", card=minato)
    assert "theirs@example.jp" not in page(lead)
    for method, path in (("GET", ""), ("POST", "/again")):
        assert lead.open(f"/akagi/mails/{theirs}{path}", method=method).status_code == 404


def test_who_may_not_read_mails_is_told_so(sign_in, write):
    mail_id = write()
    for role in ("supporter", "school", "board"):
        client = sign_in(role)
        assert client.get("/akagi/mails").status_code == 403
        assert client.get(f"/akagi/mails/{mail_id}").status_code == 403
        assert client.post("/akagi/mails/stopped/1/again").status_code == 403


def test_the_list_takes_few_statements_whatever_the_mails(lead, write, queries):
    for number in range(60):
        write(f"m{number}@example.jp")
    with queries() as counted:
        assert page(lead).count("table__subject") == 50
    assert counted.count <= 6
    with queries() as counted:
        page(lead, "/akagi/mails/1")
    assert counted.count <= 8


def test_work_that_stopped_is_pointed_out_and_started_again(lead, stop, run_jobs, within, akagi):
    item_id = stop()
    assert "途中で止まった処理が1件あります" in page(lead)
    text = page(lead, "/akagi/mails/stopped")
    assert "済んだ処理の記録の片付け" in text
    assert "OSError: away" in text
    answer = lead.post(f"/akagi/mails/stopped/{item_id}/again", follow_redirects=True)
    assert "もう一度実行します" in answer.get_data(as_text=True)
    run_jobs()
    with within(akagi):
        assert db.session.get(OutboxItem, (akagi.id, item_id)).status == OutboxStatus.DONE
    assert "止まった処理はありません" in page(lead, "/akagi/mails/stopped")


def test_work_that_is_started_twice_runs_once(lead, stop, run_jobs):
    item_id = stop()
    lead.post(f"/akagi/mails/stopped/{item_id}/again")
    answer = lead.post(f"/akagi/mails/stopped/{item_id}/again", follow_redirects=True)
    assert "すでに始め直されています" in answer.get_data(as_text=True)
    assert run_jobs() == 1


def test_stopped_work_of_others_is_not_there(lead, stop, minato):
    theirs = stop(card=minato, last_error="ひみつ")
    assert "ひみつ" not in page(lead, "/akagi/mails/stopped")
    assert lead.post(f"/akagi/mails/stopped/{theirs}/again").status_code == 404


def test_every_kind_of_work_has_a_name():
    assert {kind for kind in jobs._work if not kind.startswith("test.")} <= set(WORK)
