"""The week of all staff, and who could come when."""

from datetime import date, time, timedelta

import pytest

from portal.kernel import clock
from portal.schools import operations as schools
from portal.tickets import operations as tickets
from portal.tickets.models import Kind
from portal.visits import operations, queries
from portal.visits.models import BookingMode, DayPart
from portal.visits.operations import SettingsData, TravelRefused
from portal.visits.queries import BlockKind
from tests.tickets import make
from tests.tickets.make import school, user
from tests.visits.make import ACTOR, MONDAY, absence, add_slot, at, booking, person

WEDNESDAY = MONDAY + timedelta(days=2)


@pytest.fixture(autouse=True)
def _september():
    with clock.at(at(date(2022, 9, 1), 8)):
        yield


def line(name: str):
    return next(one for one in queries.week_board(MONDAY).people if one.name.startswith(name))


def schedule(ticket, hour: int, **overrides):
    values = {"starts_at": at(MONDAY, hour), "ends_at": at(MONDAY, hour + 1), "assignee": overrides.pop("who")}
    return tickets.schedule_visit(ticket, **(values | overrides), actor=ACTOR)


def test_blocks_tell_their_kind(within, akagi):
    with within(akagi):
        who, away = person("田中"), person("山本")
        add_slot(who, starts=time(8, 30), ends=time(9))
        ticket = schedule(make.make_ticket(), 9, who=who)
        schedule(make.make_ticket(kind=Kind.TRAINING), 10, who=who)
        schedule(make.make_ticket(kind=Kind.ONLINE), 11, who=who)
        operations.assign_cover(booking(away, first=time(13), last=time(14)), who, actor=ACTOR)
        blocks = line("田中").days[0].blocks
        assert [block.kind for block in blocks] == [
            BlockKind.PLANNED, BlockKind.TICKET, BlockKind.TRAINING, BlockKind.ONLINE, BlockKind.COVER,
        ]  # fmt: skip
        assert (blocks[1].ticket_id, blocks[1].label) == (ticket.id, ticket.label)
        assert blocks[4].booking.covers_name == away.name


def test_ways_between_places_show_where_time_is_short(within, akagi):
    with within(akagi):
        who = person("田中")
        operations.set_travel(school("002"), school("001"), 35, actor=ACTOR)
        first = booking(who, first=time(9), last=time(10))
        second = booking(who, first=time(10, 30), last=time(11), code="002")
        third = booking(who, first=time(11, 30), last=time(12), code=None)
        booking(who, first=time(12), last=time(13), mode=BookingMode.ONLINE)
        booking(who, first=time(14), last=time(15), code=None)
        gaps = line("田中").days[0].gaps
        assert [(gap.after_id, gap.before_id, gap.minutes, gap.available, gap.too_short) for gap in gaps] == [
            (first.id, second.id, 35, 30, True),
            (second.id, third.id, 20, 30, False),
        ]


def test_hours_are_held_against_the_week_less_days_away(within, akagi):
    with within(akagi):
        who = person("伊藤")
        booking(who, first=time(9), last=time(12))
        booking(who, day=WEDNESDAY), booking(who, day=WEDNESDAY + timedelta(days=1))
        away = absence(who, WEDNESDAY, WEDNESDAY + timedelta(days=1))
        absence(who, MONDAY + timedelta(days=4), part=DayPart.MORNING)
        week = line("伊藤")
        # 32 hours × 3 of 5 days; Friday's morning costs nothing; two bookings wait for a cover.
        assert (week.booked_minutes, week.limit_minutes, week.over) == (180, 19 * 60 + 12, False)
        assert [day.uncovered for day in week.days] == [0, 0, 1, 1, 0]
        assert week.days[2].absences[0].id == away.id
        assert queries.week_board(MONDAY).days[2].away == 1


def test_holidays_stand_above_their_column_and_shorten_the_week(within, akagi):
    with within(akagi):
        person("田中")
        holiday_week = queries.week_board(date(2022, 9, 19))
        assert [day.holiday for day in holiday_week.days] == ["敬老の日", None, None, None, "秋分の日"]
        assert holiday_week.days[0].opens is None and holiday_week.days[1].opens == time(8, 30)
        assert holiday_week.people[0].limit_minutes == 32 * 60 * 3 // 5


def test_a_saturday_shows_when_somebody_works_and_leads_when_they_are_booked(within, akagi):
    with within(akagi):
        lead = user("lead")
        assert lead.id not in {one.user_id for one in queries.week_board(MONDAY).people}
        booking(lead, day=MONDAY + timedelta(days=5))
        board = queries.week_board(WEDNESDAY)
        assert board.monday == MONDAY and len(board.days) == 6
        assert lead.id in {one.user_id for one in board.people}


@pytest.mark.parametrize("staff", [1, 25])
def test_the_board_takes_the_same_few_statements_for_any_staff(within, akagi, queries, staff):
    from portal.visits.queries import week_board

    with within(akagi):
        for number in range(staff):
            who = person(f"職員{number}")
            schedule(make.make_ticket(), 9, who=who)
            booking(who, first=time(13), last=time(14))
        absence(who, WEDNESDAY)
    with within(akagi), queries() as counted:
        assert len(week_board(MONDAY).people) == staff + 1
    assert counted.count == 9  # and the tenant's name is one of them


def test_times_are_suggested_near_first_and_one_a_person(within, akagi):
    with within(akagi):
        near, far, away = person("近藤"), person("遠山"), person("休")
        operations.set_travel(school("001"), school("002"), 45, actor=ACTOR)
        booking(near, first=time(9), last=time(12)), booking(far, first=time(9), last=time(12), code="002")
        absence(away), absence(user())
        found = queries.suggest_times(school().id, 60, days=[MONDAY])
        assert [(one.user_id, clock.local(one.starts_at).strftime("%H:%M"), one.travel_minutes) for one in found] == [
            (near.id, "13:00", 0),
            (far.id, "13:00", 45),
        ]


def test_suggestions_keep_to_wishes_ways_opening_hours_and_the_future(within, akagi):
    with within(akagi):
        who = person("近藤")
        absence(user(), MONDAY, MONDAY + timedelta(days=1))
        booking(who, first=time(13), last=time(14), code="002")
        [one] = queries.suggest_times(school().id, 60, days=[MONDAY], windows={MONDAY: [(time(13, 30), time(16))]})
        assert clock.local(one.starts_at).strftime("%H:%M") == "14:30"  # 20 minutes of way, on the quarter
        assert queries.suggest_times(school().id, 60, days=[date(2022, 9, 4)]) == []  # a Sunday
        assert queries.suggest_times(school().id, 60, days=[date(2022, 8, 31)]) == []  # yesterday
        [long] = queries.suggest_times(school().id, 8 * 60, days=[MONDAY + timedelta(days=1)])
        assert clock.local(long.starts_at).strftime("%H:%M") == "08:30"
        online = queries.suggest_times(school().id, 30, days=[MONDAY], mode=BookingMode.ONLINE)
        assert online[0].travel_minutes == 0


def test_who_knows_the_school_and_the_work_comes_first(within, akagi):
    with within(akagi):
        stranger, knows, skilled = person("青木"), person("井上"), person("上田")
        absence(user())
        with clock.at(at(date(2022, 8, 1), 8)):
            booking(knows, day=date(2022, 8, 3))
        ticket = make.make_ticket(code="002", kind=Kind.ONLINE, category_code="E2")
        tickets.assign_ticket(ticket, skilled, actor=ACTOR)
        tickets.start_work(ticket, actor=ACTOR)
        make.resolve(ticket)
        found = queries.suggest_times(school().id, 60, days=[MONDAY], category_code="E2")
        assert [(one.user_id, one.knows_school, one.experience) for one in found] == [
            (knows.id, 1, 0),
            (skilled.id, 0, 1),
            (stranger.id, 0, 0),
        ]


def test_who_has_no_hours_left_comes_last(within, akagi):
    with within(akagi):
        full, free = person("青木"), person("井上")
        absence(user())
        operations.edit_settings(SettingsData(20, 3, 8, keep_place=False), actor=ACTOR)
        booking(full, first=time(9), last=time(12))
        found = queries.suggest_times(school().id, 60, days=[MONDAY])
        assert [(one.user_id, one.over) for one in found] == [(free.id, False), (full.id, True)]


@pytest.mark.parametrize("staff", [1, 25])
def test_suggestions_take_the_same_few_statements_for_any_staff(within, akagi, queries, staff):
    from portal.visits.queries import suggest_times

    with within(akagi):
        for number in range(staff):
            booking(person(f"職員{number}"))
    with within(akagi), queries() as counted:
        place = school().id
        assert suggest_times(place, 60, days=[MONDAY, WEDNESDAY], category_code="E2")
    assert counted.count <= 11


def test_travel_is_set_once_for_both_ways(within, akagi):
    with within(akagi):
        first, second = school("001"), school("002")
        way = operations.set_travel(first, second, 15, actor=ACTOR)
        assert operations.set_travel(second, first, 25, actor=ACTOR).id == way.id
        table = queries.travel_table()
        assert [table.minutes(first.id, second.id), table.minutes(second.id, first.id)] == [25, 25]
        assert [table.minutes(first.id, first.id), table.minutes(None, first.id), table.minutes(None, None)] == [
            0,
            20,
            0,
        ]
        assert queries.travel_rows()[0].minutes == 25
        operations.remove_travel(way, actor=ACTOR)
        assert queries.travel_table().minutes(first.id, second.id) == 20
        for wrong in ((first, first, 5), (first, second, 481)):
            with pytest.raises(TravelRefused):
                operations.set_travel(*wrong, actor=ACTOR)
        with pytest.raises(TravelRefused, match="上限"):
            operations.edit_settings(SettingsData(20, 61, 8, keep_place=False), actor=ACTOR)


def test_calendars_show_days_with_what_is_booked(within, akagi):
    with within(akagi):
        schools.add_holiday(WEDNESDAY, "開校記念日", actor=ACTOR)
        booking(), absence(first=MONDAY + timedelta(days=1))
        mine = queries.person_calendar(user().id, MONDAY, MONDAY + timedelta(days=6)).days
        assert [len(day.bookings) for day in mine] == [1, 0, 0, 0, 0, 0, 0]
        assert (mine[2].holiday, mine[2].working, len(mine[1].absences)) == ("開校記念日", False, 1)
        there = queries.school_calendar(school().id, MONDAY, MONDAY).days
        assert [row.title for row in there[0].bookings] == ["授業支援"]


def test_the_week_of_another_tenant_is_empty(within, akagi, minato):
    with within(akagi):
        booking()
    with within(minato):
        assert all(not day.blocks for one in queries.week_board(MONDAY).people for day in one.days)
