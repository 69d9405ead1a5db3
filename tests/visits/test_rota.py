"""The rota books itself ahead: on working days, once, around absences, exceptions and what is booked already."""

import threading
from datetime import date, time, timedelta

import pytest
import sqlalchemy as sa

from portal.kernel import audit, clock, jobs, tenancy
from portal.kernel.access import NotAllowed
from portal.kernel.db import db
from portal.kernel.states import EditedMeanwhile
from portal.schools import operations as schools
from portal.visits import operations, queries
from portal.visits.models import BookedQuarter, Booking, BookingOrigin, RotaSlot
from portal.visits.operations import RotaRefused, SettingsData
from tests.tickets.make import school, user
from tests.visits.make import ACTOR, MONDAY, absence, add_slot, at, booking, person, slot_data


@pytest.fixture(autouse=True)
def _september():
    with clock.at(at(date(2022, 9, 1), 8)):
        yield


def booked_days(slot: RotaSlot | None = None) -> list[date]:
    statement = sa.select(Booking.rota_day).where(Booking.rota_day.is_not(None)).order_by(Booking.rota_day)
    return list(db.session.scalars(statement.where(Booking.rota_slot_id == slot.id) if slot else statement))


def test_a_regular_visit_is_booked_eight_weeks_ahead_but_not_on_holidays(within, akagi):
    with within(akagi):
        result = add_slot()
        # Mondays until 27 October but 19 September (respect for the aged) and 10 October (sports).
        assert booked_days() == [date(2022, 9, 5), date(2022, 9, 12), date(2022, 9, 26), date(2022, 10, 3),
                                 date(2022, 10, 17), date(2022, 10, 24)]  # fmt: skip
        assert (result.made, result.misses) == (6, [])
        first = db.session.scalars(sa.select(Booking).order_by(Booking.starts_at)).first()
        assert (first.starts_at, first.ends_at) == (at(MONDAY, 9), at(MONDAY, 12))
        assert (first.origin, first.title, first.school_id) == (BookingOrigin.ROTA, "計画訪問", school().id)
        assert db.session.scalar(sa.select(sa.func.count()).select_from(BookedQuarter)) == 6 * 12


def test_booking_the_rota_again_changes_nothing(within, akagi):
    with within(akagi):
        add_slot(book_ahead=False)
        made = operations.generate_rota(date(2022, 9, 1), date(2022, 9, 30), actor=ACTOR)
        before = audit.count()
        again = operations.generate_rota(date(2022, 9, 1), date(2022, 9, 30), actor=ACTOR)
        assert (made.made, again.made, again.misses) == (3, 0, []) and audit.count() == before


def test_the_turn_of_the_year_is_left_out(within, akagi):
    with within(akagi):
        schools.close_for_new_year(2022, actor=ACTOR)
        add_slot(weekday=3, book_ahead=False)
        operations.generate_rota(date(2022, 12, 19), date(2023, 1, 15), actor=ACTOR)
        assert booked_days() == [date(2022, 12, 22), date(2023, 1, 5), date(2023, 1, 12)]


def test_a_weekday_on_which_the_centre_is_closed_is_left_out_and_an_opened_holiday_is_not(within, akagi):
    with within(akagi):
        schools.work_on_holiday(date(2022, 9, 19), "運動会の代わり", actor=ACTOR)
        add_slot(), add_slot(weekday=5)
        assert date(2022, 9, 19) in booked_days() and all(day.weekday() == 0 for day in booked_days())


def test_a_clash_is_told_and_the_rest_is_booked(within, akagi):
    with within(akagi):
        other = booking(first=time(10), last=time(11))
        result = add_slot()
        [miss] = result.misses
        assert (miss.day, miss.clash.id, miss.slot_id) == (MONDAY, other.id, result.slot.id)
        assert "授業支援" in miss.reason and result.made == 5
        assert [one.day for one in queries.rota_misses(MONDAY, MONDAY)] == [MONDAY]
        operations.remove_booking(other, actor=ACTOR)
        assert operations.keep_rota_booked(actor=ACTOR).made == 1


def test_an_absent_persons_rota_waits(within, akagi):
    with within(akagi):
        away = absence()
        result = add_slot()
        assert [miss.absence.id for miss in result.misses] == [away.id] and MONDAY not in booked_days()
        operations.cancel_absence(away, actor=ACTOR)
        assert MONDAY in booked_days()


def test_a_skipped_day_stays_free_until_it_is_restored(within, akagi):
    with within(akagi):
        slot = add_slot().slot
        operations.skip_day(slot, MONDAY, reason="研究会", actor=ACTOR)
        operations.skip_day(slot, MONDAY, actor=ACTOR)
        assert operations.keep_rota_booked(actor=ACTOR).made == 0 and MONDAY not in booked_days()
        [exception] = queries.rota_exceptions(MONDAY, MONDAY)
        assert exception.reason == "研究会"
        assert operations.restore_day(slot, MONDAY, actor=ACTOR).made == 1 and MONDAY in booked_days()
        with pytest.raises(RotaRefused, match="火"):
            operations.skip_day(slot, MONDAY + timedelta(days=1), actor=ACTOR)


def test_one_day_moves_and_is_not_booked_again(within, akagi):
    with within(akagi):
        slot = add_slot().slot
        one = queries.occurrence(slot.id, MONDAY)
        tuesday = MONDAY + timedelta(days=1)
        operations.move_occurrence(one, at(tuesday, 13), at(tuesday, 15), version=1, actor=ACTOR)
        assert (one.starts_at, one.rota_day, one.version) == (at(tuesday, 13), MONDAY, 2)
        assert operations.keep_rota_booked(actor=ACTOR).made == 0
        with pytest.raises(EditedMeanwhile):
            operations.move_occurrence(one, at(MONDAY, 13), at(MONDAY, 15), version=1, actor=ACTOR)


def test_a_removed_day_of_the_rota_is_not_booked_again(within, akagi):
    with within(akagi):
        slot = add_slot().slot
        operations.remove_booking(queries.occurrence(slot.id, MONDAY), actor=ACTOR, reason="休校")
        assert operations.keep_rota_booked(actor=ACTOR).made == 0
        assert queries.rota_exceptions(MONDAY, MONDAY)[0].reason == "休校"


def test_an_ended_visit_frees_what_comes_after(within, akagi):
    with within(akagi):
        slot = add_slot().slot
        result = operations.end_slot(slot, date(2022, 9, 12), version=slot.version, actor=ACTOR)
        assert result.removed == 4 and booked_days() == [date(2022, 9, 5), date(2022, 9, 12)]
        assert db.session.scalar(sa.select(sa.func.count()).select_from(BookedQuarter)) == 2 * 12


def test_an_edited_visit_is_booked_anew_but_moved_and_covered_days_stay(within, akagi):
    with within(akagi):
        slot, other = add_slot().slot, person("田中")
        covered, moved = queries.occurrence(slot.id, date(2022, 9, 12)), queries.occurrence(slot.id, date(2022, 9, 26))
        operations.assign_cover(covered, other, actor=ACTOR)
        operations.move_occurrence(moved, at(date(2022, 9, 27), 9), at(date(2022, 9, 27), 12), actor=ACTOR)
        kept = {covered.id, moved.id}
        result = operations.edit_slot(slot, slot_data(starts=time(13), ends=time(15)), version=1, actor=ACTOR)
        assert (result.removed, result.made) == (4, 4)
        rows = db.session.scalars(sa.select(Booking)).all()
        hours = {row.rota_day: clock.local(row.starts_at).hour for row in rows}
        assert hours[MONDAY] == 13 and hours[date(2022, 9, 12)] == 9 and kept <= {row.id for row in rows}
        with pytest.raises(EditedMeanwhile):
            operations.edit_slot(slot, slot_data(), version=1, actor=ACTOR)


def test_a_visit_that_moves_to_another_weekday_leaves_no_day_behind(within, akagi):
    with within(akagi):
        slot = add_slot().slot
        operations.edit_slot(slot, slot_data(weekday=2), version=1, actor=ACTOR)
        assert {day.weekday() for day in booked_days()} == {2}


def test_past_days_of_an_edited_visit_stay(within, akagi):
    with within(akagi):
        slot = add_slot().slot
        with clock.at(at(date(2022, 9, 13), 8)):
            operations.edit_slot(slot, slot_data(weekday=2, starts_on=date(2022, 9, 13)), version=1, actor=ACTOR)
        assert booked_days()[:3] == [date(2022, 9, 5), date(2022, 9, 12), date(2022, 9, 14)]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"starts": time(9, 10)}, "15分"),
        ({"ends": time(9)}, "終了時刻"),
        ({"ends_on": date(2022, 8, 1)}, "最後の日"),
        ({"weekday": 7}, "曜日"),
    ],
)
def test_odd_slots_are_refused(within, akagi, wrong, message):
    with within(akagi), pytest.raises(RotaRefused, match=message):
        add_slot(**wrong)


def test_two_regular_visits_of_one_person_never_overlap(within, akagi):
    with within(akagi):
        slot = add_slot(ends_on=date(2022, 9, 30)).slot
        with pytest.raises(RotaRefused, match="09:00〜12:00"):
            add_slot(starts=time(11), ends=time(13))
        add_slot(starts=time(11), ends=time(13), starts_on=date(2022, 10, 1))
        with pytest.raises(RotaRefused):
            operations.edit_slot(slot, slot_data(), version=None, actor=ACTOR)


def test_a_person_who_is_no_supporter_has_no_rota(within, akagi):
    with within(akagi), pytest.raises(RotaRefused, match="ICT支援員"):
        add_slot(user("board"))


def test_only_those_who_may_change_the_rota(within, akagi, actor):
    supporter, lead = actor("supporter"), actor("lead")
    with within(akagi):
        for verb in (
            lambda who: operations.add_slot(slot_data(), actor=who),
            lambda who: operations.generate_rota(MONDAY, MONDAY, actor=who),
        ):
            with pytest.raises(NotAllowed):
                verb(supporter)
            verb(lead)


def test_every_night_each_tenant_books_its_own_rota_as_far_as_it_wishes(within, akagi, minato, run_jobs, app):
    with within(akagi):
        operations.edit_settings(SettingsData(20, 32, 2, keep_place=False), actor=ACTOR)
        add_slot(book_ahead=False)
    with app.app_context():
        jobs.for_every_tenant("visits.book_rota")
    run_jobs()
    with within(akagi):
        assert booked_days() == [date(2022, 9, 5), date(2022, 9, 12)]
    with within(minato):
        assert booked_days() == []


def test_two_who_book_the_rota_at_once_book_it_once(within, akagi):
    with within(akagi):
        add_slot(book_ahead=False)
        person_id = user().id
    ready, made = threading.Barrier(2), []

    def work() -> None:
        with clock.at(at(date(2022, 9, 1), 8)), within(akagi):
            ready.wait()
            made.append(operations.generate_rota(MONDAY, date(2022, 9, 30), actor=ACTOR).made)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(made) == [0, 3]
    with within(akagi):
        assert len(queries.bookings_of([person_id], MONDAY, date(2022, 9, 30))) == 3


def test_an_hour_taken_while_the_rota_is_booked_costs_that_day_alone(within, akagi, monkeypatch):
    """Somebody books between the plan and its rows: the database refuses, and the rest is booked one by one."""
    from portal.visits.operations import generation

    with within(akagi):
        add_slot(book_ahead=False)
        planned = queries.rota_plan(MONDAY, date(2022, 9, 30))
        other = booking(first=time(10), last=time(11))
        made, misses = generation._book_person(planned.wanted)
        assert made == 2 and [miss.clash.id for miss in misses] == [other.id]


def test_a_rota_of_many_is_booked_in_few_statements(within, akagi, queries):
    with within(akagi):
        for at_ in range(6):
            helper = person(f"多{at_}")
            for weekday in range(5):
                add_slot(helper, weekday=weekday, book_ahead=False)
        with queries() as counted:
            made = operations.generate_rota(date(2022, 9, 1), date(2022, 10, 28), actor=ACTOR).made
        assert made > 200
        assert counted.count <= 10 + 6 * 8


def test_another_tenants_slots_and_bookings_are_not_there(within, akagi, minato):
    with within(akagi):
        slot = add_slot().slot
        ids = slot.id, queries.occurrence(slot.id, MONDAY).id
    with within(minato):
        assert queries.rota_slot(ids[0]) is None and queries.booking(ids[1]) is None
        assert queries.rota_slots() == [] and queries.bookings_between(MONDAY, MONDAY) == []
        assert tenancy.current() == minato.id


def test_editing_a_visit_and_booking_the_rota_at_once_wait_for_each_other(within, akagi):
    """Each wants what the other one locks; nobody is thrown out by the database."""
    with within(akagi):
        slot_ids = [add_slot(weekday=weekday, book_ahead=False).slot.id for weekday in range(5)]
    ready, problems = threading.Barrier(3), []

    def work(verb) -> None:
        try:
            with clock.at(at(date(2022, 9, 1), 8)), within(akagi):
                ready.wait()
                verb()
        except Exception as problem:
            problems.append(problem)

    def edit() -> None:
        slot = queries.rota_slot(slot_ids[0])
        operations.edit_slot(slot, slot_data(starts=time(13), ends=time(14)), version=1, actor=ACTOR)

    verbs = (edit, lambda: operations.keep_rota_booked(actor=ACTOR), lambda: absence(first=MONDAY))
    threads = [threading.Thread(target=work, args=[verb]) for verb in verbs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert problems == []
