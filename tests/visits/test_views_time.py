"""Calendars and their feeds, bookings by hand, the rota, absences, promises, travel, on the web."""

import re
from datetime import date

import pytest
from icalendar import Calendar

from portal.kernel import clock
from portal.visits import operations
from portal.visits import queries as visits
from portal.visits.models import PromiseUnit
from portal.visits.operations import PromiseData
from tests.tickets import make as tickets
from tests.visits import make
from tests.visits.make import MONDAY
from tests.visits.test_views_board import text


@pytest.fixture(autouse=True)
def _september():
    with clock.at(make.at(date(2022, 9, 1), 8)):
        yield


@pytest.fixture
def own(within, akagi) -> dict[str, int]:
    """The supporter's own booking and regular visit."""
    with within(akagi):
        booking = make.booking(title="朝の打ち合わせ")
        slot = make.add_slot(weekday=1).slot
        school = tickets.school()
        return {"user": tickets.user().id, "booking": booking.id, "slot": slot.id, "school": school.id}


def day_of(name: str, day: date) -> dict[str, str]:
    return {f"{name}-{part}": str(getattr(day, part)) for part in ("year", "month", "day")}


def booking_form(own: dict[str, int], **changes) -> dict[str, str]:
    values = {"user_id": own["user"], "school_id": own["school"], "mode": "visit", "starts": "13:00", "ends": "14:00"}
    return values | day_of("day", MONDAY) | {"title": "機器の点検"} | changes


def slot_form(own: dict[str, int], **changes) -> dict[str, str]:
    values = {"user_id": own["user"], "school_id": own["school"], "weekday": "2", "starts": "9:00", "ends": "11:00"}
    return values | day_of("starts_on", date(2022, 9, 1)) | changes


def test_a_supporter_sees_the_own_week_and_month(own, sign_in, queries):
    client = sign_in("supporter")
    answer = client.get(f"/akagi/calendar?day={MONDAY}")
    assert answer.headers["Location"].startswith(f"/akagi/calendar/people/{own['user']}")
    with queries() as counted:
        page = text(client.get(answer.headers["Location"]))
    assert "朝の打ち合わせ" in page and counted.count <= 12, counted
    page = text(client.get(f"/akagi/calendar/people/{own['user']}?view=month&day={MONDAY}"))
    assert "2022年9月" in page and "敬老の日" in page
    assert client.get(f"/akagi/calendar/people/{own['user']}?view=year").status_code == 400
    assert client.get(f"/akagi/calendar/people/{own['user']}?day=x").status_code == 400


def test_a_school_sees_who_comes_to_it_and_nobody_elses_calendar(own, sign_in, within, akagi):
    client = sign_in("school")
    page = text(client.get(f"/akagi/calendar?day={MONDAY}", follow_redirects=True))
    assert "朝の打ち合わせ" in page and "予定を入れる" not in page
    with within(akagi):
        other = tickets.school("002").id
    assert client.get(f"/akagi/calendar/schools/{other}").status_code == 404
    assert client.get(f"/akagi/calendar/people/{own['user']}").status_code == 404


def test_calendars_of_other_tenants_are_not_there(own, sign_in):
    client = sign_in("lead", "minato")
    assert client.get(f"/minato/calendar/people/{own['user']}").status_code == 404
    assert client.get(f"/minato/calendar/schools/{own['school']}").status_code == 404
    assert client.get(f"/minato/calendar/bookings/{own['booking']}").status_code == 404
    assert client.get(f"/minato/rota/{own['slot']}").status_code == 404


def test_a_booking_is_added_changed_and_taken_out(own, sign_in, within, akagi):
    client = sign_in("supporter")
    page = text(client.post("/akagi/calendar/bookings/new", data=booking_form(own), follow_redirects=True))
    assert "予定を入れました" in page and "機器の点検" in page
    with within(akagi):
        row = visits.bookings_of([own["user"]], MONDAY, MONDAY)[-1]
    address = f"/akagi/calendar/bookings/{row.id}"
    data = booking_form(own, starts="15:00", ends="16:00", version=row.version)
    assert "15:00" in text(client.post(address, data=data, follow_redirects=True))
    assert "予定を外しました" in text(client.post(f"{address}/removal", follow_redirects=True))


def test_a_double_booking_keeps_what_was_typed(own, sign_in):
    data = booking_form(own, starts="11:00", ends="13:00")
    page = text(sign_in("supporter").post("/akagi/calendar/bookings/new", data=data), 422)
    assert "この時間にほかの予定があります" in page and "機器の点検" in page and 'value="11:00"' in page


def test_an_end_before_the_start_is_named_at_the_end(own, sign_in):
    data = booking_form(own, starts="15:00", ends="14:00")
    page = text(sign_in("supporter").post("/akagi/calendar/bookings/new", data=data), 422)
    assert "終了は、開始より後にしてください。" in page


def test_two_people_who_change_one_booking_see_both_versions(own, sign_in):
    lead, supporter = sign_in("lead"), sign_in("supporter")
    address = f"/akagi/calendar/bookings/{own['booking']}"
    opened = re.search(r'name="opened"[^>]*value="([^"]*)"', text(supporter.get(address)))[1].replace("&#34;", '"')
    first = booking_form(own, title="先の変更", starts="9:00", ends="12:00", version=1)
    assert lead.post(address, data=first).status_code == 303
    second = booking_form(own, title="後の変更", starts="9:00", ends="12:00", version=1, opened=opened)
    page = text(supporter.post(address, data=second), 422)
    assert "先の変更" in page and "後の変更" in page and "ほかの人が先に変更しました" in page


def test_one_day_of_the_rota_is_left_out(own, sign_in, within, akagi):
    tuesday = date(2022, 9, 6)
    with within(akagi):
        row = visits.bookings_of([own["user"]], tuesday, tuesday)[0]
    client = sign_in("lead")
    assert "この日だけが変わります" in text(client.get(f"/akagi/calendar/bookings/{row.id}"))
    client.post(f"/akagi/calendar/bookings/{row.id}/removal")
    with within(akagi):
        assert visits.bookings_of([own["user"]], tuesday, tuesday) == []
        assert [one.day for one in visits.rota_exceptions(tuesday, tuesday)] == [tuesday]


def test_a_supporter_changes_nobody_elses_booking(own, sign_in, within, akagi):
    with within(akagi):
        other = make.booking(make.person("青木")).id
    assert sign_in("supporter").get(f"/akagi/calendar/bookings/{other}").status_code == 404


def test_a_feed_is_shown_once_read_and_revoked(own, sign_in, client, within, akagi):
    supporter = sign_in("supporter")
    page = text(supporter.post(f"/akagi/calendar/people/{own['user']}/feeds"))
    address = re.search(r'value="http://localhost(/akagi/calendar/[^"]+\.ics)"', page)[1]
    assert address not in text(supporter.get(f"/akagi/calendar/people/{own['user']}"))
    answer = client.get(address)
    assert answer.content_type == "text/calendar; charset=utf-8"
    events = Calendar.from_ical(answer.data).walk("VEVENT")
    assert any("朝の打ち合わせ" in str(event["summary"]) for event in events)
    assert client.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    with within(akagi):
        feed_id = visits.feeds_of_user(own["user"])[0].id
    assert sign_in("school").post(f"/akagi/calendar/feeds/{feed_id}/revocation").status_code == 404
    supporter.post(f"/akagi/calendar/feeds/{feed_id}/revocation")
    unknown = client.get("/akagi/calendar/nothing.ics")
    assert client.get(address).status_code == unknown.status_code == 404
    assert client.get(address.replace("akagi", "minato")).status_code == 404


def test_a_school_has_a_feed_of_its_own(own, sign_in, client):
    page = text(sign_in("school").post(f"/akagi/calendar/schools/{own['school']}/feeds"))
    address = re.search(r'value="http://localhost(/akagi/calendar/[^"]+\.ics)"', page)[1]
    assert Calendar.from_ical(client.get(address).data).walk("VEVENT")


def test_the_rota_is_listed_added_to_and_ended(own, sign_in, queries):
    client = sign_in("lead")
    page = text(client.post("/akagi/rota/new", data=slot_form(own), follow_redirects=True))
    assert "巡回表を保存しました。予定を" in page and "水曜日" in page
    with queries() as counted:
        text(client.get("/akagi/rota"))
    assert counted.count <= 6, counted
    data = day_of("ends_on", date(2022, 9, 30)) | {"version": 1}
    page = text(client.post(f"/akagi/rota/{own['slot']}/end", data=data, follow_redirects=True))
    assert "9月30日まで" in page
    assert sign_in("supporter").get("/akagi/rota/new").status_code == 403


def test_an_overlapping_regular_visit_is_refused_with_what_was_typed(own, sign_in):
    page = text(sign_in("lead").post("/akagi/rota/new", data=slot_form(own, weekday="1", title="午前の授業")), 422)
    assert "午前の授業" in page and "まだ保存されていません" in page


def test_a_regular_visit_changed_by_two_shows_both(own, sign_in):
    client, address = sign_in("lead"), f"/akagi/rota/{own['slot']}"
    data = slot_form(own, weekday="1", version=1)
    assert client.post(address, data=data | {"title": "先の人"}).status_code == 303
    page = text(client.post(address, data=data | {"title": "後の人"}), 422)
    assert "先の人" in page and "後の人" in page


def test_what_generating_would_do_is_shown_before(own, sign_in, within, akagi):
    with within(akagi):
        make.add_slot(make.person("青木"), weekday=0, book_ahead=False)
    client = sign_in("lead")
    assert "6件" in text(client.get("/akagi/rota/generation"))
    assert "6件の訪問を予定に入れました" in text(client.post("/akagi/rota/generation", follow_redirects=True))


def test_an_absence_shows_what_needs_a_cover_and_is_taken_back(own, sign_in):
    client = sign_in("supporter")
    data = {"user_id": own["user"], "kind": "annual_leave", "part": "all"} | day_of("first_day", MONDAY)
    page = text(client.post("/akagi/rota/absences/new", data=data, follow_redirects=True))
    assert "代理の要る訪問　1件" in page and "リーダーが代理を決めます" in page
    lead = sign_in("lead")
    page = text(lead.get("/akagi/rota/absences"))
    assert "未定 1件" in page
    absence = re.search(r"/akagi/rota/absences/(\d+)", page)[0]
    assert "まとめて代理を決める" in text(lead.get(absence))
    assert "休みを取り消しました" in text(lead.post(f"{absence}/cancellation", follow_redirects=True))
    assert sign_in("lead", "minato").get(absence.replace("akagi", "minato")).status_code == 404


def test_promises_are_made_and_measured(own, sign_in, within, akagi, queries):
    client = sign_in("lead")
    assert "約束と訪問は、まだありません" in text(client.get("/akagi/promises?year=2019"))
    data = {"school_type": "", "school_id": own["school"], "unit": "year", "visits": "20"} | day_of(
        "starts_on", date(2022, 4, 1)
    )
    text(client.post("/akagi/promises/agreements/new", data=data, follow_redirects=True))
    with queries() as counted:
        page = text(client.get("/akagi/promises?short=1"))
    assert "合計" not in page and ">20<" in page and counted.count <= 9, counted
    assert client.get("/akagi/promises/export/xlsx").status_code == 200
    assert client.get("/akagi/promises?year=x").status_code == 400
    page = text(client.post("/akagi/promises/agreements/new", data=data | {"visits": "400"}), 422)
    assert "回数は1回から366回までです" in page
    assert sign_in("supporter").get("/akagi/promises/agreements").status_code == 403


def test_a_promise_is_changed_and_ended(own, sign_in, within, akagi):
    with within(akagi):
        data = PromiseData(PromiseUnit.YEAR, 20, date(2022, 4, 1), school=tickets.school())
        promise_id = operations.set_promise(data, actor=make.ACTOR).id
    client, address = sign_in("lead"), f"/akagi/promises/agreements/{promise_id}"
    form = {"school_id": own["school"], "unit": "year", "visits": "22", "version": 1}
    form |= day_of("starts_on", date(2022, 4, 1))
    assert "22回" in text(client.post(address, data=form, follow_redirects=True))
    assert "ほかの人が先に変更しました" in text(client.post(address, data=form | {"visits": "30"}), 422)
    data = day_of("ends_on", date(2023, 3, 31)) | {"version": 2}
    assert "最後の日を決めました" in text(client.post(f"{address}/end", data=data, follow_redirects=True))
    assert sign_in("lead", "minato").get(address.replace("akagi", "minato")).status_code == 404


def test_minutes_between_schools_and_settings(own, sign_in, within, akagi):
    client = sign_in("tenant_admin")
    with within(akagi):
        other = tickets.school("002").id
    data = {"school_id": own["school"], "other_id": other, "minutes": "12"}
    assert "12分にしました" in text(client.post("/akagi/travel", data=data, follow_redirects=True))
    assert "まだ保存されていません" in text(client.post("/akagi/travel", data=data | {"minutes": "900"}), 422)
    data = {"travel_minutes": "15", "weekly_hours": "30", "weeks_ahead": "4"}
    assert "訪問の設定を保存しました" in text(client.post("/akagi/travel/settings", data=data, follow_redirects=True))
    with within(akagi):
        assert (visits.settings().weekly_hours, visits.settings().keep_place) == (30, False)
        travel_id = visits.travel_rows()[0].id
    assert "移動時間を外しました" in text(client.post(f"/akagi/travel/{travel_id}/removal", follow_redirects=True))
    page = text(client.get("/akagi/settings"))
    assert "移動時間" in page and "訪問の設定" in page
