"""The dashboard: findings from rows, links that open them, two tenants, a fixed number of statements."""

import random
from datetime import date, time, timedelta

import pytest
import sqlalchemy as sa

from portal.kernel import clock
from portal.kernel.db import db
from portal.reports import dashboard
from portal.reports.dashboard.workclock import WorkClock
from portal.schools import operations as schools
from portal.schools.calendar import DayChange, Hours, WorkCalendar
from portal.schools.models import School, SchoolType
from portal.tickets.models import Kind, TicketStatus
from portal.tickets.queries import TicketFilters, count_matching
from portal.visits.models import Booking, BookingMode, PromiseUnit
from portal.visits.operations import PromiseData, set_promise
from tests.reports import make
from tests.reports.pages import Page, arguments, figures
from tests.worklogs import make as worklogs

PAGE = "/akagi/dashboard"
NOW = make.noon(make.THIRD_TERM)


@pytest.fixture(autouse=True)
def third_term():
    with clock.at(NOW):
        yield


@pytest.fixture
def busy_akagi(akagi, minato, within, golden):
    """The golden year, the year before, open tickets; and another tenant with its own."""
    with within(akagi):
        schools.set_terms(2021, [date(2021, 4, 1), date(2021, 9, 1), date(2022, 1, 1)], actor=make.ACTOR)
        make.add_golden(golden)
        ids = make.school_ids()
        make.add_tickets(
            make.ticket_values(school_id=ids[0], served_on=date(2022, 1, 11) + timedelta(days=at)) for at in range(20)
        )
        make.add_tickets(open_tickets(ids[0]))
    with within(minato):
        make.add_ticket(make.school_ids()[0], served_on=date(2023, 1, 18))
    return akagi


def open_tickets(school_id: int) -> list[dict]:
    waiting = {"school_id": school_id, "served_on": None, "received_on": date(2023, 1, 10)}
    return [
        make.ticket_values(**waiting, status=TicketStatus.RECEIVED, due_on=date(2023, 1, 16)),
        make.ticket_values(**waiting, status=TicketStatus.TRIAGED, due_on=date(2023, 1, 20)),
        make.ticket_values(**waiting, status=TicketStatus.SCHEDULED, planned=True, due_on=None),
    ]


@pytest.fixture
def board(busy_akagi, sign_in):
    return sign_in("board")


def shown(client, address: str = PAGE) -> Page:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return Page(answer.text)


def test_the_running_term_is_measured_against_the_one_before(board):
    text = shown(board).text
    assert "1開所日あたり5.4件。2学期の4.7件より多い" in text
    assert "3学期は13開所日で70件（2学期は82開所日で388件）" in text
    assert "令和4年度は726件。前年の同じ日までより716件多い" in text
    assert "合計 726 1学期 268 2学期 388 3学期（途中） 70" in text


def test_every_figure_and_bar_opens_exactly_its_tickets(board, busy_akagi, within, actor):
    links = figures(shown(board), "/akagi/tickets")
    assert len(links) > 40
    reader = actor("board")
    with within(busy_akagi):
        for address, figure in set(links):
            filters = TicketFilters.from_args(arguments(address))
            assert count_matching(reader, filters) == figure, address


def test_what_wants_a_decision_stands_first_and_leads_to_its_rows(board, busy_akagi, within):
    with within(busy_akagi):
        board_now = dashboard.dashboard()
    assert [(one.count, one.title) for one in board_now.decisions] == [
        (1, "期限を過ぎたチケット"),
        (4, "回答を待っている依頼"),
        (5, "担当が決まっていないチケット"),
    ]
    assert board_now.decisions[0].detail == "最も古い期限は4日前"
    assert board_now.decisions[1].detail.startswith("1校・")


def test_the_page_takes_few_statements_however_many_rows(board, busy_akagi, within, queries):
    shown(board)
    with queries() as counted:
        shown(board)
    assert counted.count <= 18, counted.texts
    with within(busy_akagi):
        for number in range(30):
            make.make_school(f"7{number:02}", f"第{number}学校")
    with queries() as with_more:
        shown(board)
    assert with_more.count == counted.count


def test_the_page_keeps_to_the_basics_of_access(board):
    for address in (PAGE, f"{PAGE}/schools"):
        assert shown(board, address).faults == []


def test_schools_without_a_visit_are_listed_with_those_without_a_booking_first(busy_akagi, within, board):
    with within(busy_akagi):
        booked = make.make_school("101", "若葉小学校")
        make.make_school("102", "石倉小学校")
        make.make_school("103", "旧小学校", archived_at=NOW)
        make.add_ticket(booked.id, served_on=date(2022, 11, 29))
        make.add_ticket(booked.id, kind=Kind.ONLINE, served_on=date(2023, 1, 12))
        person = make.someone()
        starts = clock.moment(2023, 2, 3, 13)
        book(person, booked.id, BookingMode.ONLINE, clock.moment(2023, 1, 25, 9))
        book(person, booked.id, BookingMode.VISIT, clock.moment(2023, 1, 5, 9))
        book(person, booked.id, BookingMode.VISIT, starts)
        _period, visits = dashboard.missed_visits()
    assert [(school.name, school.last_on, school.next_at) for school in visits.missed] == [
        ("石倉小学校", None, None),
        ("若葉小学校", date(2022, 11, 29), starts),
    ]
    assert visits.schools == 4
    text = shown(board, f"{PAGE}/schools").text
    assert "石倉小 なし 予定なし 若葉小 2022年11月29日 2月3日" in text


def book(person: int, school_id: int, mode: BookingMode, starts_at) -> None:
    ends_at = starts_at + timedelta(hours=1)
    make.add(
        Booking(user_id=person, school_id=school_id, mode=mode, starts_at=starts_at, ends_at=ends_at, title="訪問")
    )


def test_a_term_that_is_over_is_looked_at_whole(busy_akagi, within):
    with within(busy_akagi):
        second = next(
            term for term in dashboard.dashboard().period.begun if term.name == "2学期" and term.fiscal_year == 2022
        )
        found = dashboard.dashboard(second.term_id)
    assert found.period.before.name == "1学期"
    assert not found.period.running
    assert [one.cases for one in found.kinds.terms] == [268, 388]
    assert "訪問の予定がない学校" not in [one.title for one in found.decisions]


def test_the_first_term_is_measured_against_the_last_of_the_year_before(busy_akagi, within, board):
    with within(busy_akagi):
        first = next(term for term in dashboard.dashboard().period.begun if term.starts_on == date(2022, 4, 1))
        found = dashboard.dashboard(first.term_id)
    assert [(one.name, one.cases) for one in found.kinds.terms] == [("令和3年度3学期", 21), ("1学期", 268)]
    assert not found.kinds.is_one_year
    assert "令和3年度3学期" in shown(board, f"{PAGE}?term={first.term_id}").text


@pytest.mark.parametrize("query", ["term=999999", "term=abc", "before=-1", "term=99999999999999999999"])
def test_an_unknown_term_is_not_there(board, query):
    assert board.get(f"{PAGE}?{query}").status_code == 404


def test_a_term_of_another_tenant_is_not_there(board, minato, within):
    with within(minato):
        theirs = dashboard.dashboard().period.term.term_id
    assert board.get(f"{PAGE}?term={theirs}").status_code == 404


def test_before_the_first_term_the_page_says_what_will_stand_there(minato, sign_in):
    with clock.at(make.noon(date(2022, 3, 1))):
        text = shown(sign_in("board", "minato"), "/minato/dashboard").text
    assert "まだ表示できる学期がありません" in text


def test_a_tenant_without_tickets_gets_panels_that_say_so(minato, sign_in):
    page = shown(sign_in("board", "minato"), "/minato/dashboard")
    assert "まだ1件もありません" in page.text
    assert "未完了のチケットはありません" in page.text
    assert page.faults == []


def test_times_to_answers_and_solutions_are_medians_of_opening_hours(minato, within):
    """Received at 10:00 on a Thursday: one answered after an hour, one on Friday, one not yet."""
    with within(minato):
        school = make.school_ids()[0]
        thursday = date(2023, 1, 12)
        for answered, resolved in (
            (clock.moment(2023, 1, 12, 11), clock.moment(2023, 1, 12, 12)),
            (clock.moment(2023, 1, 13, 8, 30), clock.moment(2023, 1, 13, 9, 30)),
            (None, None),
        ):
            make.add_ticket(
                school, received_on=thursday, served_on=thursday, first_answered_at=answered, resolved_at=resolved
            )
        make.add_ticket(school, received_on=thursday, planned=True, first_answered_at=clock.moment(2023, 1, 19, 8))
        answer, solution = dashboard.dashboard().speed.measures
    assert (answer.now.requests, solution.now.requests) == (2, 2)
    assert answer.now.minutes == (60 + 375) // 2
    assert answer.now.text == "3.6時間"
    assert solution.now.minutes == (120 + 435) // 2


def test_the_work_clock_agrees_with_the_calendar():
    chance = random.Random(7)
    hours = {day: Hours(time(8, 30), time(17), time(12, 15), time(13)) for day in range(5)}
    hours[5] = Hours(time(9), time(12))
    calendar = WorkCalendar(
        hours, {date(2022, 5, 6): DayChange("創立記念日"), date(2022, 5, 5): DayChange("", works=True)}
    )
    first, last = date(2022, 4, 1), date(2022, 6, 30)
    work = WorkClock(calendar, first, last)
    begin = int(clock.start_of_day(first).timestamp()) // 60
    for _ in range(500):
        start, end = sorted(begin + chance.randrange(91 * 24 * 60) for _ in range(2))
        expected = calendar.working_minutes(make.at_minute(start), make.at_minute(end))
        assert work.between(start, end) == expected
    assert work.between(begin, begin - 1) == 0


def test_the_hours_of_logs_handed_in_stand_by_group_beside_the_visits_promised(board, akagi, minato, within, actor):
    with within(akagi):
        set_promise(
            PromiseData(PromiseUnit.YEAR, 22, date(2022, 4, 1), school_type=SchoolType.ELEMENTARY), actor=make.ACTOR
        )
        worklogs.handed_in(actor("supporter"), date(2023, 1, 17))
    with within(minato):
        worklogs.handed_in(actor("supporter", "minato"), date(2023, 1, 17))
    with within(akagi):
        now = dashboard.dashboard()
        assert now.hours.minutes == 60
        assert {group.label: group.minutes for group in now.hours.groups}["授業支援"] == 60
        assert now.hours.finding == "授業支援が100％でいちばん長い"
        assert now.promises.promised == sum(1 for _ in schools_of_type(SchoolType.ELEMENTARY))
        assert now.promises.kept + len(now.promises.short) == now.promises.promised
    text = board.get(PAGE).get_data(as_text=True)
    assert "支援時間の内訳" in text and "訪問の約束" in text


def test_panels_of_field_work_stay_away_while_there_is_none(board):
    text = board.get(PAGE).get_data(as_text=True)
    assert "支援時間の内訳" not in text and "訪問の約束" not in text


def schools_of_type(school_type: SchoolType) -> list[School]:
    return list(db.session.scalars(sa.select(School).where(School.school_type == school_type)))
