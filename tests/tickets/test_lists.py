"""Lists of tickets: what they are narrowed to, how they are sorted, counted and paged."""

from datetime import date, timedelta
from itertools import product

import pytest
import sqlalchemy as sa

from portal.kernel import clock
from portal.kernel.db import db
from portal.schools.models import School, SchoolType, Term
from portal.tickets import operations, queries
from portal.tickets.filters import SORTS, BadFilter, TicketFilters
from portal.tickets.models import Channel, Kind, Priority, Ticket, TicketStatus
from portal.tickets.queries import ticket_page, view_counts
from tests.tickets.make import SYSTEM, bring, make_ticket, resolve, user


def found(actor, **args) -> list[int]:
    return [row.number for row in queries.ticket_page(actor, TicketFilters.from_args(args)).rows]


@pytest.fixture
def some(within, akagi, actor):
    """Five tickets: 1 open visit, 2 due online, 3 assigned training at 002, 4 resolved, 5 cancelled."""
    with within(akagi), clock.at(date(2026, 9, 10)):
        make_ticket(subject="電子黒板が映らない", requester_name="岡田")
        make_ticket(
            subject="プリンター１００％印刷",
            kind=Kind.ONLINE,
            due_on=date(2026, 9, 12),
            priority=Priority.HIGH,
            category_code="E2",
        )
        third = make_ticket(
            code="002", subject="Wi-Fi_設定", kind=Kind.TRAINING, channel=Channel.FAX, category_code="L7"
        )
        operations.assign_ticket(third, user(), actor=SYSTEM)
        operations.add_comment(third, body="明日うかがいます。", actor=SYSTEM)
        resolve(make_ticket(received_on=date(2026, 8, 20), due_on=date(2026, 9, 11)), served_on=date(2026, 9, 1))
        bring(make_ticket(), TicketStatus.CANCELLED)
    return actor("lead")


NARROWED = (
    ({}, {1, 2, 3}),
    ({"status": "any"}, {1, 2, 3, 4, 5}),
    ({"status": "done"}, {4}),
    ({"status": "cancelled"}, {5}),
    ({"kind": "online"}, {2}),
    ({"channel": "fax"}, {3}),
    ({"priority": "high"}, {2}),
    ({"category": "E2"}, {2}),
    ({"category": "lesson"}, {3}),
    ({"category": "none"}, {1}),
    ({"assignee": "none"}, {1, 2}),
    ({"planned": "1"}, set()),
    ({"planned": "0"}, {1, 2, 3}),
    ({"answered": "1"}, {3}),
    ({"answered": "0"}, {1, 2}),
    ({"school_type": "elementary"}, {1, 2, 3}),
    ({"school_type": "high"}, set()),
    ({"fiscal_year": "2026", "status": "any"}, {1, 2, 3, 4, 5}),
    ({"fiscal_year": "2025", "status": "any"}, set()),
    ({"received_to": "令和8年8月31日", "status": "any"}, {4}),
    ({"received_from": "2026/9/1", "received_to": "2026-09-30", "status": "any"}, {1, 2, 3, 5}),
    ({"served_from": "2026-09-01", "served_to": "2026-09-01", "status": "any"}, {4}),
    ({"due": "set", "status": "any"}, {2, 4}),
    ({"due": "none"}, {1, 3}),
)


def test_each_filter_narrows_the_list(within, akagi, some):
    with within(akagi):
        for args, numbers in NARROWED:
            page = queries.ticket_page(some, TicketFilters.from_args(args))
            assert ({row.number for row in page.rows}, page.total) == (numbers, len(numbers)), args


TYPED = (
    ("電子黒板", {1}),
    ("ぷりんたー", {2}),
    ("ﾌﾟﾘﾝﾀｰ", {2}),
    ("100%", {2}),
    ("１００％", {2}),
    ("%", {2}),
    ("_", {3}),
    ("wi-fi_", {3}),
    ("ＷＩ－ＦＩ", {3}),
    ("R8-2", {2}),
    ("r8-2", {2}),
    ("岡田", {1}),
    ("第2小学校", {3}),
    ("電子黒板　岡田", {1}),
    ("電子黒板 プリンター", set()),
    ("/", set()),
    ("\\", set()),
    ("'; --", set()),
    ("\0", {1, 2, 3}),
    ("　", {1, 2, 3}),
)


def test_text_is_found_whatever_its_width_and_wildcards_are_only_signs(within, akagi, some):
    with within(akagi):
        for typed, numbers in TYPED:
            assert set(found(some, q=typed)) == numbers, typed


def test_due_today_and_overdue_follow_the_clock(within, akagi, some):
    with within(akagi):
        with clock.at(date(2026, 9, 12)):
            assert found(some, due="today") == [2] and found(some, due="overdue") == []
        with clock.at(date(2026, 9, 13)):
            (row,) = queries.ticket_page(some, TicketFilters(due="overdue")).rows
            assert row.number == 2 and row.due_late


def test_a_term_holds_what_was_served_in_it(within, akagi, some):
    with within(akagi):
        terms = {row.starts_on: row.id for row in db.session.execute(sa.select(Term.starts_on, Term.id))}
        assert found(some, term=str(terms[date(2026, 9, 1)]), status="done") == [4]
        assert found(some, term=str(terms[date(2026, 4, 1)]), status="done") == []
        assert found(some, term="999999", status="done") == []


def test_my_tickets_and_those_of_another(within, akagi, some, actor):
    with within(akagi):
        me = actor("supporter")
        assert found(me, assignee="me") == [3] == found(some, assignee=str(me.user_id))
        assert found(SYSTEM, assignee="me") == []


def test_every_order_goes_both_ways_and_loses_nothing(within, akagi, some):
    with within(akagi):
        for sort, way in product(SORTS, ("0", "1")):
            assert sorted(found(some, sort=sort, descending=way, status="any")) == [1, 2, 3, 4, 5]


def test_orders_are_what_they_say(within, akagi, some):
    with within(akagi):
        assert found(some, sort="number") == [1, 2, 3] and found(some, sort="number", descending="1") == [3, 2, 1]
        assert found(some, sort="due")[0] == 2 and found(some, sort="due", descending="1")[0] == 2
        assert found(some, sort="school")[-1] == 3 and found(some, sort="school", descending="1")[0] == 3
        assert found(some, sort="assignee")[0] == 3 and found(some, sort="assignee", descending="1")[0] == 3
        assert found(some, sort="received", status="any")[0] == 4
        assert found(some, sort="status", status="any")[-1] == 5


def test_pages_follow_on_without_gap_or_overlap(within, akagi, actor):
    with within(akagi):
        lead = actor("lead")
        for _ in range(7):
            make_ticket()
        pages = [queries.ticket_page(lead, TicketFilters(page=page), per_page=3) for page in (1, 2, 3)]
        numbers = [row.number for page in pages for row in page.rows]
        assert sorted(numbers) == list(range(1, 8)) and pages[0].pages == 3
        beyond = queries.ticket_page(lead, TicketFilters(page=99), per_page=3)
        assert (beyond.page, len(beyond.rows)) == (3, 1)


def test_counting_stops_at_the_cap(within, akagi, actor, monkeypatch):
    monkeypatch.setattr("portal.tickets.queries.lists.COUNT_CAP", 4)
    with within(akagi):
        for _ in range(6):
            make_ticket()
        page = queries.ticket_page(actor("lead"), TicketFilters(), per_page=2)
        assert (page.total, page.capped, page.pages) == (4, True, 2)


def test_a_list_takes_two_statements_and_the_side_bar_one(within, akagi, some, queries):
    with within(akagi):
        db.session.execute(sa.text("SELECT 1"))
        with queries() as counted:
            page = ticket_page(some, TicketFilters(status="any"), per_page=5)
        assert counted.count == 2 and page.rows[0].school_name and len(page.rows) == page.total == 5
        with queries() as counted:
            assert ticket_page(some, TicketFilters(q="電子黒板")).total == 1
        assert counted.count == 1
        with queries() as counted:
            view_counts(some)
        assert counted.count == 1


def test_schools_see_their_own_and_people_without_the_right_nothing(within, akagi, minato, some, actor):
    with within(akagi):
        assert set(found(actor("school"), status="any")) == {1, 2, 4, 5}
        assert found(actor("trainee"), status="any") == [] == found(actor("tenant_admin"), status="any")
        assert len(found(actor("board"), status="any")) == 5
        other = db.session.scalar(sa.select(Ticket.id).where(Ticket.number == 3))
        assert queries.visible_ticket(actor("school"), other) is None
        assert queries.visible_ticket(actor("board"), other) is not None
        assert queries.visible_tickets(actor("school"), [other]) == []
    with within(minato):
        stranger = actor("lead", "minato")
        assert found(stranger, status="any") == [] and queries.visible_ticket(stranger, other) is None


def test_the_side_bar_counts_each_view_as_its_list_does(within, akagi, some, actor):
    with within(akagi), clock.at(date(2026, 9, 12)):
        bring(make_ticket(), TicketStatus.WAITING)
        for role in ("lead", "supporter", "board", "school"):
            me = actor(role)
            counts = queries.view_counts(me)
            assert [one.count for one in counts] == [
                queries.ticket_page(me, TicketFilters.from_args(one.args)).total for one in counts
            ]
        assert {one.name: one.count for one in queries.view_counts(actor("supporter"))} == {
            "open": 4, "unassigned": 3, "due_today": 1, "overdue": 0, "waiting": 1, "mine": 1,
        }  # fmt: skip
        assert "unassigned" not in {one.name for one in queries.view_counts(actor("school"))}


def test_choices_come_in_one_statement(within, akagi, actor):
    with within(akagi):
        me = actor("lead")
        operations.save_view("中学校", TicketFilters(school_type=SchoolType.JUNIOR_HIGH), actor=me)
        choices = queries.filter_choices(me)
        codes = list(db.session.scalars(sa.select(School.code).order_by(School.code)))
        assert [code for _, code, _ in choices.schools] == codes
        assert user().id in [one for one, _ in choices.people]
        assert [len(items) for _, items in choices.categories] == [10, 7, 7, 4]
        assert choices.terms[0][2] == 2026 and choices.views[0][1:] == ("中学校", {"school_type": "junior_high"})
        assert queries.filter_choices(actor("supporter")).views == []


@pytest.mark.parametrize(
    "args",
    [
        {"sort": "password"},
        {"page": "-1"},
        {"page": "0"},
        {"page": "x"},
        {"school": "1 OR 1=1"},
        {"school": "99999999999999999999"},
        {"fiscal_year": "99999"},
        {"kind": "x"},
        {"status": "x"},
        {"due": "x"},
        {"assignee": "you"},
        {"received_from": "きのう"},
        {"descending": "2"},
    ],
)
def test_what_no_link_asks_for_is_named(args):
    with pytest.raises(BadFilter):
        TicketFilters.from_args(args)


def test_filters_survive_the_way_through_an_address():
    args = {
        "q": "黒板",
        "kind": "visit",
        "status": "any",
        "received_from": "2026-09-01",
        "planned": "0",
        "sort": "number",
    }
    filters = TicketFilters.from_args(args)
    assert TicketFilters.from_args(filters.to_args()) == filters
    assert TicketFilters.from_args({**args, "page": "3"}).to_args().get("page") is None
    assert filters.to_args(kind=None, page=2)["page"] == "2" and "kind" not in filters.to_args(kind=None)
    assert TicketFilters().to_args() == {} and filters.is_set("kind") and not filters.is_set("school")


def test_a_lists_base_never_stands_in_its_address():
    own = TicketFilters.from_args({"kind": "visit"}, base={"status": "any"})
    assert own.status == "any" and own.to_args() == {"kind": "visit"}
    assert own.to_keep() == {"kind": "visit", "status": "any"}
    assert TicketFilters.from_args({"status": "open"}, base={"status": "any"}).to_args() == {"status": "open"}


def test_what_is_open_and_what_is_due_for_a_person(within, akagi, some, actor):
    with within(akagi):
        lead, me = actor("lead"), actor("supporter")
        first = queries.visible_ticket(lead, db.session.scalar(sa.select(Ticket.id).where(Ticket.number == 1)))
        assert {row.number for row in queries.open_for_school(lead, first.school_id)} == {1, 2}
        operations.edit_ticket(
            db.session.scalars(sa.select(Ticket).where(Ticket.number == 3)).one(),
            {"due_on": date(2026, 9, 20)},
            version=None,
            actor=SYSTEM,
        )
        assert [row.number for row in queries.due_for(me, me.user_id, date(2026, 9, 20))] == [3]
        assert queries.due_for(me, me.user_id, date(2026, 9, 20) - timedelta(days=1)) == []
