"""The demo as the first start leaves it: figures, accounts, today's work, and that it is never loaded twice."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal import demo
from portal.accounts.models import User
from portal.demo import people, tenants
from portal.kernel import audit, clock
from portal.kernel.access import system_actor
from portal.kernel.db import db, make_engine
from portal.kernel.tenants import TenantKind, create_tenant, set_up
from portal.reports import terms
from portal.schools.models import Staff
from portal.tickets.models import DONE, OPEN, Ticket, TicketComment
from portal.visits.models import Booking

pytestmark = pytest.mark.xdist_group("demo")

TABLES = ("ticket", "ticket_comment", "booking", "audit_event", "user_account", "school", "outbox", "stored_file")


@pytest.fixture(scope="module")
def owner(world):
    engine = make_engine(world.settings.database_url("owner"))
    yield engine
    engine.dispose()


def count(*conditions) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Ticket).where(*conditions))


def sizes(world) -> dict[str, list[int]]:
    found = {}
    for slug in world.cards:
        with world.within(slug):
            found[slug] = [
                db.session.execute(sa.text(f"SELECT count(*) FROM {table}")).scalar_one() for table in TABLES
            ]
    return found


def test_fiscal_2022_is_the_centres_own_table(world, golden):
    with world.within("akagi"):
        table = terms.table(2022).as_dict()
    wanted = golden["tickets_by_term"]
    assert table == {
        "fiscal_year": 2022,
        "terms": ["1学期", "2学期", "3学期"],
        **{kind: wanted[kind] for kind in ("online", "visit", "training")},
    }


def test_fiscal_2022_has_the_rows_by_type_of_school_of_the_report(world):
    with world.within("akagi"):
        lines = {line.key: line for line in terms.report(2022).school_types}
    told = {key: (line.schools, line.by_term, line.by_kind) for key, line in lines.items()}
    assert told == {
        "elementary": (46, [176, 259, 47], [11, 452, 19]),
        "junior_high": (21, [80, 112, 21], [7, 196, 10]),
        "special_needs": (2, [9, 12, 1], [1, 20, 1]),
        "high": (1, [3, 5, 1], [0, 8, 1]),
    }


def test_ten_people_work_at_akagi_and_three_at_minato(world):
    for slug, staff in (("akagi", 10), ("minato", 3)):
        with world.within(slug):
            assert db.session.scalar(sa.select(sa.func.count()).select_from(Staff)) == staff


def test_the_figures_of_minato_are_its_own(world):
    this_year = clock.fiscal_year_of(clock.today())
    with world.within("minato"):
        with pytest.raises(terms.NoTerms):
            terms.table(2022)
        table = terms.table(this_year)
        assert [term.name for term in table.terms] == ["前期", "後期"]
        first, last = clock.fiscal_year_range(this_year)
        assert table.total == count(Ticket.status.in_(DONE), Ticket.served_on.between(first, last))
        assert 0 < count() < 300
    with world.within("akagi"):
        assert count() > 1000


def test_work_is_going_on(world):
    with world.within("akagi"):
        assert 38 <= count(Ticket.status.in_(OPEN)) <= 55
        assert count(Ticket.status.in_(OPEN), Ticket.assignee_id.is_(None)) >= 5
        assert count(Ticket.status.in_(OPEN), Ticket.due_on < clock.today()) >= 2
        assert count(Ticket.status.in_(OPEN), Ticket.due_on == clock.today()) >= 3
        assert count(Ticket.status == "waiting") >= 4
        assert count(Ticket.status == "cancelled") >= 2


def test_nothing_lies_in_the_future(world):
    for slug in ("akagi", "minato"):
        with world.within(slug):
            for moment in (TicketComment.created_at, Ticket.created_at, Ticket.updated_at, audit.AuditEvent.at):
                assert db.session.scalar(sa.select(sa.func.max(moment))) <= clock.now()


def test_what_was_done_stands_in_the_record_in_the_order_of_time(world):
    for slug in world.cards:
        with world.within(slug):
            moments = list(db.session.scalars(sa.select(audit.AuditEvent.at).order_by(audit.AuditEvent.seq)))
            assert moments == sorted(moments)
            assert audit.first_break() is None


def test_no_flood_of_mails_waits(world):
    with world.within("akagi"):
        waiting = db.session.execute(sa.text("SELECT kind, created_at FROM outbox WHERE status = 'pending'")).all()
    assert 0 < len(waiting) < 80
    assert min(row.created_at for row in waiting) > clock.now() - timedelta(days=2, minutes=5)


def test_the_supporters_day_is_full(world):
    with world.within("akagi"):
        supporter = db.session.scalars(sa.select(User).where(User.email == "supporter@akagi.example")).one()
        bookings = list(db.session.scalars(sa.select(Booking).where(Booking.user_id == supporter.id)))
    today = [one for one in bookings if clock.local(one.starts_at).date() == clock.today()]
    assert len(today) >= 4
    assert len([one for one in bookings if clock.local(one.starts_at).date() > clock.today()]) >= 5


def test_every_account_signs_in_where_it_says(world):
    with world.worker.app_context():
        listed = demo.accounts(world.worker)
    assert len({(one["tenant"], one["role"]) for one in listed}) == len(listed)
    assert {one["tenant"] for one in listed} == {"akagi", "minato", "kyokai", "kan"}
    for one in listed:
        path = one["url"].removeprefix(world.settings.base_url)
        answer = world.web.test_client().post(path, data={"email": one["email"], "password": one["password"]})
        assert answer.status_code == 302, one


@pytest.mark.parametrize(
    ("role", "words"),
    [
        ("supporter", ("桜台小", "若葉中", "北原小", "朝の打ち合わせ")),
        ("lead", ("手配ボード", "未割り当て", "佐藤 美咲", "桜台小")),
        ("school", ("若葉中学校", "承諾する", "体育館の無線が弱い", "授業支援ソフトの学級名を直したい")),
        ("board", ("ダッシュボード",)),
    ],
)
def test_the_first_page_of_each_role_has_something_to_show(world, role, words):
    client = world.web.test_client()
    signed_in = {"email": f"{role}@akagi.example", "password": people.PASSWORD}
    page = client.post("/akagi/sign-in", data=signed_in, follow_redirects=True)
    assert page.status_code == 200
    assert not [word for word in words if word not in page.get_data(as_text=True)]


def test_loading_again_changes_nothing(world):
    before = sizes(world)
    world.load()
    assert not world.is_wanted()
    assert sizes(world) == before


def test_a_start_that_is_killed_leaves_nothing_half_and_the_next_one_fills_it(world, owner):
    card = create_tenant(owner, "probe", "試し", TenantKind.ASSOCIATION, None, demo=True)

    def die_half_way(card):
        set_up(card)
        db.session.flush()
        raise KeyboardInterrupt

    with world.worker.app_context():
        with pytest.raises(KeyboardInterrupt):
            tenants.fill_whole(card, die_half_way)
        assert not tenants.is_filled(card)
        tenants.fill_whole(card, set_up)
        assert tenants.is_filled(card)


def test_a_database_with_a_real_tenant_is_left_alone(world, owner):
    card = create_tenant(owner, "ueno", "上野市", TenantKind.MUNICIPALITY, None)
    with world.within("ueno"):
        set_up(card)
        audit.record("tenant.created", "tenant", actor=system_actor("コマンド"), label=card.name)
        db.session.commit()
    before = sizes(world)
    assert not world.is_wanted()
    world.load()
    assert sizes(world) == before
