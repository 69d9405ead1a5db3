"""Whenever the demo starts, its day is a real one: told on working days, weekends and at both ends of years."""

from dataclasses import replace
from datetime import datetime, time

import pytest
import sqlalchemy as sa

from portal.accounts.models import User
from portal.demo import town, towns
from portal.demo.when import Calendar
from portal.kernel import clock, tenancy
from portal.kernel.db import db, make_engine
from portal.kernel.tenants import TenantKind, create_tenant
from portal.schools.calendar import Hours, WorkCalendar
from portal.schools.models import School
from portal.tickets import queries
from portal.tickets.models import Ticket, TicketComment
from tests.demo.conftest import actor_of

pytestmark = pytest.mark.xdist_group("demo")  # two databases made at once would clash over the logins

SMALL = replace(towns.AKAGI, has_golden_year=False, pace=24)
DAYS = {
    "a working day in the morning": datetime(2026, 11, 19, 9, 40, tzinfo=clock.TOKYO),
    "late in the evening": datetime(2026, 6, 3, 22, 5, tzinfo=clock.TOKYO),
    "a Sunday": datetime(2026, 11, 22, 14, 0, tzinfo=clock.TOKYO),
    "the first of April": datetime(2027, 4, 1, 8, 35, tzinfo=clock.TOKYO),
    "New Year's Eve": datetime(2026, 12, 31, 11, 0, tzinfo=clock.TOKYO),
}


@pytest.fixture(scope="module")
def card(empty_world):
    engine = make_engine(empty_world.settings.database_url("owner"))
    yield create_tenant(engine, "akagi", "あかぎ市", TenantKind.MUNICIPALITY, None, demo=True)
    engine.dispose()


def user(email: str) -> User:
    return db.session.scalars(sa.select(User).where(User.email == f"{email}@akagi.example")).one()


@pytest.mark.parametrize("now", DAYS.values(), ids=DAYS.keys())
def test_the_day_has_content(empty_world, card, now):
    with empty_world.worker.app_context(), tenancy.tenant(card.id), clock.at(now):
        town.fill(card, SMALL)
        db.session.flush()
        check_the_supporter(now)
        check_the_school(now)
        assert db.session.scalar(sa.select(sa.func.max(TicketComment.created_at))) <= now
        assert count(Ticket.due_on < now.date(), Ticket.status != "closed") > 0
        db.session.rollback()


def check_the_supporter(now: datetime) -> None:
    supporter = user("supporter")
    day = queries.tickets_of_day(actor_of(supporter), supporter.id, now.date())
    assert [clock.local(one.starts_at).time() for one in day] == [time(8, 30), time(9), time(13, 15), time(15, 30)]
    assert {clock.local(one.starts_at).date() for one in day} == {now.date()}


def check_the_school(now: datetime) -> None:
    actor = actor_of(user("school"))
    own = list(db.session.scalars(sa.select(Ticket).where(Ticket.school_id == actor.school_id)))
    to_accept = [one for one in own if one.booking_id and one.appointment_accepted_at is None and not one.planned]
    assert len(to_accept) == 1
    assert len([one for one in own if one.status == "waiting"]) == 1
    assert any(one.resolved_at for one in own)
    coming = queries.appointments_of_school(actor, actor.school_id, now.date(), now.date().replace(year=now.year + 1))
    assert len(coming) >= 3
    assert db.session.get(School, (tenancy.current(), actor.school_id)).name == "若葉中学校"


def count(*conditions) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Ticket).where(*conditions))


WEEK = WorkCalendar(dict.fromkeys(range(5), Hours(time(8, 30), time(17)))).is_working_day


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 6, day, hour, minute, tzinfo=clock.TOKYO)


@pytest.mark.parametrize(
    ("now", "days", "moment"),
    [
        (at(3, 10, 15), 0, at(3, 10, 15)),
        (at(3, 10, 15), 0.2, at(3, 8, 30)),
        (at(3, 10, 15), 0.4, at(2, 15, 30)),
        (at(3, 10, 15), 1, at(2, 10, 15)),
        (at(3, 6, 0), 0.2, at(2, 15, 15)),
        (at(3, 23, 0), 1, at(2, 17, 0)),
        (at(7, 12, 0), 0.2, at(5, 15, 15)),
        (at(8, 9, 15), 0.2, at(5, 16, 15)),
    ],
)
def test_time_is_counted_back_in_working_hours(now, days, moment):
    with clock.at(now):
        assert Calendar(WEEK).ago(days) == moment


def test_today_is_today_even_on_a_sunday_and_tomorrow_is_a_working_day():
    with clock.at(at(7, 12)):
        calendar = Calendar(WEEK)
        assert [calendar.day(offset).day for offset in (-1, 0, 1, 5)] == [5, 7, 8, 12]
