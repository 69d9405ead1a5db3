"""Who is let in; every refusal is the same, and wrong tries cost more and more time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import argon2
import pytest

from portal.accounts import authentication, operations, passwords, queries, sessions, throttle
from portal.accounts.authentication import Refused, authenticate
from portal.accounts.errors import Blocked, WrongPassword
from portal.kernel import clock, tenancy
from portal.kernel.db import db
from tests.accounts.make import ACTOR, MORNING, NEW_PASSWORD, PASSWORD, actions, later, make_user, newest_mail

HERE = "192.0.2.7"


@pytest.fixture(autouse=True)
def work(within, akagi):
    with within(akagi), clock.at(MORNING):
        yield


@pytest.fixture
def user():
    return make_user()


def try_in(password=PASSWORD, email="hanako@akagi.example", address=HERE):
    """The signed-in user, or None; a refusal is committed as the view does it."""
    try:
        return authenticate(email, password, address=address)
    except Refused:
        db.session.commit()
        return None


def test_address_and_password_let_in(user):
    assert try_in() == user
    assert user.last_sign_in_at == MORNING
    assert actions()[-1] == "session.opened"


@pytest.mark.parametrize(
    "email", ["HANAKO@Akagi.example", "  hanako@akagi.example ", "ｈａｎａｋｏ＠ａｋａｇｉ．ｅｘａｍｐｌｅ"]
)
def test_width_and_case_of_the_address_make_no_difference(user, email):
    assert try_in(email=email) == user


def test_a_person_of_another_tenant_is_unknown(within, minato):
    with within(minato):
        make_user("elsewhere@minato.example")
    assert try_in(email="elsewhere@minato.example") is None


def test_unknown_wrong_deactivated_invited_and_blocked_get_one_answer(user):
    make_user("invited@akagi.example", password=None)
    operations.deactivate_user(make_user("gone@akagi.example"), actor=ACTOR)
    make_user("blocked@akagi.example")
    for _ in range(6):
        try_in("wrong", "blocked@akagi.example")
    answers = set()
    for email, password in (
        ("nobody@akagi.example", PASSWORD),
        ("hanako@akagi.example", "wrong"),
        ("gone@akagi.example", PASSWORD),
        ("invited@akagi.example", PASSWORD),
        ("blocked@akagi.example", PASSWORD),
    ):
        with pytest.raises(Refused) as refusal:
            authenticate(email, password, address=HERE)
        db.session.commit()
        answers.add(str(refusal.value))
    assert len(answers) == 1


def test_a_refusal_costs_one_hash_whoever_is_asked_for(user, monkeypatch):
    operations.deactivate_user(make_user("gone@akagi.example"), actor=ACTOR)
    made = []
    verify, own = passwords._hasher.verify, passwords._hasher.hash
    counting = {"verify": lambda _, *given: made.append(1) or verify(*given), "hash": lambda _, *given: own(*given)}
    monkeypatch.setattr(passwords, "_hasher", type("Counting", (), counting)())
    for email in ("nobody@akagi.example", "hanako@akagi.example", "gone@akagi.example"):
        made.clear()
        try_in("wrong", email)
        assert made == [1], email


def test_from_the_fifth_wrong_try_on_the_account_waits_longer_each_time(user):
    for _ in range(4):
        try_in("wrong")
    assert try_in() == user
    for _ in range(5):
        try_in("wrong")
    assert try_in() is None, "the right password does not help while one has to wait"
    with later(seconds=31):
        assert try_in("wrong") is None
    with later(seconds=31 + 59):
        assert try_in() is None
    with later(seconds=31 + 61):
        assert try_in() == user


def test_waiting_grows_to_a_quarter_of_an_hour_and_no_further():
    delays = [throttle.ACCOUNT.delay(failures).total_seconds() for failures in (4, 5, 6, 7, 8, 9, 10, 11, 500)]
    assert delays == [0, 30, 60, 120, 240, 480, 900, 900, 900]


def test_tries_while_waiting_do_not_make_it_longer(user):
    for _ in range(30):
        try_in("wrong")
    with later(seconds=31):
        assert try_in() == user


def test_old_failures_are_forgotten(user):
    for _ in range(4):
        try_in("wrong")
    with later(hours=25):
        try_in("wrong")
        assert try_in() == user


def test_failures_are_forgiven_one_by_one():
    day = timedelta(hours=24)
    assert [throttle.ACCOUNT.left(6, day * part / 5) for part in (0, 1, 2, 5, 9)] == [6, 5, 4, 1, 0]


def test_an_unknown_account_is_blocked_like_a_known_one():
    for _ in range(6):
        try_in("wrong", "nobody@akagi.example")
    assert throttle.is_blocked(throttle.hold(throttle.account_key("nobody@akagi.example")))


def test_one_address_that_tries_many_accounts_is_blocked_for_all_of_them(user):
    for number in range(50):
        try_in("wrong", f"guess{number}@akagi.example")
    assert try_in() is None
    assert try_in(address="192.0.2.8") == user
    assert "sign_in.blocked" in actions()


def test_blocks_of_one_tenant_mean_nothing_in_another(user, within, minato):
    for _ in range(6):
        try_in("wrong")
    with within(minato), clock.at(MORNING):
        mine = make_user()
        assert authenticate("hanako@akagi.example", PASSWORD, address=HERE) == mine


def test_a_hash_of_old_parameters_is_renewed_without_touching_the_version(user):
    user.password_hash = argon2.PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(PASSWORD)
    db.session.commit()
    version = user.version
    try_in()
    db.session.commit()
    assert not passwords.needs_rehash(user.password_hash)
    assert user.version == version


def signed_in(user):
    token = sessions.open_session(user, address=HERE, agent="")
    return token, sessions.resume(token)


def test_a_new_password_ends_the_other_sessions_and_is_told_by_mail(user):
    (token, me), (other, _) = signed_in(user), signed_in(user)
    authentication.change_password(
        user, current=PASSWORD, new=NEW_PASSWORD, session_id=me.session_id, actor=me.actor(HERE)
    )
    assert sessions.resume(token)
    assert sessions.resume(other) is None
    assert try_in(NEW_PASSWORD) == user
    assert try_in(PASSWORD) is None
    assert "パスワードが変更されました" in newest_mail(user.email).body


def test_the_present_password_is_asked_for_and_guessing_it_is_slowed_down(user):
    _token, me = signed_in(user)

    def guess(password):
        authentication.change_password(
            user, current=password, new=NEW_PASSWORD, session_id=me.session_id, actor=me.actor(HERE)
        )

    for _ in range(5):
        with pytest.raises(WrongPassword):
            guess("wrong")
        db.session.commit()
    with pytest.raises(Blocked, match="9:00まで"):
        guess(PASSWORD)
    assert queries.user(user.id).password_hash == user.password_hash


def test_many_wrong_tries_at_once_are_all_counted(app, akagi):
    make_user()
    db.session.commit()

    def guess(_number):
        with app.app_context(), tenancy.tenant(akagi.id), clock.at(MORNING):
            try_in("wrong")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(guess, range(12)))
    row = throttle.hold(throttle.account_key("hanako@akagi.example"))
    assert row.failures == throttle.ACCOUNT.free + 1, "the fifth blocks, the others came too late to count"
    assert throttle.is_blocked(row)
