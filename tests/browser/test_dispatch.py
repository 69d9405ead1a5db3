"""The board in a browser: assigning by keyboard alone and by dragging, and pages without a fault."""

from datetime import date, time, timedelta

import pytest
from playwright.sync_api import expect

from portal.kernel import clock
from portal.schools.queries.calendar import is_working_day
from portal.visits import operations
from portal.visits.models import PromiseUnit
from portal.visits.operations import PromiseData
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_tickets import overflow
from tests.tickets import make as tickets
from tests.visits import make

pytestmark = pytest.mark.browser


@pytest.fixture
def world(within, akagi) -> dict[str, str | int]:
    """A coming week with two supporters, one away on Tuesday, and a ticket that waits."""
    with within(akagi):
        monday = clock.today() + timedelta(days=7 - clock.today().weekday())
        while not all(is_working_day(monday + timedelta(days=at)) for at in range(5)):
            monday += timedelta(weeks=1)
        first, second = make.person("青木"), make.person("伊東")
        booking = make.booking(first, monday)
        make.booking(first, monday + timedelta(days=1), time(13), time(15), code="002")
        make.booking(second, monday, time(9), time(10))
        make.booking(second, monday, time(10), time(11), code="002")
        slot = make.add_slot(second, weekday=3, starts_on=monday).slot
        absence = make.absence(first, monday + timedelta(days=1))
        year = date(clock.fiscal_year_of(clock.today()), 4, 1)
        promise = operations.set_promise(
            PromiseData(PromiseUnit.YEAR, 200, year, school=tickets.school()), actor=make.ACTOR
        )
        return {
            "monday": monday.isoformat(),
            "first": first.id,
            "second": second.id,
            "ticket": tickets.make_ticket(subject="投影機が映らない").id,
            "booking": booking.id,
            "slot": slot.id,
            "absence": absence.id,
            "promise": promise.id,
            "school": tickets.school().id,
        }


def test_the_lead_assigns_a_ticket_with_the_keyboard_alone(browse, tab_to, world):
    page = browse("lead")
    page.goto(f"/akagi/board?day={world['monday']}")
    tab_to(page, "[data-ticket] .waiting__link")
    page.keyboard.press("Enter")
    page.wait_for_url("**ticket=*")
    page.keyboard.press("2")
    expect(page.locator("#choice-2")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.get_by_text("さんに割り当てました")).to_be_visible()
    expect(page.locator("[data-ticket]")).to_have_count(0)
    expect(page.locator(".board .block--ticket")).to_have_count(1)


def test_a_ticket_is_dragged_onto_a_day_and_assigned_with_one_key(browse, world):
    page = browse("lead")
    page.goto(f"/akagi/board?day={world['monday']}")
    cell = page.locator(f"[data-person='{world['second']}'][data-day]").nth(2)
    page.locator("[data-ticket]").drag_to(cell)
    page.wait_for_url("**person=*")
    expect(page.locator("#choice-1")).to_be_checked()
    page.locator("body").press("Enter")
    expect(page.get_by_text("伊東 花子さんに割り当てました")).to_be_visible()


def test_the_board_works_without_script(browse, world):
    page = browse("lead", java_script_enabled=False)
    page.goto(f"/akagi/board?day={world['monday']}")
    page.get_by_role("link", name="投影機が映らない").click()
    page.locator(".candidates__row").nth(1).click()
    page.locator(".chosen__button").click()
    expect(page.get_by_text("さんに割り当てました")).to_be_visible()


def test_an_absence_is_covered_in_one_step_from_the_board(browse, world):
    page = browse("lead")
    page.goto(f"/akagi/board?day={world['monday']}")
    page.get_by_role("link", name="代理1件が未定").click()
    page.get_by_role("button", name="この休みの代理をまとめて決める").click()
    expect(page.get_by_text("1件の代理を決めました")).to_be_visible()
    expect(page.locator(".board .block--cover")).to_have_count(1)


PAGES = {
    "lead": (
        "board?day={monday}",
        "board?day={monday}&ticket={ticket}",
        "board?day={monday}&ticket={ticket}&minutes=240&person={first}&on={monday}",
        "calendar/people/{first}?day={monday}",
        "calendar/people/{first}?day={monday}&view=month",
        "calendar/schools/{school}?day={monday}",
        "calendar/bookings/new",
        "calendar/bookings/{booking}",
        "rota",
        "rota/new",
        "rota/{slot}",
        "rota/{slot}/end",
        "rota/generation",
        "rota/absences",
        "rota/absences/new",
        "rota/absences/{absence}",
        "promises",
        "promises?short=1",
        "promises/agreements",
        "promises/agreements/{promise}",
        "travel",
        "travel/settings",
    ),
    "supporter": ("calendar", "rota/absences"),
    "school": ("calendar",),
}


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("role", PAGES)
def test_no_page_has_a_fault_that_axe_finds_or_runs_over_its_edge(role, size, browse, world, faults_of):
    page = browse(role, size=size)
    faults = []
    for place in PAGES[role]:
        answer = page.goto(f"/akagi/{place.format(**world)}")
        assert answer.status == 200, place
        page.wait_for_load_state("networkidle")
        faults += faults_of(page) + overflow(page)
    assert faults == []
