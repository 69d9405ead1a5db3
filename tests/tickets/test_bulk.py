"""Work on many tickets at once, and visits planned in bulk."""

from datetime import time, timedelta

import pytest
import sqlalchemy as sa

from portal.kernel import clock
from portal.kernel.access import NotAllowed
from portal.kernel.db import db
from portal.schools.models import SchoolType
from portal.schools.operations import SchoolData, archive_school, create_school
from portal.tickets import operations, queries
from portal.tickets.errors import PlanRefused, WrongInput
from portal.tickets.models import Kind, Ticket, TicketStatus
from portal.tickets.operations import PlannedVisit
from portal.visits.models import Booking
from tests.tickets.make import SYSTEM, at, book, bring, make_ticket, make_user, user


def test_each_ticket_is_done_or_refused_with_the_reason(within, akagi, actor):
    with within(akagi):
        lead = actor("lead")
        resolved, open_one = bring(make_ticket(), TicketStatus.RESOLVED), make_ticket()
        done, refused = operations.bulk_close([open_one, resolved], actor=lead)
        assert (done.ticket.id, done.done) == (resolved.id, True)
        assert (refused.label, refused.done) == (open_one.label, False) and "受付" in refused.reason
        assert resolved.status is TicketStatus.CLOSED and open_one.status is TicketStatus.RECEIVED


def test_many_are_assigned_and_a_double_booking_stops_only_its_own(within, akagi, actor):
    with within(akagi):
        lead, person = actor("lead"), make_user()
        plain, booked = make_ticket(), book(make_ticket())
        book(make_ticket(), assignee=person)
        results = operations.bulk_assign([booked, plain], person, actor=lead)
        assert [one.done for one in results] == [True, False]
        assert (plain.assignee_id, booked.assignee_id) == (person.id, user().id)
        assert db.session.scalar(sa.select(Booking.user_id).where(Booking.id == booked.booking_id)) == user().id


def test_those_who_may_not_are_refused_each(within, akagi, actor):
    with within(akagi):
        results = operations.bulk_assign([make_ticket()], make_user(), actor=actor("supporter"))
        assert [(one.done, one.reason) for one in results] == [(False, "この操作を行う権限がありません。")]


def test_the_due_day_of_many_is_changed(within, akagi, actor):
    with within(akagi):
        day, tickets = clock.today() + timedelta(days=3), [make_ticket(), make_ticket()]
        results = operations.bulk_due(tickets, day, actor=actor("lead"))
        assert all(one.done for one in results) and {ticket.due_on for ticket in tickets} == {day}


def schools(count: int) -> list:
    data = (SchoolData(f"1{at:02}", f"計画{at}小学校", SchoolType.ELEMENTARY) for at in range(count))
    return [create_school(one, actor=SYSTEM) for one in data]


def plan(visits, *, key: str = "b1", actor=SYSTEM, **overrides):
    values = {"subject": "端末の年次更新", "category_code": "E3", "batch_key": key}
    return operations.plan_visits(visits, **(values | overrides), actor=actor)


def test_visits_are_planned_for_many_schools_with_people_in_turn(within, akagi, actor):
    with within(akagi):
        lead, people = actor("lead"), [user(), make_user()]
        days = [clock.today() + timedelta(days=one) for one in (1, 2)]
        visits = operations.spread_visits(
            schools(4), days=days, starts=time(9), ends=time(11), per_day=2, assignees=people
        )
        tickets = plan(visits, actor=lead)
        assert sorted(ticket.number for ticket in tickets) == [1, 2, 3, 4]
        assert all(ticket.planned and ticket.status is TicketStatus.SCHEDULED for ticket in tickets)
        assert {(ticket.kind, ticket.category_code) for ticket in tickets} == {(Kind.VISIT, "E3")}
        assert [len(queries.tickets_of_day(lead, one.id, day)) for one in people for day in days] == [1, 1, 1, 1]


def test_a_plan_without_people_keeps_its_times_as_wishes(within, akagi, actor):
    with within(akagi):
        visits = operations.spread_visits(
            schools(2), days=[clock.today() + timedelta(days=1)], starts=time(9), ends=time(11), per_day=2
        )
        for ticket in plan(visits):
            assert ticket.status is TicketStatus.TRIAGED and ticket.booking_id is None
            assert [(slot.starts, slot.ends) for slot in queries.slots(ticket)] == [(time(9), time(11))]


def test_a_plan_sent_twice_is_made_once(within, akagi):
    with within(akagi):
        visits = [PlannedVisit(one, at(), at(hour=15)) for one in schools(3)]
        first, second = plan(visits), plan(visits)
        assert {ticket.id for ticket in first} == {ticket.id for ticket in second}
        assert make_ticket().number == 4


def test_a_plan_with_a_hole_is_refused_as_a_whole_with_every_reason(within, akagi):
    with within(akagi):
        one, two, three, four = schools(4)
        archive_school(two, actor=SYSTEM)
        book(make_ticket(), hour=13)
        visits = [
            PlannedVisit(one, at(hour=9), at(hour=10), user()),
            PlannedVisit(two, at(hour=9), at(hour=10)),
            PlannedVisit(three, at(hour=13), at(hour=14), user()),
            PlannedVisit(four, at(hour=15, minute=5), at(hour=16), user()),
            PlannedVisit(one, at(days=-1), at(days=-1, hour=15)),
        ]
        with pytest.raises(PlanRefused) as refusal:
            plan(visits)
        reasons = refusal.value.reasons
        assert sorted({name for name, _ in reasons}) == sorted([one.name, two.name, three.name, four.name])
        assert len(reasons) == 5 and any("ほかの予定" in reason for _, reason in reasons)
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Ticket)) == 1
        assert make_ticket().number == 2


def test_too_few_days_and_too_little_right_are_refused(within, akagi, actor):
    with within(akagi):
        some = schools(3)
        with pytest.raises(WrongInput, match="日数"):
            operations.spread_visits(some, days=[clock.today()], starts=time(9), ends=time(10), per_day=2)
        with pytest.raises(WrongInput):
            plan([])
        with pytest.raises(NotAllowed):
            plan([PlannedVisit(some[0], at(), at(hour=15))], actor=actor("supporter"))
