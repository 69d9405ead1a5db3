"""What the area of visits learns from logs: visits made, and who has done what."""

from datetime import date

import sqlalchemy as sa

from portal.kernel import clock
from portal.kernel.db import db
from portal.visits import providers
from portal.visits.models import BookingMode
from portal.worklogs import operations
from tests.worklogs.make import EVENING, handed_in, log, record, school, user


def test_a_visit_counts_when_the_log_was_handed_in(within, akagi, minato, actor):
    me = actor("supporter")
    with within(akagi), clock.at(EVENING):
        handed_in(me, date(2022, 10, 18))
        day = log(me, date(2022, 10, 19))
        record(day, me, "9:00", "10:00", mode=BookingMode.ONLINE, category_code="A3")
        operations.submit_log(day, accepted=True, actor=me)
        record(log(me), me, "9:00", "10:00", code="002")
        done = providers.all_done_days().subquery()
        assert [tuple(row) for row in db.session.execute(sa.select(done))] == [
            (school("001").id, user().id, date(2022, 10, 18))
        ]
        experience = providers.all_experience().subquery()
        found = db.session.execute(sa.select(experience)).all()
        assert sorted(tuple(row) for row in found) == [(user().id, "A3"), (user().id, "L5")]
    with within(minato):
        assert db.session.execute(sa.select(providers.all_done_days().subquery())).all() == []
