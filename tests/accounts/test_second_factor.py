"""Time codes are good once, recovery codes stand in for them, and guessing is slowed down."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.accounts import operations, queries, rules, second_factor, sessions
from portal.accounts.errors import Blocked, Deactivated, Demanded, WrongCode
from portal.accounts.models import RecoveryCode
from portal.kernel import clock
from portal.kernel.access import NotAllowed, Role
from portal.kernel.db import db
from tests.accounts.make import ACTOR, MORNING, actions, code_of, later, make_user, newest_mail, set_factor_up

HERE = "192.0.2.7"


@pytest.fixture(autouse=True)
def work(within, akagi):
    with within(akagi), clock.at(MORNING):
        yield


@pytest.fixture
def user():
    return make_user()


def enter(user):
    return sessions.resume(sessions.open_session(user, address=HERE, agent=""))


def give(user, code):
    """The person behind the session after a code; a refusal is committed as the view does it."""
    me = enter(user)
    try:
        return sessions.resume(second_factor.give(user, code, session_id=me.session_id, actor=me.actor(HERE)))
    except (WrongCode, Blocked):
        db.session.commit()
        raise


def test_whoever_set_a_second_factor_up_owes_it_at_every_sign_in(user):
    secret, _ = set_factor_up(user)
    assert enter(user).second_factor_due
    with later(seconds=30):
        assert not give(user, code_of(secret, clock.now())).second_factor_due


def test_setting_up_needs_a_right_code(user):
    me = enter(user)
    with pytest.raises(WrongCode):
        second_factor.confirm(user, second_factor.new_secret(), "000000", session_id=me.session_id, actor=ACTOR)
    assert user.totp_secret is None


def test_a_code_is_good_once(user):
    secret, _ = set_factor_up(user)
    with pytest.raises(WrongCode):
        give(user, code_of(secret))
    with later(seconds=30):
        give(user, code_of(secret, clock.now()))
        with pytest.raises(WrongCode):
            give(user, code_of(secret, clock.now()))


def test_an_older_code_is_no_good_after_a_newer_one(user):
    secret, _ = set_factor_up(user)
    with later(seconds=90):
        give(user, code_of(secret, clock.now()))
        with pytest.raises(WrongCode):
            give(user, code_of(secret, clock.now() - timedelta(seconds=30)))


def test_a_clock_half_a_minute_off_is_borne_and_no_more(user):
    secret, _ = set_factor_up(user)
    with later(minutes=10):
        now = clock.now()
        for seconds in (-60, 60):
            with pytest.raises(WrongCode):
                give(user, code_of(secret, now + timedelta(seconds=seconds)))
        give(user, code_of(secret, now - timedelta(seconds=30)))


@pytest.mark.parametrize("written", ["{} {}", "　{}{}　"])
def test_codes_may_be_typed_with_blanks_and_in_full_width(user, written):
    secret, _ = set_factor_up(user)
    with later(seconds=30):
        code = code_of(secret, clock.now())
        wide = written.format(code[:3], code[3:]).translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)})
        assert give(user, wide)


def test_ten_recovery_codes_each_serve_once(user):
    _, codes = set_factor_up(user)
    assert len(set(codes)) == 10
    assert all(re.fullmatch(r"[2-9a-z]{5}-[2-9a-z]{5}", code) for code in codes)
    assert give(user, codes[0].upper().replace("-", " "))
    with pytest.raises(WrongCode):
        give(user, codes[0])
    assert give(user, codes[1])
    assert len(queries.open_recovery_hashes(user.id)) == 8
    assert "user.recovery_code_used" in actions()


def test_recovery_codes_are_kept_as_hashes_alone(user):
    _, codes = set_factor_up(user)
    kept = set(db.session.scalars(sa.select(RecoveryCode.code_hash)))
    assert kept.isdisjoint(codes) and kept.isdisjoint(code.replace("-", "") for code in codes)


def test_recovery_codes_of_one_person_do_not_serve_another(user):
    other = make_user("taro@akagi.example")
    _, codes = set_factor_up(user)
    set_factor_up(other)
    with pytest.raises(WrongCode):
        give(other, codes[0])
    assert second_factor.own_codes(user, [codes[0], "aaaaa-bbbbb"]) == [codes[0]]
    assert second_factor.own_codes(other, codes) == []


def test_new_recovery_codes_replace_the_old_ones(user):
    secret, old = set_factor_up(user)
    with later(seconds=30):
        new = second_factor.renew_recovery_codes(user, code_of(secret, clock.now()), actor=ACTOR)
    with pytest.raises(WrongCode):
        give(user, old[0])
    assert give(user, new[0])


def test_guessing_codes_is_slowed_down_and_the_time_is_told(user):
    secret, _ = set_factor_up(user)
    with later(seconds=30):
        for _ in range(5):
            with pytest.raises(WrongCode):
                give(user, "000000")
        with pytest.raises(Blocked, match="9:01まで"):
            give(user, code_of(secret, clock.now()))
    with later(seconds=61):
        assert give(user, code_of(secret, clock.now()))


def test_a_factor_can_be_given_up_with_a_code(user):
    secret, _ = set_factor_up(user)
    with pytest.raises(WrongCode):
        second_factor.remove(user, "000000", actor=ACTOR)
    with later(seconds=30):
        second_factor.remove(user, code_of(secret, clock.now()), actor=ACTOR)
    assert not enter(user).second_factor_due
    assert queries.open_recovery_hashes(user.id) == frozenset()


def test_a_demanded_factor_cannot_be_given_up(user):
    secret, _ = set_factor_up(user)
    rules.change_rules(second_factor_roles=[Role.SUPPORTER], session_hours=12, actor=ACTOR)
    with later(seconds=30), pytest.raises(Demanded):
        second_factor.remove(user, code_of(secret, clock.now()), actor=ACTOR)


def test_an_administrator_resets_the_factor_of_a_lost_telephone(user, actor):
    set_factor_up(user)
    me = enter(user)
    operations.reset_second_factor(user, actor=actor("tenant_admin"))
    assert user.totp_secret is None
    assert sessions.resume(me.token) is None
    assert not enter(user).second_factor_due
    assert "確認コードの設定を解除" in newest_mail(user.email).body


def test_nobody_else_resets_a_factor_nor_one_of_a_deactivated_person(user, actor):
    set_factor_up(user)
    with pytest.raises(NotAllowed):
        operations.reset_second_factor(user, actor=actor("lead"))
    operations.deactivate_user(user, actor=ACTOR)
    with pytest.raises(Deactivated):
        operations.reset_second_factor(user, actor=ACTOR)


def test_the_code_for_the_app_is_drawn_without_style():
    drawn = second_factor.qr_code(
        second_factor.app_address(second_factor.new_secret(), email="a@b.example", issuer="あかぎ市")
    )
    assert drawn.startswith("<svg") and "style" not in drawn and "xmlns" not in drawn
