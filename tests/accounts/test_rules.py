"""A tenant says which roles need a second factor and how long a session lasts."""

import pytest

from portal.accounts import queries, rules, sessions
from portal.kernel import clock
from portal.kernel.access import NotAllowed, Role
from tests.accounts.make import ACTOR, MORNING, actions, later, make_user


@pytest.fixture(autouse=True)
def work(within, akagi):
    with within(akagi), clock.at(MORNING):
        yield


def opened(**overrides):
    return sessions.open_session(make_user(**overrides), address="", agent="")


def test_a_new_tenant_has_rules():
    assert queries.sign_in_rules().session_hours == 12
    assert queries.second_factor_roles() == frozenset()


def test_a_demand_holds_at_once_for_the_role_and_nobody_else():
    supporter, school = opened(), opened(email="s@akagi.example", wanted_roles=[Role.SCHOOL])
    rules.change_rules(second_factor_roles=[Role.SUPPORTER, Role.LEAD], session_hours=12, actor=ACTOR)
    assert sessions.resume(supporter).second_factor_due
    assert not sessions.resume(school).second_factor_due


def test_a_demand_of_one_tenant_is_none_of_another(within, minato):
    rules.change_rules(second_factor_roles=[Role.SUPPORTER], session_hours=1, actor=ACTOR)
    with within(minato), clock.at(MORNING):
        token = opened()
        assert not sessions.resume(token).second_factor_due
        with later(hours=2):
            assert sessions.resume(token)


def test_shorter_hours_shorten_open_sessions_and_longer_ones_leave_them():
    token = opened()
    rules.change_rules(second_factor_roles=[], session_hours=2, actor=ACTOR)
    rules.change_rules(second_factor_roles=[], session_hours=24, actor=ACTOR)
    with later(hours=1, minutes=59):
        assert sessions.resume(token)
    with later(hours=2, minutes=1):
        assert sessions.resume(token) is None


@pytest.mark.parametrize("hours", [0, -1, 73])
def test_senseless_hours_are_refused(hours):
    with pytest.raises(rules.BadHours, match="1から72まで"):
        rules.change_rules(second_factor_roles=[], session_hours=hours, actor=ACTOR)


def test_saving_the_same_rules_writes_nothing():
    before = actions()
    rules.change_rules(second_factor_roles=[], session_hours=12, actor=ACTOR)
    assert actions() == before


def test_only_who_manages_users_changes_rules(actor):
    with pytest.raises(NotAllowed):
        rules.change_rules(second_factor_roles=[], session_hours=1, actor=actor("lead"))
