"""Who is away cannot be booked; what was booked goes to somebody who can be there."""

import threading
from datetime import date, time, timedelta

import pytest

from portal.kernel import audit, clock
from portal.kernel.access import NotAllowed
from portal.tickets import operations as tickets
from portal.visits import operations, queries
from portal.visits.models import BookingMode, DayPart
from portal.visits.operations import AbsenceData, AbsenceRefused, Absent, BookingRefused, DoubleBooked
from tests.tickets import make
from tests.tickets.make import school, user
from tests.visits.make import ACTOR, MONDAY, absence, add_absence, add_slot, at, booking, person

TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def _september():
    with clock.at(at(date(2022, 9, 1), 8)):
        yield


@pytest.mark.parametrize(
    ("part", "first", "last", "free"),
    [
        (DayPart.ALL, time(9), time(12), False),
        (DayPart.MORNING, time(9), time(12), False),
        (DayPart.MORNING, time(11, 45), time(13), False),
        (DayPart.MORNING, time(12), time(13), True),
        (DayPart.AFTERNOON, time(9), time(12), True),
        (DayPart.AFTERNOON, time(11), time(12, 15), False),
    ],
)
def test_who_is_away_cannot_be_booked(within, akagi, part, first, last, free):
    with within(akagi):
        absence(part=part)
        if free:
            booking(first=first, last=last)
        else:
            with pytest.raises(Absent, match="休みです（9月5日（月）.*年休"):
                booking(first=first, last=last)
            assert queries.bookings_of([user().id], MONDAY, MONDAY) == []


def test_a_booking_does_not_move_into_an_absence_nor_a_ticket(within, akagi):
    with within(akagi):
        absence()
        one = booking(day=TUESDAY)
        with pytest.raises(Absent):
            operations.move_booking(one, user(), at(MONDAY, 9), at(MONDAY, 10), actor=ACTOR)
        assert one.starts_at == at(TUESDAY, 9)
        with pytest.raises(BookingRefused):
            tickets.schedule_visit(
                make.make_ticket(), starts_at=at(MONDAY, 9), ends_at=at(MONDAY, 10), assignee=user(), actor=ACTOR
            )


def test_an_absence_names_what_it_leaves_open_also_what_the_rota_had_not_booked_yet(within, akagi):
    with within(akagi):
        add_slot(), booking(first=time(13), last=time(14))
        far = date(2022, 12, 5)
        result = add_absence(first=MONDAY, last=MONDAY)
        assert [clock.local(row.starts_at).hour for row in result.affected] == [9, 13]
        assert [row.day for row in add_absence(first=far).affected] == [far]
        assert len(queries.uncovered(MONDAY, MONDAY)) == 2
        assert queries.uncovered(TUESDAY, TUESDAY) == []


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"last": MONDAY - timedelta(days=1)}, "最後の日"),
        ({"last": TUESDAY, "part": DayPart.MORNING}, "1日ずつ"),
        ({"last": MONDAY + timedelta(days=500)}, "日まで"),
    ],
)
def test_odd_absences_are_refused(within, akagi, wrong, message):
    with within(akagi), pytest.raises(AbsenceRefused, match=message):
        add_absence(**wrong)


def test_an_absence_is_entered_once(within, akagi):
    with within(akagi):
        away = absence(part=DayPart.MORNING)
        absence(part=DayPart.AFTERNOON)
        with pytest.raises(AbsenceRefused, match="すでに"):
            absence()
        operations.cancel_absence(away, actor=ACTOR)
        operations.cancel_absence(away, actor=ACTOR)
        absence(part=DayPart.MORNING)


def test_supporters_enter_their_own_absence_and_nobody_elses(within, akagi, actor):
    who = actor("supporter")
    with within(akagi):
        operations.add_absence(AbsenceData(user(), MONDAY, MONDAY, "sick"), actor=who)
        with pytest.raises(NotAllowed):
            operations.add_absence(AbsenceData(user("lead"), MONDAY, MONDAY, "sick"), actor=who)


def test_a_cover_takes_the_booking_and_gives_it_back(within, akagi):
    with within(akagi):
        one, other = booking(), person("田中")
        away = absence()
        before = audit.count()
        operations.assign_cover(one, other, actor=ACTOR)
        assert (one.user_id, one.covers_id) == (other.id, user().id) and audit.count() == before + 1
        assert queries.affected_bookings(away) == []
        assert queries.bookings_of([other.id], MONDAY, MONDAY)[0].covers_name == user().name
        with pytest.raises(DoubleBooked):
            booking(other)
        with pytest.raises(Absent):
            operations.assign_cover(one, user(), actor=ACTOR)
        operations.cancel_absence(away, actor=ACTOR)
        operations.assign_cover(one, user(), actor=ACTOR)
        assert (one.user_id, one.covers_id) == (user().id, None)


def test_a_cover_of_a_cover_still_stands_for_the_first(within, akagi):
    with within(akagi):
        one = booking()
        operations.assign_cover(one, person("田中"), actor=ACTOR)
        operations.assign_cover(one, person("山本"), actor=ACTOR)
        assert one.covers_id == user().id


def test_a_covered_ticket_becomes_the_other_persons(within, akagi):
    with within(akagi):
        ticket = make.book(make.make_ticket())
        other = person("田中")
        booked = queries.booking(ticket.booking_id)
        operations.assign_cover(booked, other, actor=ACTOR)
        assert make.stored(ticket.id).assignee_id == other.id


def test_candidates_are_ranked_free_on_time_knowing_the_school_near(within, akagi):
    with within(akagi):
        stranger, knows = person("新人"), person("常連")
        busy, away, late = person("多忙"), person("休暇"), person("遠方")
        with clock.at(at(date(2022, 8, 1), 8)):
            booking(knows, day=date(2022, 8, 3)), booking(knows, day=date(2022, 8, 4))
        booking(busy, first=time(11), last=time(13))
        absence(away)
        booking(late, first=time(8), last=time(9), code="002")
        booking(stranger, first=time(8), last=time(8, 30), code="001")
        one = booking()
        found = queries.cover_candidates(queries.booking(one.id))
        order = [candidate.user_id for candidate in found]
        assert order[:3] == [knows.id, stranger.id, late.id] and set(order[3:]) == {busy.id, away.id}
        best = found[0]
        assert (best.knows_school, best.travel_minutes, best.possible) == (2, 20, True)
        assert (found[1].travel_minutes, found[2].travel_fits) == (0, False)
        assert user().id not in order and user("lead").id not in order


def test_an_absence_is_covered_in_one_step_and_tells_what_nobody_can_take(within, akagi):
    with within(akagi):
        other = person("田中")
        morning, afternoon = booking(), booking(first=time(13), last=time(15), code="002")
        booking(other, first=time(14), last=time(16), code="002")
        away = absence()
        results = operations.cover_absence(away, actor=ACTOR)
        assert [(one.booking.id, one.done, one.user_id) for one in results] == [
            (morning.id, True, other.id),
            (afternoon.id, False, None),
        ]
        assert "行ける人がいません" in results[1].reason
        assert [row.id for row in queries.affected_bookings(away)] == [afternoon.id]


def test_several_visits_of_one_absence_are_shared_out(within, akagi):
    with within(akagi):
        first, second = person("田中"), person("山本")
        booking(first, first=time(9), last=time(12)), booking(second, first=time(13), last=time(16))
        booking(first=time(9), last=time(12)), booking(first=time(13), last=time(16))
        results = operations.cover_absence(absence(), actor=ACTOR)
        assert [one.user_id for one in results] == [second.id, first.id]


def test_absences_and_covers_of_another_tenant_are_not_there(within, akagi, minato):
    with within(akagi):
        away = absence().id
    with within(minato):
        assert queries.absence(away) is None and queries.absences(MONDAY, MONDAY) == []


def test_who_books_while_the_absence_is_entered_is_refused_or_told(within, akagi):
    """Two connections: whichever comes second sees the first."""
    with within(akagi):
        person_id = user().id
    entered, outcomes = threading.Event(), {}

    def enter() -> None:
        with clock.at(at(date(2022, 9, 1), 8)), within(akagi):
            add_absence()
            entered.set()

    def take() -> None:
        entered.wait(timeout=30)
        try:
            with clock.at(at(date(2022, 9, 1), 8)), within(akagi):
                operations.book(
                    user(), at(MONDAY, 9), at(MONDAY, 10), school=school(), mode=BookingMode.VISIT, title="x",
                    actor=ACTOR,
                )  # fmt: skip
                outcomes["book"] = "booked"
        except Absent:
            outcomes["book"] = "absent"

    threads = [threading.Thread(target=work) for work in (enter, take)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert outcomes == {"book": "absent"}
    with within(akagi):
        assert queries.bookings_of([person_id], MONDAY, MONDAY) == []
