"""Links in mails: single-use, for a while, for one person of one tenant."""

import pytest
import sqlalchemy as sa

from portal.accounts import authentication, links, operations, sessions, throttle
from portal.accounts.errors import AlreadyTakenUp, Blocked, Deactivated, LinkSpent
from portal.accounts.models import AccountLink, LinkPurpose
from portal.accounts.passwords import WeakPassword
from portal.kernel import clock
from portal.kernel.access import NotAllowed, Role
from portal.kernel.db import db
from portal.kernel.mail import Mail
from tests.accounts.make import ACTOR, MORNING, NEW_PASSWORD, PASSWORD, actions, later, make_user, newest_mail, token_in

HERE = "192.0.2.7"
INVITATION, RESET = LinkPurpose.INVITATION, LinkPurpose.RESET


@pytest.fixture(autouse=True)
def work(within, akagi):
    with within(akagi), clock.at(MORNING):
        yield


@pytest.fixture
def invited():
    return make_user(password=None, wanted_roles=[Role.SCHOOL])


def invitation_of(user):
    return token_in(newest_mail(user.email).body)


def reset_of(user):
    """The token of the mail that the worker writes for this user."""
    links._send_reset({"email": user.email}, ACTOR)
    return token_in(newest_mail(user.email).body)


def take_up(token, password=NEW_PASSWORD, purpose=INVITATION):
    return links.set_password(token, purpose, password, address=HERE)


def test_a_new_user_gets_a_polite_mail_with_address_role_and_deadline(invited):
    mail = newest_mail(invited.email)
    assert mail.subject == "【あかぎ市 学校ICT支援】利用開始のご案内"
    assert mail.body.startswith("髙橋 花子 様\n")
    assert "役割：学校担当" in mail.body
    assert "6月8日 9:00まで" in mail.body
    assert f"/akagi/take-up/{token_in(mail.body)}" in mail.body
    assert mail.secret


def test_taking_an_invitation_up_sets_the_password(invited):
    assert take_up(invitation_of(invited)) == invited
    assert authentication.authenticate(invited.email, NEW_PASSWORD, address=HERE) == invited
    assert actions()[-2] == "user.taken_up"


def test_looking_at_a_link_does_not_use_it_up(invited):
    token = invitation_of(invited)
    assert links.open_link(token, INVITATION) == links.open_link(token, INVITATION) == invited


def test_a_link_works_once(invited):
    token = invitation_of(invited)
    take_up(token)
    with pytest.raises(LinkSpent):
        take_up(token, "another long password")


def test_a_link_ends_after_its_time(invited):
    token = invitation_of(invited)
    with later(days=6, hours=23):
        links.open_link(token, INVITATION)
    with later(days=7, minutes=1), pytest.raises(LinkSpent):
        take_up(token)
    user = make_user("taro@akagi.example")
    token = reset_of(user)
    with later(minutes=59):
        links.open_link(token, RESET)
    with later(minutes=61), pytest.raises(LinkSpent):
        take_up(token, purpose=RESET)


def test_a_refused_password_leaves_the_link_good(invited):
    token = invitation_of(invited)
    with pytest.raises(WeakPassword):
        take_up(token, "short")
    assert take_up(token) == invited


def test_a_second_invitation_voids_the_first(invited):
    first = invitation_of(invited)
    links.send_invitation(invited, actor=ACTOR)
    with pytest.raises(LinkSpent):
        links.open_link(first, INVITATION)
    assert take_up(invitation_of(invited)) == invited


def test_a_link_for_one_purpose_does_not_serve_the_other(invited):
    with pytest.raises(LinkSpent):
        take_up(invitation_of(invited), purpose=RESET)


def test_a_link_of_another_tenant_opens_nothing(invited, within, minato):
    token = invitation_of(invited)
    db.session.commit()
    with within(minato), pytest.raises(LinkSpent):
        links.open_link(token, INVITATION)


def test_a_deactivated_person_has_no_links(invited):
    token = invitation_of(invited)
    operations.deactivate_user(invited, actor=ACTOR)
    operations.reactivate_user(invited, actor=ACTOR)
    with pytest.raises(LinkSpent):
        links.open_link(token, INVITATION)


def test_a_new_address_voids_links_sent_to_the_old_one(invited):
    token = invitation_of(invited)
    operations.edit_user(
        invited,
        email="elsewhere@akagi.example",
        family_name="髙橋",
        given_name="花子",
        family_kana="",
        given_kana="",
        wanted_roles=[Role.SCHOOL],
        actor=ACTOR,
    )
    with pytest.raises(LinkSpent):
        links.open_link(token, INVITATION)
    assert "メールアドレスが変更されました" in newest_mail("hanako@akagi.example").body


def test_the_database_never_holds_the_token_of_a_link(invited):
    token = invitation_of(invited)
    assert token not in {row.token_hash for row in db.session.scalars(sa.select(AccountLink))}


def test_who_has_a_password_or_is_deactivated_is_not_invited():
    user = make_user()
    with pytest.raises(AlreadyTakenUp):
        links.send_invitation(user, actor=ACTOR)
    operations.deactivate_user(user, actor=ACTOR)
    with pytest.raises(Deactivated):
        links.send_invitation(user, actor=ACTOR)


def test_only_who_manages_users_invites(invited, actor):
    with pytest.raises(NotAllowed):
        links.send_invitation(invited, actor=actor("lead"))


def test_a_reset_ends_sessions_and_blocks_and_is_told_by_mail():
    user = make_user()
    session = sessions.open_session(user, address=HERE, agent="")
    for _ in range(6):
        with pytest.raises(authentication.Refused):
            authentication.authenticate(user.email, "wrong", address=HERE)
    take_up(reset_of(user), purpose=RESET)
    assert sessions.resume(session) is None
    assert authentication.authenticate(user.email, NEW_PASSWORD, address=HERE) == user
    with pytest.raises(authentication.Refused):
        authentication.authenticate(user.email, PASSWORD, address=HERE)
    assert "パスワードが再設定されました" in newest_mail(user.email).body


def mails_to(email):
    return db.session.scalar(sa.select(sa.func.count(Mail.id)).where(Mail.to_address == email))


@pytest.mark.parametrize("email", ["hanako@akagi.example", "nobody@akagi.example", "not an address"])
def test_asking_for_a_reset_looks_the_same_for_everybody(email, queries):
    make_user()
    db.session.commit()
    with queries() as counted:
        links.ask_for_reset(email, address=HERE)
        db.session.commit()
    assert counted.count == 5
    assert mails_to(email) == 0, "the worker writes the mail"


def test_unknown_and_deactivated_people_get_no_mail():
    user = make_user()
    operations.deactivate_user(user, actor=ACTOR)
    for email in (user.email, "nobody@akagi.example"):
        links._send_reset({"email": email}, ACTOR)
        assert mails_to(email) == 0


def test_asking_again_within_two_minutes_sends_one_mail():
    user = make_user()
    for _ in range(3):
        links._send_reset({"email": user.email}, ACTOR)
    assert mails_to(user.email) == 1
    with later(minutes=3):
        links._send_reset({"email": user.email}, ACTOR)
    assert mails_to(user.email) == 2


def test_an_address_that_asks_all_the_time_has_to_wait():
    for number in range(links.RESETS.free + 1):
        links.ask_for_reset(f"guess{number}@akagi.example", address=HERE)
    with pytest.raises(Blocked):
        links.ask_for_reset("hanako@akagi.example", address=HERE)
    links.ask_for_reset("hanako@akagi.example", address="192.0.2.8")
    assert not throttle.is_blocked_address(HERE), "signing in is another matter"
