"""A session lives in one row, is read by one statement, and ends when it should."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.accounts import operations, rules, sessions, upkeep
from portal.accounts.models import UserSession
from portal.kernel import clock
from portal.kernel.access import Permission, Role
from portal.kernel.db import db
from tests.accounts.make import ACTOR, MORNING, later, make_user, user_named


@pytest.fixture(autouse=True)
def work(within, akagi):
    with within(akagi), clock.at(MORNING):
        yield


@pytest.fixture
def user():
    return make_user(wanted_roles=[Role.LEAD, Role.SUPPORTER])


def opened(user):
    return sessions.open_session(user, address="192.0.2.7", agent="Mozilla/5.0 (Windows NT 10.0) Chrome/140.0")


def test_a_session_says_who_is_there_and_what_they_may(user):
    me = sessions.resume(opened(user))
    assert (me.user_id, me.name, me.email) == (user.id, "髙橋 花子", "hanako@akagi.example")
    assert me.roles == {Role.LEAD, Role.SUPPORTER}
    assert me.can(Permission.TICKET_ASSIGN) and not me.can(Permission.USER_MANAGE)
    assert me.role_label == "ICT支援員 ほか1"
    assert me.actor("192.0.2.7").address == "192.0.2.7"
    assert not me.second_factor_due


def test_the_database_never_holds_the_token_itself(user):
    token = opened(user)
    kept = db.session.scalars(sa.select(UserSession)).one()
    assert token not in repr(vars(kept))
    assert "token" not in repr(sessions.resume(token))


def test_resuming_takes_one_statement_school_and_rules_included(queries):
    token = opened(user_named("school@akagi.example"))
    db.session.commit()
    with queries() as counted:
        me = sessions.resume(token)
    assert me.school_id is not None
    assert counted.count == 2, "SET LOCAL and the one SELECT"


def test_only_people_of_a_school_have_a_school(user):
    assert sessions.resume(opened(user)).school_id is None


def test_a_token_of_another_tenant_opens_nothing(user, within, minato):
    token = opened(user)
    db.session.commit()
    with within(minato):
        assert sessions.resume(token) is None


def test_a_session_ends_after_the_hours_the_tenant_allows(user):
    token = opened(user)
    with later(hours=11, minutes=59):
        assert sessions.resume(token)
    with later(hours=12, minutes=1):
        assert sessions.resume(token) is None


def test_deactivating_a_user_ends_the_session_at_once(user):
    token = opened(user)
    operations.deactivate_user(user, actor=ACTOR)
    assert sessions.resume(token) is None
    operations.reactivate_user(user, actor=ACTOR)
    assert sessions.resume(token) is None


def test_the_last_use_is_noted_every_five_minutes_and_not_more_often(user):
    token = opened(user)
    row = db.session.scalars(sa.select(UserSession)).one()
    for minutes, expected in ((4, 0), (6, 6), (8, 6), (12, 12)):
        with later(minutes=minutes):
            sessions.resume(token)
        db.session.expire(row)
        assert row.seen_at == MORNING + timedelta(minutes=expected)


def test_one_ends_ones_own_sessions_and_nobody_elses(user):
    mine, theirs = sessions.resume(opened(user)), sessions.resume(opened(make_user("taro@akagi.example")))
    assert not sessions.end_session(theirs.session_id, user_id=user.id)
    assert sessions.end_session(mine.session_id, user_id=user.id)
    assert sessions.resume(mine.token) is None
    assert sessions.resume(theirs.token)


def test_all_but_one_session_end_together(user):
    kept, *others = [opened(user) for _ in range(3)]
    assert sessions.end_all_sessions(user.id, but=sessions.resume(kept).session_id) == 2
    assert sessions.resume(kept)
    assert not any(map(sessions.resume, others))


def test_passing_the_second_factor_gives_the_session_a_new_token(user):
    rules.change_rules(second_factor_roles=[Role.LEAD], session_hours=12, actor=ACTOR)
    old = opened(user)
    me = sessions.resume(old)
    assert me.second_factor_due
    new = sessions.pass_second_factor(me.session_id)
    assert sessions.resume(old) is None
    assert not sessions.resume(new).second_factor_due


def test_ended_sessions_are_thrown_away_in_the_end(user):
    opened(user)
    with later(hours=11):
        assert upkeep.throw_away_old() == 0
    with later(hours=13):
        assert upkeep.throw_away_old() == 1


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
            "WindowsのEdge",
        ),
        (
            "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36",
            "ChromebookのChrome",
        ),
        (
            "Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1",
            "iPadのSafari",
        ),
        ("curl/8.0", "不明な端末"),
        ("", "不明な端末"),
    ],
)
def test_browsers_are_called_as_people_call_them(agent, device):
    assert UserSession(agent=agent).device == device
