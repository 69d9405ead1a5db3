"""First screens: a supporter's day and a school's home; and what a school's page shows of its tickets."""

from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.tickets import operations
from tests.tickets import make
from tests.tickets.test_views_list import page_of
from tests.tickets.test_views_ticket import text

BUDGET = 12


@pytest.mark.parametrize(
    ("role", "address"),
    [("supporter", "/akagi/today"), ("school", "/akagi/school-home")],
)
def test_each_role_begins_at_its_own_screen(role, address, sign_in):
    assert sign_in(role).get("/akagi/").headers["Location"] == address


def test_the_day_stands_in_order_with_what_is_over_and_what_is_on(within, akagi, sign_in):
    with clock.at(make.at(days=1, hour=8)), within(akagi):
        make.book(make.make_ticket(subject="朝の訪問"), days=0, hour=9)
        make.book(make.make_ticket(subject="昼の訪問"), days=0, hour=11)
        make.book(make.make_ticket(subject="夕方の訪問"), days=0, hour=16)
    with clock.at(make.at(days=1, hour=11, minute=30)):
        page = page_of(sign_in("supporter"), "/akagi/today")
    line = page[page.index('class="timeline"') : page.index("</ol>")]
    assert line.index("朝の訪問") < line.index("昼の訪問") < line.index("夕方の訪問")
    assert line.count("timeline__item--done") == 1 and line.count('aria-current="time"') == 1
    assert "学校の承諾待ち" in line


def test_another_day_is_looked_at_by_its_date(within, akagi, sign_in):
    with within(akagi):
        make.book(make.make_ticket(subject="明後日の訪問"), days=2)
    client = sign_in("supporter")
    day = make.at(days=2).date()
    assert "明後日の訪問" in page_of(client, "/akagi/today", day=day.isoformat())
    assert "予定はありません" in page_of(client, "/akagi/today", day=(day + timedelta(days=1)).isoformat())
    assert client.get("/akagi/today?day=someday").status_code == 400


def test_ones_own_open_tickets_and_those_nobody_has_are_counted(within, akagi, sign_in, actor):
    with within(akagi):
        operations.assign_ticket(make.make_ticket(subject="私の件"), make.user(), actor=actor("lead"))
        make.make_ticket(subject="だれかの件")
    page = page_of(sign_in("supporter"), "/akagi/today")
    assert "自分の担当" in page and "担当が決まっていない依頼" in page


def test_the_day_is_for_who_works_at_the_centre(sign_in):
    for role in ("school", "board", "tenant_admin"):
        assert sign_in(role).get("/akagi/today").status_code == 403


def test_a_school_sees_how_to_ask_who_comes_and_what_is_asked_of_it(within, akagi, sign_in, actor):
    with within(akagi):
        make.book(make.make_ticket(subject="訪問の件"))
        operations.ask_school(make.make_ticket(subject="質問の件"), question="型番は？", actor=actor("lead"))
        make.resolve(make.make_ticket(subject="済んだ件"))
        make.make_ticket(subject="受けた件")
        make.book(make.make_ticket(code="002", subject="よその件"), hour=16)
    page = page_of(sign_in("school"), "/akagi/school-home")
    assert "回答が必要" in page and "承諾する" in page and "型番は？" in page
    assert "明日 13:00–14:00" in page and "がうかがいます" in page
    for subject in ("訪問の件", "質問の件", "済んだ件", "受けた件"):
        assert subject in page
    assert "よその件" not in page
    assert "/akagi/tickets/new?kind=visit" in page


def test_a_school_accepts_a_time_from_its_home(within, akagi, sign_in):
    with within(akagi):
        ticket_id = make.book(make.make_ticket()).id
    client = sign_in("school")
    assert client.post(f"/akagi/tickets/{ticket_id}/appointment/acceptance").status_code == 303
    assert "回答が必要" not in page_of(client, "/akagi/school-home")


@pytest.mark.parametrize(("role", "address"), [("supporter", "/akagi/today"), ("school", "/akagi/school-home")])
def test_first_screens_stay_cheap_with_many_tickets(role, address, within, akagi, sign_in, queries):
    client = sign_in(role)
    page_of(client, address)
    with queries() as none:
        page_of(client, address)
    with within(akagi):
        for hour in range(7, 19):
            make.book(make.make_ticket(), days=0 if role == "supporter" else 1, hour=hour)
            make.resolve(make.make_ticket())
    page_of(client, address)  # what is booked today becomes drafts at the first look
    with queries() as many:
        page_of(client, address)
    assert none.count <= many.count <= BUDGET, many.texts


def test_a_schools_page_shows_its_tickets_to_who_may_see_them(within, akagi, sign_in):
    with within(akagi):
        school_id = make.school().id
        make.make_ticket(subject="この学校の件")
        make.make_ticket(code="002", subject="よその件")
    page = page_of(sign_in("lead"), f"/akagi/schools/{school_id}")
    assert "この学校の件" in page and "よその件" not in page
    assert "この学校の件" not in text(sign_in("tenant_admin").get(f"/akagi/schools/{school_id}"))
