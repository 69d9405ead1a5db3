"""A month's figures against examples reckoned by hand."""

from datetime import date

import pytest

from portal.kernel import clock
from portal.kernel.db import db
from portal.schools.models import SchoolType
from portal.visits.models import BookingMode
from portal.worklogs import operations
from portal.worklogs.models import ReportScope
from portal.worklogs.queries import confirmations_of, group_minutes, group_series, month_figures, month_sums
from tests.tickets.make import make_ticket
from tests.worklogs.make import DAY, log, record, school, user

OCTOBER = date(2022, 10, 1)


@pytest.fixture(autouse=True)
def _end_of_november():
    with clock.at(clock.moment(2022, 11, 30, 17)):
        yield


@pytest.fixture
def october(within, akagi, minato, actor):
    """Two days of the supporter, one of the lead, a draft, a day of November, and a day in the other town."""
    me, lead, board = actor("supporter"), actor("lead"), actor("board")
    with within(akagi):
        ticket = make_ticket()
        day = log(me, date(2022, 10, 3))
        record(day, me, "9:00", "10:00", content="算数の操作支援")
        record(day, me, "10:00", "10:15", category_code="L7", content="電子黒板が映らない", ticket_id=ticket.id)
        record(day, me, "13:00", "14:30", code="", category_code="T2", content="研修資料の作成")
        operations.submit_log(day, accepted=True, actor=me)
        (asked,) = confirmations_of(day)
        operations.confirm_as_school(asked, actor=actor("school"))
        day = log(me, date(2022, 10, 4))
        record(day, me, "9:00", "9:45", code="002", category_code="E2", content="無線の再登録", good_practice=True)
        record(day, me, "10:00", "10:30", code="001", mode=BookingMode.ONLINE, category_code="A3")
        operations.submit_log(day, accepted=True, actor=me)
        day = log(lead, date(2022, 10, 4))
        record(day, lead, "9:00", "11:00", code="001", category_code="L5")
        operations.submit_log(day, accepted=True, actor=lead)
        record(log(me, DAY), me, "9:00", "12:00")
        day = log(me, date(2022, 11, 1))
        record(day, me, "9:00", "10:00")
        operations.submit_log(day, accepted=True, actor=me)
        db.session.commit()
        assert board
    with within(minato):
        other = actor("supporter", "minato")
        day = log(other, date(2022, 10, 3))
        record(day, other, "9:00", "12:00")
        operations.submit_log(day, accepted=True, actor=other)


def test_the_centre_counts_what_was_handed_in(within, akagi, october):
    with within(akagi):
        found = month_figures(OCTOBER, ReportScope.CENTRE)
        assert found.as_dict() == {
            "month": "2022-10",
            "minutes_by_code": {"L5": 180, "L7": 15, "A3": 30, "E2": 45, "T2": 90},
            "entries_by_code": {"L5": 2, "L7": 1, "A3": 1, "E2": 1, "T2": 1},
            "minutes_by_group": {"lesson": 195, "school_affairs": 30, "environment": 45, "in_house_training": 90},
        }
        assert tuple(found.attendance) == (2, 3, 3, 2, 1)
        assert [(line.school_name, line.visits, line.entries, line.minutes) for line in found.schools] == [
            (school("001").name, 2, 4, 225),
            (school("002").name, 1, 1, 45),
            (None, 0, 1, 90),
        ]
        assert tuple(found.confirmed)[:2] == (3, 1)


def test_a_supporter_has_their_own_days_line_by_line(within, akagi, october):
    with within(akagi):
        found = month_figures(OCTOBER, ReportScope.SUPPORTER, user().id)
        assert found.minutes_by_group == {
            "lesson": 75,
            "school_affairs": 30,
            "environment": 45,
            "in_house_training": 90,
        }
        assert tuple(found.attendance) == (1, 2, 2, 1, 1)
        lines = [
            (line.day.day, line.school_name, line.mode, line.entries, line.minutes, line.contents, line.confirmed)
            for line in found.visits
        ]
        first, second = school("001").name, school("002").name
        assert lines == [
            (3, first, BookingMode.VISIT, 2, 75, ["算数の操作支援", "電子黒板が映らない"], True),
            (3, None, BookingMode.CENTRE, 1, 90, ["研修資料の作成"], None),
            (4, second, BookingMode.VISIT, 1, 45, ["無線の再登録"], False),
            (4, first, BookingMode.ONLINE, 1, 30, ["算数の操作支援"], None),
        ]
        assert [one.content for one in found.incidents] == ["電子黒板が映らない", "無線の再登録"]
        assert [one.content for one in found.practices] == ["無線の再登録"]
        assert found.schools_by_type == {SchoolType.ELEMENTARY: 2}


def test_a_school_has_everybody_who_worked_for_it(within, akagi, october):
    with within(akagi):
        found = month_figures(OCTOBER, ReportScope.SCHOOL, school("001").id)
        assert (found.minutes, found.entries) == (225, 4)
        assert tuple(found.attendance) == (2, 3, 2, 1, 1)
        assert tuple(found.confirmed)[:2] == (2, 1)


def test_months_stand_side_by_side_by_group(within, akagi, october):
    with within(akagi):
        points = group_series(3, date(2022, 11, 30))
        assert [(point.month, point.minutes_by_group["lesson"]) for point in points] == [
            (date(2022, 9, 1), 0),
            (date(2022, 10, 1), 195),
            (date(2022, 11, 1), 60),
        ]
        assert group_minutes(date(2022, 10, 4), date(2022, 10, 31))["lesson"] == 120
        assert group_minutes(OCTOBER, date(2022, 10, 31), school_ids=[school("002").id]) == {
            "lesson": 0,
            "school_affairs": 0,
            "environment": 45,
            "in_house_training": 0,
        }


@pytest.mark.parametrize("scope", list(ReportScope))
def test_a_month_takes_six_statements_whatever_its_size(within, akagi, october, queries, scope):
    with within(akagi):
        subject = {ReportScope.SUPPORTER: user().id, ReportScope.SCHOOL: school().id}.get(scope)
        db.session.commit()
        with queries() as counted:
            month_figures(OCTOBER, scope, subject)
        assert counted.count <= 7, counted.texts  # SET LOCAL beside the six
        with queries() as counted:
            assert month_sums(OCTOBER, scope, subject).minutes > 0
        assert counted.count == 2


def test_a_month_without_work_is_all_noughts(within, akagi):
    with within(akagi):
        found = month_figures(date(2022, 2, 1), ReportScope.CENTRE)
        assert found.as_dict()["minutes_by_group"] == {
            "lesson": 0,
            "school_affairs": 0,
            "environment": 0,
            "in_house_training": 0,
        }
        assert (found.minutes, found.visits, found.schools) == (0, [], [])
