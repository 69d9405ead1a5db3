"""The dispatch board: the week of all, candidates for a ticket, giving it to somebody, covers."""

from datetime import date, time

import pytest

from portal.kernel import clock
from portal.tickets.models import TicketStatus
from portal.tickets.operations import Wish
from portal.visits import operations
from portal.visits import queries as visits
from portal.visits.models import BookingMode, PromiseUnit
from portal.visits.operations import PromiseData
from tests.tickets import make as tickets
from tests.visits import make
from tests.visits.make import MONDAY

BUDGET = 14
BOARD = f"/akagi/board?day={MONDAY}"


@pytest.fixture(autouse=True)
def _september():
    with clock.at(make.at(date(2022, 9, 1), 8)):
        yield


@pytest.fixture
def week(within, akagi) -> dict[str, int]:
    """Two supporters, one of whom is at a school on Monday morning, and a ticket that nobody has."""
    with within(akagi):
        first, second = make.person("青木"), make.person("伊東")
        make.booking(first)
        ticket = tickets.make_ticket(subject="投影機が映らない", slots=[Wish(MONDAY, time(9), time(12))])
        return {"first": first.id, "second": second.id, "ticket": ticket.id}


def text(answer, status: int = 200) -> str:
    page = answer.get_data(as_text=True)
    assert answer.status_code == status, page
    return page


def choice(user_id: int, hour: int) -> str:
    return f"{user_id}|{make.at(MONDAY, hour).isoformat()}"


def test_the_lead_begins_on_the_board(sign_in):
    client = sign_in("lead")
    page = text(client.get("/akagi/", follow_redirects=True))
    assert "<h1>手配ボード</h1>" in page


def test_the_board_shows_the_week_and_what_waits(week, sign_in):
    page = text(sign_in("lead").get(BOARD))
    assert "青木" in page and "3/32h" in page and "投影機が映らない" in page
    assert "9月5日（月）–9日（金）" in page


def test_the_board_is_for_who_plans(week, sign_in):
    assert sign_in("supporter").get(BOARD).status_code == 403
    assert sign_in("school").get(BOARD).status_code == 403
    assert sign_in("lead", "minato").get(f"/minato/board?day={MONDAY}&ticket={week['ticket']}").status_code == 404


def test_a_chosen_ticket_gets_candidates_within_the_wish(week, sign_in):
    page = text(sign_in("lead").get(f"{BOARD}&ticket={week['ticket']}"))
    assert 'id="choice-1"' in page and "希望の日時に空きがない" not in page
    assert f'value="{week["second"]}|2022-09-05T' in page


def test_the_length_that_is_asked_for_counts(week, sign_in):
    page = text(sign_in("lead").get(f"{BOARD}&ticket={week['ticket']}&minutes=240"))
    assert "希望の日時に空きがないため" in page


def test_only_the_chosen_person_and_day_are_proposed(week, sign_in):
    page = text(sign_in("lead").get(f"{BOARD}&ticket={week['ticket']}&person={week['first']}&on=2022-09-06"))
    assert f'value="{week["first"]}|2022-09-06T' in page and 'id="choice-2"' not in page


def test_a_ticket_is_given_to_the_chosen_candidate(week, sign_in, within, akagi):
    data = {"ticket": week["ticket"], "minutes": 90, "choice": choice(week["second"], 9), "day": str(MONDAY)}
    client = sign_in("lead")
    page = text(client.post("/akagi/board/assignment", data=data, follow_redirects=True))
    assert "伊東 花子さんに割り当てました" in page
    with within(akagi):
        ticket = tickets.stored(week["ticket"])
        assert (ticket.status, ticket.assignee_id) == (TicketStatus.SCHEDULED, week["second"])
        assert ticket.booking.ends_at == make.at(MONDAY, 10, 30)


def test_a_double_booking_is_refused_and_said_with_the_board_still_there(week, sign_in, within, akagi):
    data = {"ticket": week["ticket"], "minutes": 60, "choice": choice(week["first"], 10), "day": str(MONDAY)}
    page = text(sign_in("lead").post("/akagi/board/assignment", data=data), 422)
    assert "この時間にほかの予定があります" in page and 'role="alert"' in page and 'id="choice-1"' in page
    with within(akagi):
        assert tickets.stored(week["ticket"]).booking is None


@pytest.mark.parametrize("typed", ["", "x", "5|", "5|2022-09-05T09:00"])
def test_no_candidate_is_no_assignment(week, sign_in, typed):
    data = {"ticket": week["ticket"], "choice": typed, "day": str(MONDAY)}
    assert "候補を1つ選んでください" in text(sign_in("lead").post("/akagi/board/assignment", data=data), 422)


def test_a_visit_of_somebody_away_is_covered_in_one_step(week, sign_in, within, akagi):
    with within(akagi):
        away = make.absence(visits.worker(week["first"]))
        booking = visits.bookings_of([week["first"]], MONDAY, MONDAY)[0]
        absence_id, booking_id = away.id, booking.id
    client = sign_in("lead")
    page = text(client.get(f"{BOARD}&cover={booking_id}"))
    assert "代理1件が未定" in page and "青木 花子さんの代わり" in page and "代わってもらう" in page
    data = {"cover": booking_id, "choice": choice(week["second"], 9), "day": str(MONDAY)}
    assert "代理を伊東 花子さんにしました" in text(client.post("/akagi/board/cover", data=data, follow_redirects=True))
    with within(akagi):
        assert visits.booking_row(booking_id).covers_id == week["first"]
    assert "代理の要る予定はありません" in text(
        client.post(f"/akagi/absences/{absence_id}/covers", follow_redirects=True)
    )


def test_everything_of_an_absence_is_covered_at_once(week, sign_in, within, akagi):
    with within(akagi):
        make.booking(visits.worker(week["first"]), first=time(13), last=time(15), code="002")
        absence_id = make.absence(visits.worker(week["first"])).id
    page = text(sign_in("lead").post(f"/akagi/absences/{absence_id}/covers", follow_redirects=True))
    assert "2件の代理を決めました" in page
    with within(akagi):
        assert visits.uncovered(MONDAY, MONDAY) == []


def test_records_of_other_tenants_are_not_there(week, sign_in, within, minato):
    client = sign_in("lead", "minato")
    data = {"ticket": week["ticket"], "choice": choice(week["first"], 9)}
    assert client.post("/minato/board/assignment", data=data).status_code == 404
    assert client.post("/minato/board/cover", data={"cover": 1, "choice": "1|"}).status_code == 404
    assert client.post("/minato/absences/1/covers").status_code == 404


def test_schools_that_fall_short_are_told_beside_the_board(week, sign_in, within, akagi):
    with within(akagi):
        data = PromiseData(PromiseUnit.YEAR, 20, date(2022, 4, 1), school=tickets.school())
        operations.set_promise(data, actor=make.ACTOR)
    page = text(sign_in("lead").get("/akagi/board/promises"))
    assert "見込み−19" in page and "002" not in page


def test_the_board_takes_a_fixed_number_of_statements(week, sign_in, within, akagi, queries):
    client = sign_in("lead")
    with within(akagi):
        for number in range(8):
            user = make.person(f"増員{number}")
            make.booking(user, first=time(9), last=time(10))
            make.booking(user, first=time(13), last=time(14), code=None, mode=BookingMode.CENTRE)
            tickets.make_ticket()
    with queries() as counted:
        text(client.get(BOARD))
    assert counted.count <= BUDGET, counted
    with queries() as counted:
        text(client.get(f"{BOARD}&ticket={week['ticket']}"))
    assert counted.count <= BUDGET + 4, counted
