"""Missing logs are found by themselves, and people are told once a day."""

from datetime import date

import pytest

from portal.kernel import clock, jobs
from portal.kernel.db import db
from portal.visits.models import Absence, AbsenceKind
from portal.worklogs import operations, queries
from tests.worklogs.make import EVENING, handed_in, log, record, user

THURSDAY = date(2022, 10, 20)


def at(hour: int):
    return clock.at(clock.moment(2022, 10, 20, hour, 5))


def test_working_days_without_a_log_are_missing_but_not_days_away(within, akagi, actor):
    me = actor("supporter")
    with within(akagi), clock.at(EVENING):
        handed_in(me, date(2022, 10, 18))
        record(log(me, date(2022, 10, 19)), me)
        day = date(2022, 10, 17)
        db.session.add(Absence(user_id=me.user_id, first_day=day, last_day=day, kind=AbsenceKind.SICK))
        found = queries.missing_logs(date(2022, 10, 14), THURSDAY, user_id=me.user_id)
        # Saturday and Sunday are no working days; the 19th is a draft.
        assert [one.day.day for one in found] == [14, 19, 20]


def remind(run_jobs):
    jobs.for_every_tenant("worklogs.remind")
    run_jobs()


def test_each_person_is_told_once_a_day_from_the_hour_on(within, akagi, minato, run_jobs, mailbox, app):
    with app.app_context(), at(17):
        remind(run_jobs)
    assert mailbox.to("supporter@akagi.example") == []
    for hour in (18, 19, 20):
        with app.app_context(), at(hour):
            remind(run_jobs)
    (mail,) = mailbox.to("supporter@akagi.example")
    assert "日報が未提出です" in mail["Subject"]
    assert "2022年10月20日" in mail.get_content() or "10月20日" in mail.get_content()
    assert len(mailbox.to("supporter@minato.example")) == 1
    lead = [message for message in mailbox.to("lead@akagi.example") if "未提出のお知らせ" in message["Subject"]]
    assert len(lead) == 1
    assert user_name(within, akagi) in lead[0].get_content()


def user_name(within, card) -> str:
    with within(card):
        return user().name


def test_a_municipality_may_do_without_reminders(within, akagi, actor, run_jobs, mailbox, app):
    with within(akagi):
        operations.edit_settings(False, 18, True, actor=actor("lead"))
        with pytest.raises(operations.WrongInput):
            operations.edit_settings(True, 24, True, actor=actor("lead"))
    with app.app_context(), at(19):
        remind(run_jobs)
    assert mailbox.to("supporter@akagi.example") == []
