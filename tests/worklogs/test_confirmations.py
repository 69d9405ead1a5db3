"""The school's word in place of a seal: on the portal, or through the link of a mail."""

import re
from datetime import timedelta

import pytest

from portal.kernel import audit, clock
from portal.kernel.access import NotAllowed
from portal.kernel.db import db
from portal.schools.operations import ContactData, add_contact
from portal.worklogs import operations, policies, queries
from portal.worklogs.models import ConfirmationWay
from tests.worklogs.make import EVENING, SYSTEM, data, handed_in, log, record, school


@pytest.fixture(autouse=True)
def _evening():
    with clock.at(EVENING):
        yield


def token_in(mailbox, address="school@akagi.example"):
    return re.search(r"/akagi/confirmations/(\S+)", mailbox.text(address)).group(1)


@pytest.fixture
def asked(within, akagi, actor, run_jobs, mailbox):
    """The token of a mail about a visit to the first school."""
    with within(akagi):
        handed_in(actor("supporter"))
    run_jobs()
    return token_in(mailbox)


def test_the_mail_says_what_is_to_be_confirmed_and_its_text_is_wiped(within, akagi, asked, mailbox):
    text = mailbox.text("school@akagi.example")
    assert "09:00〜10:00 L5 算数の操作支援（60分）" in text
    assert "一度だけ、" in text
    with within(akagi):
        from portal.kernel.mail import Mail

        mail = db.session.scalars(db.select(Mail).where(Mail.template == "worklogs/mail/confirm.txt")).one()
        assert (mail.body, mail.secret) == ("", True)


def test_whoever_has_the_link_confirms_once_without_signing_in(within, akagi, asked):
    with within(akagi):
        one = queries.by_token(asked)
        operations.confirm_by_link(one, name="西村 一郎", remark="助かりました。", address="192.0.2.7")
        assert (one.way, one.confirmed_by_name, one.remark) == (ConfirmationWay.LINK, "西村 一郎", "助かりました。")
        event = audit.history(one, internal=True)[0]
        assert (event.actor_id, event.address) == (None, "192.0.2.7")
        assert "西村 一郎" in event.actor_name
    with within(akagi):
        one = queries.by_token(asked)
        assert operations.confirm_by_link(one, name="西村 一郎", address="").remark == "助かりました。"
        with pytest.raises(operations.LinkUsed, match="西村 一郎さんが10月20日 16:30に確認済み"):
            operations.confirm_by_link(one, name="別の人", address="")


def test_a_name_is_needed(within, akagi, asked):
    with within(akagi), pytest.raises(operations.Missing, match="お名前"):
        operations.confirm_by_link(queries.by_token(asked), name=" ", address="")


def test_an_old_link_has_expired_but_the_portal_still_takes_the_word(within, akagi, actor, asked):
    with clock.at(EVENING + timedelta(days=31)), within(akagi):
        one = queries.by_token(asked)
        assert isinstance(policies.link_state(one), operations.LinkExpired)
        with pytest.raises(operations.LinkExpired, match="期限"):
            operations.confirm_by_link(one, name="西村", address="")
        assert operations.confirm_as_school(one, actor=actor("school")).way is ConfirmationWay.PORTAL


def test_a_returned_log_cannot_be_confirmed_until_it_comes_back(within, akagi, actor, asked):
    me = actor("supporter")
    with within(akagi):
        of = queries.by_token(asked).log
        operations.return_log(of, reason="確かめる", actor=actor("lead"))
        with pytest.raises(operations.LinkWithdrawn, match="直している"):
            operations.confirm_by_link(queries.by_token(asked), name="西村", address="")
        record(of, me, "13:00", "14:00")
        operations.submit_log(of, accepted=True, actor=me)
        assert queries.by_token(asked) is None


def test_what_a_school_confirmed_stays_confirmed_unless_it_changes(within, akagi, actor, asked):
    me, lead = actor("supporter"), actor("lead")
    with within(akagi):
        one = queries.by_token(asked)
        operations.confirm_by_link(one, name="西村", address="")
        operations.return_log(one.log, reason="備考を足す", actor=lead)
        operations.submit_log(one.log, accepted=True, actor=me)
        assert [kept.confirmed_by_name for kept in queries.confirmations_of(one.log)] == ["西村"]
        operations.return_log(one.log, reason="時間が違う", actor=lead)
        entry = queries.entries_of(one.log)[0]
        operations.edit_entry(entry, data("9:00", "9:45"), accepted=True, actor=me)
        operations.submit_log(one.log, accepted=True, actor=me)
        assert [new.confirmed_at for new in queries.confirmations_of(one.log)] == [None]


def test_a_school_confirms_its_own_visits_alone(within, akagi, minato, actor, asked):
    with within(akagi):
        one = queries.by_token(asked)
        assert [row.minutes for row in queries.waiting_for_school(one.school_id)] == [60]
        with pytest.raises(NotAllowed):
            operations.confirm_as_school(one, actor=actor("supporter"))
        stranger = actor("school", "minato")
        with pytest.raises(NotAllowed):
            operations.confirm_as_school(one, actor=stranger)
        operations.confirm_as_school(one, actor=actor("school"))
        operations.confirm_as_school(one, remark="二度目", actor=actor("school"))
        assert one.remark == ""
        assert queries.waiting_for_school(one.school_id) == []
        confirmation_id = one.id
    with within(minato):
        assert queries.by_token(asked) is None
        assert queries.confirmation(stranger, confirmation_id) is None


def test_each_visited_school_is_asked_and_online_support_is_not(within, akagi, actor, run_jobs, mailbox):
    from portal.visits.models import BookingMode

    me = actor("supporter")
    with within(akagi):
        contact = ContactData(name="高橋", post="教務主任", email="takahashi@school.example")
        add_contact(school("002"), contact, actor=SYSTEM)
        of = log(me)
        record(of, me, "9:00", "10:00")
        record(of, me, "10:00", "11:00", code="002", mode=BookingMode.ONLINE)
        operations.submit_log(of, accepted=True, actor=me)
        assert [one.school.code for one in queries.confirmations_of(of)] == ["001"]
    run_jobs()
    assert mailbox.to("takahashi@school.example") == []


def test_no_school_is_asked_where_the_municipality_does_not_want_it(within, akagi, actor, run_jobs, mailbox):
    with within(akagi):
        with pytest.raises(NotAllowed):
            operations.edit_settings(True, 18, False, actor=actor("supporter"))
        operations.edit_settings(True, 18, False, actor=actor("lead"))
        of = handed_in(actor("supporter"))
        assert queries.confirmations_of(of) == []
    run_jobs()
    assert mailbox.to("school@akagi.example") == []
