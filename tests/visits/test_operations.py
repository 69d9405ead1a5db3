"""Booked time: quarter hours, and never two things at once."""

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.kernel import audit, clock
from portal.kernel.access import system_actor
from portal.kernel.db import db
from portal.visits import operations, queries
from portal.visits.models import BookedQuarter, Booking, BookingMode
from portal.visits.operations import DoubleBooked, WrongTime
from tests.tickets.make import at, school, user

ACTOR = system_actor("試験")


def book(role: str = "supporter", *, starts=None, minutes: int = 60, tenant: str = "akagi") -> Booking:
    starts = starts or at(hour=13)
    return operations.book(
        user(role, tenant),
        starts,
        starts + timedelta(minutes=minutes),
        school=school(),
        mode=BookingMode.VISIT,
        title="電子黒板",
        actor=ACTOR,
    )


def quarters() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(BookedQuarter))


def test_a_booking_takes_one_row_for_each_quarter_hour(within, akagi):
    with within(akagi):
        before = audit.count()
        booking = book(minutes=75)
        assert quarters() == 5 and audit.count() == before + 1
        assert booking.period_label.endswith("13:00〜14:15")


@pytest.mark.parametrize(
    ("starts", "minutes", "message"),
    [
        (at(hour=13, minute=10), 60, "15分"),
        (at(hour=13), 50, "15分"),
        (at(hour=13), 0, "終了"),
        (at(hour=13), -60, "終了"),
        (at(hour=23), 120, "1日"),
    ],
)
def test_odd_times_are_refused(within, akagi, starts, minutes, message):
    with within(akagi), pytest.raises(WrongTime, match=message):
        book(starts=starts, minutes=minutes)


def test_a_booking_may_last_until_midnight(within, akagi):
    with within(akagi):
        book(starts=at(hour=22), minutes=120)
        assert quarters() == 8


@pytest.mark.parametrize("start", [12, 13, 14])
def test_overlaps_are_refused_and_name_the_clash(within, akagi, start):
    with within(akagi):
        first = book(starts=at(hour=13), minutes=90)
        with pytest.raises(DoubleBooked) as refusal:
            book(starts=at(hour=start), minutes=75)
        assert refusal.value.clash.id == first.id
        assert "電子黒板" in str(refusal.value) and first.period_label in str(refusal.value)
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Booking)) == 1


def test_what_only_touches_is_no_overlap_nor_is_another_persons_day(within, akagi, minato):
    with within(akagi):
        book(starts=at(hour=13))
        book(starts=at(hour=14))
        book("lead", starts=at(hour=13))
    with within(minato):
        book(tenant="minato", starts=at(hour=13))


def test_the_database_alone_refuses_an_overlap(within, akagi):
    with within(akagi):
        booking = book()
        taken = db.session.scalars(sa.select(BookedQuarter)).first()
        with pytest.raises(sa.exc.IntegrityError, match="uq_booked_quarter_person"):
            db.session.execute(
                sa.insert(BookedQuarter).values(booking_id=booking.id, user_id=taken.user_id, quarter=taken.quarter)
            )
        db.session.rollback()


def test_of_two_who_book_at_the_same_moment_one_is_refused(app, within, akagi):
    ready, outcomes = threading.Barrier(2), []

    def work() -> None:
        try:
            with within(akagi):
                ready.wait()
                book()
            outcomes.append("booked")
        except DoubleBooked as refusal:
            outcomes.append(refusal.clash.title)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(outcomes) == ["booked", "電子黒板"]
    with within(akagi):
        assert quarters() == 4


def test_a_booking_moves_in_time_and_to_another_person(within, akagi):
    with within(akagi):
        booking = book(starts=at(hour=13))
        operations.move_booking(booking, user("supporter"), at(hour=13, minute=30), at(hour=15), actor=ACTOR)
        assert quarters() == 6
        operations.move_booking(booking, user("lead"), booking.starts_at, booking.ends_at, actor=ACTOR)
        book("supporter", starts=at(hour=14))
        with pytest.raises(DoubleBooked):
            book("lead", starts=at(hour=14))


def test_a_refused_move_leaves_the_booking_where_it_was(within, akagi):
    with within(akagi):
        booking, other = book(starts=at(hour=9)), book(starts=at(hour=13))
        with pytest.raises(DoubleBooked) as refusal:
            operations.move_booking(
                booking, user("supporter"), at(hour=12, minute=30), at(hour=13, minute=30), actor=ACTOR
            )
        assert refusal.value.clash.id == other.id
        assert booking.starts_at == at(hour=9) and quarters() == 8


def test_a_cancelled_booking_frees_its_time(within, akagi):
    with within(akagi):
        operations.cancel_booking(book(), actor=ACTOR)
        assert quarters() == 0
        book()


def test_bookings_are_listed_by_person_and_school(within, akagi):
    with within(akagi):
        person, day = user("supporter"), clock.today() + timedelta(days=1)
        book(starts=at(hour=15)), book(starts=at(hour=9)), book(starts=at(days=2, hour=9))
        found = queries.bookings_of([person.id], day, day)
        assert [clock.local(row.starts_at).hour for row in found] == [9, 15]
        assert (found[0].user_name, found[0].school_name) == (person.name, school().name)
        assert len(queries.bookings_at_school(school().id, day, day + timedelta(days=1))) == 3


def test_who_is_free_is_who_has_no_clash(within, akagi):
    with within(akagi):
        book("supporter", starts=at(hour=13))
        people = [user("supporter").id, user("lead").id]
        clashes = queries.clashes(people, at(hour=12), at(hour=13, minute=15))
        assert set(clashes) == {user("supporter").id}
        assert queries.clashes(people, at(hour=14), at(hour=15)) == {}
