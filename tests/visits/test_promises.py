"""Promised, done, booked and forecast visits, reckoned by hand."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date, time
from fractions import Fraction

import pytest
import sqlalchemy as sa

from portal.kernel import clock, config
from portal.kernel.access import NotAllowed
from portal.kernel.db import db
from portal.kernel.states import EditedMeanwhile
from portal.schools import operations as schools
from portal.schools.models import School, SchoolType
from portal.schools.operations import SchoolData
from portal.tickets.models import Kind, Ticket, TicketStatus
from portal.visits import operations, promises, queries
from portal.visits.exports import export_promises
from portal.visits.models import BookingMode, PromiseUnit
from portal.visits.operations import PromiseData, PromiseRefused
from tests.tickets.make import make_ticket, school, user
from tests.visits.make import ACTOR, booking, person

APRIL = date(2022, 4, 1)
SETTLED = clock.moment(2023, 6, 1, 9)  # long after the fiscal year 2022


def promise(code: str | None = "001", unit=PromiseUnit.YEAR, visits: int = 22, starts_on=APRIL, **overrides):
    subject = {"school": school(code)} if code else {"school_type": SchoolType.ELEMENTARY}
    return operations.set_promise(PromiseData(unit, visits, starts_on, **(subject | overrides)), actor=ACTOR)


def done(day: date, code: str = "001", who=None, kind: Kind = Kind.VISIT, status=TicketStatus.RESOLVED) -> Ticket:
    """A ticket that was served; set as an import would."""
    ticket = make_ticket(code=code, kind=kind)
    db.session.execute(
        sa.update(Ticket)
        .where(Ticket.id == ticket.id)
        .values(status=status, served_on=day, assignee_id=(who or user()).id, minutes=60)
    )
    return ticket


def row_of(code: str = "001", year: int = 2022):
    return next(row for row in promises.promise_table(year).rows if row.code == code)


@pytest.mark.parametrize(
    ("unit", "visits", "starts_on", "ends_on", "expected"),
    [
        (PromiseUnit.YEAR, 22, APRIL, None, 22),
        (PromiseUnit.MONTH, 4, APRIL, None, 48),
        (PromiseUnit.TERM, 5, APRIL, None, 15),
        (PromiseUnit.YEAR, 22, date(2020, 4, 1), date(2023, 3, 31), 22),
        (PromiseUnit.MONTH, 4, date(2022, 10, 1), None, 24),  # six months
        (PromiseUnit.TERM, 5, date(2022, 9, 1), date(2022, 12, 31), 5),  # the second term alone
        (PromiseUnit.YEAR, 22, date(2022, 10, 1), None, 11),  # 182 of 365 days: 10.97
        (PromiseUnit.MONTH, 3, date(2022, 4, 16), date(2022, 4, 30), 2),  # half a month: 1.5, half up
        (PromiseUnit.YEAR, 22, date(2023, 4, 1), None, 0),
    ],
)
def test_promises_are_summed_over_the_fiscal_year(within, akagi, unit, visits, starts_on, ends_on, expected):
    with within(akagi), clock.at(SETTLED):
        done(date(2022, 5, 2))
        promise(unit=unit, visits=visits, starts_on=starts_on, ends_on=ends_on)
        assert row_of().promised == expected


def test_a_schools_own_promise_goes_before_its_types_on_the_days_it_holds(within, akagi):
    with within(akagi), clock.at(SETTLED):
        promise(None, visits=12)
        promise("001", unit=PromiseUnit.MONTH, visits=4, starts_on=date(2022, 10, 1))
        # 12 × 183/365 = 6.016… for April to September, and 4 × 6.
        assert (row_of("001").promised, row_of("002").promised) == (30, 12)


def test_a_person_day_counts_once_however_many_tickets_tell_of_it(within, akagi):
    with within(akagi), clock.at(SETTLED):
        promise(visits=22)
        other, day = person("田中"), date(2022, 5, 9)
        done(day), done(day, status=TicketStatus.CLOSED), done(day, kind=Kind.TRAINING)
        done(day, who=other), done(date(2022, 5, 10)), done(day, code="002")
        done(date(2022, 5, 11), kind=Kind.ONLINE), done(date(2022, 5, 12), status=TicketStatus.CANCELLED)
        done(date(2023, 4, 1)), done(date(2022, 3, 31))
        row = row_of()
        assert (row.promised, row.done, row.booked, row.forecast, row.shortfall) == (22, 3, 0, 3, 19)
        assert row_of("002").done == 1


def test_training_held_online_is_no_visit(within, akagi):
    with within(akagi), clock.at(SETTLED):
        promise()
        online = booking(day=date(2022, 5, 9), mode=BookingMode.ONLINE)
        ticket = done(date(2022, 5, 9), kind=Kind.TRAINING)
        db.session.execute(sa.update(Ticket).where(Ticket.id == ticket.id).values(booking_id=online.id))
        assert row_of().done == 0


def test_bookings_from_today_on_count_once_a_day_and_not_when_done(within, akagi):
    with within(akagi), clock.at(clock.moment(2022, 9, 5, 8)):
        promise()
        booking(first=time(9), last=time(10)), booking(first=time(13), last=time(14))  # today
        booking(day=date(2022, 9, 2)), booking(day=date(2022, 9, 6)), booking(day=date(2023, 4, 3))
        booking(day=date(2022, 9, 7), mode=BookingMode.ONLINE)
        assert row_of().booked == 2
        done(date(2022, 9, 5))
        assert (row_of().done, row_of().booked) == (1, 1)


def test_the_forecast_goes_on_at_the_pace_until_today(within, akagi):
    """Fiscal 2022: 243 working days, 29 December to 3 January being holidays; 20 + 19 + 20 of them until 28 June."""
    with within(akagi), clock.at(clock.moment(2022, 6, 28, 18)):
        schools.close_for_new_year(2022, actor=ACTOR)
        promise(visits=22)
        for day in (date(2022, 4, 11), date(2022, 5, 9), date(2022, 6, 6), date(2022, 6, 20), date(2022, 6, 27)):
            done(day)
        row = row_of()
        assert (row.forecast, row.shortfall) == (21, 1)  # 5 × 243 ÷ 59 = 20.59


def test_the_forecast_is_never_less_than_done_and_booked(within, akagi):
    with within(akagi), clock.at(clock.moment(2022, 12, 1, 8)):
        promise(visits=3)
        booking(day=date(2022, 12, 5)), booking(day=date(2022, 12, 6)), booking(day=date(2023, 3, 31))
        row = row_of()
        assert (row.done, row.booked, row.forecast, row.shortfall) == (0, 3, 3, 0)
        assert promises.promise_table(2022).kept == 1


@pytest.mark.parametrize(("value", "rounded"), [((1, 2), 1), ((49, 100), 0), ((3, 2), 2), ((0, 1), 0), ((5, 2), 3)])
def test_halves_are_rounded_up(value, rounded):
    assert promises.half_up(Fraction(*value)) == rounded


def test_the_short_list_begins_with_what_lacks_most_and_totals_add_up(within, akagi):
    with within(akagi), clock.at(SETTLED):
        promise("001", visits=2), promise("002", visits=15)
        done(date(2022, 5, 9)), done(date(2022, 5, 9), code="002")
        table = promises.promise_table(2022)
        assert [(row.code, row.shortfall) for row in table.short] == [("002", 14), ("001", 1)]
        assert table.as_dict()["total"] == {"promised": 17, "done": 2, "booked": 0, "forecast": 2, "shortfall": 15}


def test_schools_without_promise_or_visit_are_left_out_and_archived_ones_owe_nothing_by_type(within, akagi):
    with within(akagi), clock.at(SETTLED):
        old = schools.create_school(SchoolData("900", "旧分校", SchoolType.ELEMENTARY), actor=ACTOR)
        schools.create_school(SchoolData("901", "中学校", SchoolType.JUNIOR_HIGH), actor=ACTOR)
        schools.archive_school(old, actor=ACTOR)
        promise(None)
        assert [row.code for row in promises.promise_table(2022).rows] == ["001", "002"]


def test_the_table_takes_six_statements_however_many_schools(within, akagi, queries):
    with within(akagi), clock.at(SETTLED):
        for number in range(30):
            schools.create_school(SchoolData(f"5{number:02}", f"第{number}小学校", SchoolType.ELEMENTARY), actor=ACTOR)
        promise(None, unit=PromiseUnit.TERM)
        done(date(2022, 5, 9))
        db.session.commit()
        with queries() as counted:
            assert len(promises.promise_table(2022).rows) == 32
        assert counted.count <= 7


def test_promises_are_edited_and_ended_and_never_overlap(within, akagi):
    with within(akagi):
        first = promise(visits=20)
        with pytest.raises(PromiseRefused, match="同じ期間"):
            promise(visits=22, starts_on=date(2022, 10, 1))
        data = PromiseData(PromiseUnit.YEAR, 22, APRIL, school=school())
        operations.edit_promise(first, data, version=1, actor=ACTOR)
        with pytest.raises(EditedMeanwhile):
            operations.edit_promise(first, data, version=1, actor=ACTOR)
        operations.end_promise(first, date(2022, 9, 30), version=first.version, actor=ACTOR)
        with pytest.raises(PromiseRefused, match="すでに終わ"):
            operations.end_promise(first, date(2023, 9, 30), actor=ACTOR)
        promise(visits=22, starts_on=date(2022, 10, 1))
        promise("002")
        assert [row.visits for row in queries.promise_rows(on=date(2022, 10, 1))] == [22, 22]
        for wrong in (
            replace(data, visits=0),
            replace(data, school=None),
            replace(data, school_type=SchoolType.HIGH),
            replace(data, ends_on=date(2022, 3, 31)),
        ):
            with pytest.raises(PromiseRefused):
                operations.set_promise(wrong, actor=ACTOR)


def test_supporters_promise_nothing(within, akagi, actor):
    who = actor("supporter")
    with within(akagi), pytest.raises(NotAllowed):
        operations.set_promise(PromiseData(PromiseUnit.YEAR, 22, APRIL, school=school()), actor=who)


def test_promises_and_visits_of_another_tenant_do_not_count(within, akagi, minato):
    with within(minato), clock.at(SETTLED):
        there = promise().id
        ticket = make_ticket()
        db.session.execute(
            sa.update(Ticket)
            .where(Ticket.id == ticket.id)
            .values(status=TicketStatus.RESOLVED, served_on=date(2022, 5, 9), minutes=1)
        )
        assert row_of().done == 1
    with within(akagi), clock.at(SETTLED):
        assert promises.promise_table(2022).rows == [] and queries.promise(there) is None


def test_an_export_holds_the_table_and_is_written_down(within, akagi, actor):
    lead = actor("lead")
    with within(akagi), clock.at(SETTLED):
        promise()
        with export_promises(2022, form="csv", actor=lead) as export:
            text = export.file.read().decode("utf-8-sig")
        assert text.splitlines()[0] == "学校コード,学校,約束,済み,予約,年度末の見込み,不足"
        assert text.splitlines()[-1] == ",合計,22,0,0,0,22"
        with export_promises(2022, form="xlsx", actor=lead) as export:
            assert export.filename.endswith(".xlsx")


def test_the_command_answers_json_and_text(within, akagi, settings):
    with within(akagi):
        promise()
        name = db.session.scalar(sa.select(School.name).where(School.code == "001"))
    values = {one.name: getattr(settings, one.attribute) for one in config.VARIABLES}
    environ = {key: str(int(value) if isinstance(value, bool) else value) for key, value in values.items() if value}

    def answer(*options: str) -> str:
        program = "from portal.cli import main; main()"
        return subprocess.run(
            [sys.executable, "-c", program, "report", "promises", "--tenant", "akagi", *options],
            env=os.environ | environ,
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    found = json.loads(answer("--fiscal-year", "2022", "--json"))
    assert found["fiscal_year"] == 2022 and found["total"]["promised"] == 22
    [line] = found["schools"]
    assert line == {
        "code": "001", "name": name, "promised": 22, "done": 0, "booked": 0, "forecast": 0, "shortfall": 22,
    }  # fmt: skip
    assert f"001\t{name}\t22" in answer("--fiscal-year", "2022")
