"""Moving from state to state under a lock, and noticing that somebody else was first."""

import threading

import pytest
import sqlalchemy as sa

from portal.kernel import audit, states
from portal.kernel.access import system_actor
from portal.kernel.db import db
from portal.kernel.mail import Mail, MailStatus
from portal.schools.models import School

ACTOR = system_actor("試験")
WAYS = {
    MailStatus.WAITING: frozenset({MailStatus.SENT, MailStatus.FAILED}),
    MailStatus.FAILED: frozenset({MailStatus.WAITING}),
    MailStatus.SENT: frozenset(),
}


def make_mail() -> Mail:
    mail = Mail(template="", to_address="a@example.jp", subject="", body="", message_id="")
    db.session.add(mail)
    db.session.flush()
    return mail


def move(mail: Mail, to: MailStatus, **options) -> None:
    states.move(mail, to, WAYS, actor=ACTOR, action="mail.moved", **options)


def the_mail() -> Mail:
    return db.session.scalars(sa.select(Mail)).one()


def test_a_way_that_the_table_has_is_taken_and_recorded(within, akagi):
    with within(akagi):
        mail = make_mail()
        assert states.can_move(mail, MailStatus.SENT, WAYS)
        move(mail, MailStatus.SENT, note="確認")
        assert mail.status == MailStatus.SENT
        event = audit.history(mail, internal=True)[0]
        assert event.changes == {"status": ["送信待ち", "送信済み"], "note": [None, "確認"]}


def test_a_way_that_the_table_lacks_is_refused_in_words(within, akagi):
    with within(akagi):
        mail = make_mail()
        move(mail, MailStatus.SENT)
        assert not states.can_move(mail, MailStatus.WAITING, WAYS)
        with pytest.raises(states.WrongState, match="いまの状態は「送信済み」のため、「送信待ち」にできません。"):
            move(mail, MailStatus.WAITING)
        assert mail.status == MailStatus.SENT


def test_of_two_at_once_one_moves_and_the_other_is_told(within, akagi):
    with within(akagi):
        make_mail()
    refused, barrier = [], threading.Barrier(2)

    def work(to: MailStatus) -> None:
        with within(akagi):
            mail = the_mail()
            barrier.wait(5)
            try:
                move(mail, to)
            except states.WrongState:
                refused.append(to)

    threads = [threading.Thread(target=work, args=(to,)) for to in (MailStatus.SENT, MailStatus.FAILED)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    with within(akagi):
        assert the_mail().status not in (MailStatus.WAITING, refused[0])


def test_an_older_version_is_refused_with_the_record_as_it_stands(within, akagi):
    with within(akagi):
        school = db.session.scalars(sa.select(School).where(School.code == "001")).one()
        version = school.version
        school.name = "新しい名前"
    with within(akagi):
        school = db.session.scalars(sa.select(School).where(School.code == "001")).one()
        with pytest.raises(states.EditedMeanwhile) as told:
            states.check_version(school, version)
        assert told.value.record.name == "新しい名前"
        states.check_version(school, school.version)
        states.check_version(school, None)


def test_a_lock_reads_what_others_have_saved_since(within, akagi):
    with within(akagi):
        school = db.session.scalars(sa.select(School).where(School.code == "001")).one()

        def rename() -> None:
            with within(akagi):
                db.session.scalars(sa.select(School).where(School.code == "001")).one().name = "別の名前"

        thread = threading.Thread(target=rename)
        thread.start()
        thread.join()
        states.lock(school)
        assert school.name == "別の名前"
