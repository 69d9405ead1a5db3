"""Arriving and leaving: one open stay a person, sent once, and no time that nobody told."""

from datetime import date, timedelta

import pytest

from portal.kernel import clock
from portal.kernel.access import NotAllowed
from portal.visits import operations, queries
from portal.visits.operations import PresenceRefused, SettingsData
from tests.tickets.make import school
from tests.visits.make import ACTOR, MONDAY, at

PLACE = (35.68, 139.76)


@pytest.fixture
def me(actor):
    return actor("supporter")


def test_a_stay_has_its_arrival_and_its_end(within, akagi, me):
    with within(akagi):
        with clock.at(at(MONDAY, 9)):
            stay = operations.check_in(school(), actor=me)
            assert queries.open_presence(me.user_id).school.id == school().id and stay.is_open
        with clock.at(at(MONDAY, 12)):
            operations.check_out(stay, actor=me)
        with clock.at(at(MONDAY, 13)):
            operations.check_out(stay, actor=me)
        assert (stay.arrived_at, stay.left_at, stay.day) == (at(MONDAY, 9), at(MONDAY, 12), MONDAY)
        assert queries.open_presence(me.user_id) is None
        assert [one.id for one in queries.presences_at_school(school().id, MONDAY, MONDAY)] == [stay.id]


def test_a_second_tap_and_a_second_sending_answer_the_same_stay(within, akagi, me):
    with within(akagi), clock.at(at(MONDAY, 9)):
        stay = operations.check_in(school(), actor=me, client_key="abc")
        assert operations.check_in(school(), actor=me).id == stay.id
        operations.check_out(stay, actor=me)
        assert operations.check_in(school("002"), actor=me, client_key="abc").id == stay.id
        assert len(queries.presences(me.user_id, MONDAY, MONDAY)) == 1


def test_a_forgotten_end_is_told_and_never_invented(within, akagi, me):
    with within(akagi):
        with clock.at(at(MONDAY, 9)):
            stay = operations.check_in(school(), actor=me)
        tuesday = MONDAY + timedelta(days=1)
        with clock.at(at(tuesday, 9)):
            with pytest.raises(PresenceRefused, match="別の日"):
                operations.check_out(stay, actor=me)
            centre = operations.check_in(None, actor=me)
            assert (stay.forgotten, stay.left_at, stay.is_open) == (True, None, False)
            assert queries.open_presence(me.user_id).id == centre.id
            with pytest.raises(PresenceRefused):
                operations.set_left(stay, at(tuesday, 8), actor=me)
            operations.set_left(stay, at(MONDAY, 15), actor=me)
            assert (stay.forgotten, stay.left_at) == (False, at(MONDAY, 15))


def test_going_on_to_another_school_leaves_the_first_stay_without_an_end(within, akagi, me):
    with within(akagi), clock.at(at(MONDAY, 9)):
        first = operations.check_in(school("001"), actor=me)
        with clock.at(at(MONDAY, 13)):
            operations.check_in(school("002"), actor=me)
        assert first.forgotten


def test_a_device_without_network_tells_its_own_time_within_reason(within, akagi, me):
    with within(akagi), clock.at(at(MONDAY, 17)):
        stay = operations.check_in(school(), actor=me, at=at(MONDAY, 9), client_key="k")
        assert stay.arrived_at == at(MONDAY, 9)
        operations.check_out(stay, actor=me, at=at(MONDAY, 12))
        with pytest.raises(PresenceRefused, match="これから"):
            operations.check_in(school(), actor=me, at=at(MONDAY, 18))
        with pytest.raises(PresenceRefused, match="日より前"):
            operations.check_in(school(), actor=me, at=at(date(2022, 8, 1), 9))
        later = operations.check_in(school("002"), actor=me)
        with pytest.raises(PresenceRefused, match="到着より後"):
            operations.check_out(later, actor=me, at=at(MONDAY, 16))


def test_the_place_is_kept_only_where_the_tenant_wants_it(within, akagi, me):
    with within(akagi), clock.at(at(MONDAY, 9)):
        stay = operations.check_in(school(), actor=me, place=PLACE)
        assert stay.latitude is None
        operations.check_out(stay, actor=me)
        operations.edit_settings(SettingsData(20, 32, 8, keep_place=True), actor=ACTOR)
        kept = operations.check_in(school(), actor=me, place=PLACE)
        assert (kept.latitude, kept.longitude) == PLACE


def test_nobody_checks_out_for_somebody_else_nor_without_being_a_supporter(within, akagi, me, actor):
    board = actor("board")
    with within(akagi), clock.at(at(MONDAY, 9)):
        stay = operations.check_in(school(), actor=me)
        with pytest.raises(NotAllowed):
            operations.check_out(stay, actor=board)
        with pytest.raises(NotAllowed):
            operations.check_in(school(), actor=board)


def test_stays_of_another_tenant_are_not_there(within, akagi, minato, me):
    with within(akagi), clock.at(at(MONDAY, 9)):
        stay = operations.check_in(school(), actor=me, client_key="k").id
    with within(minato):
        assert queries.presence(stay) is None and queries.presence_with_key("k") is None
