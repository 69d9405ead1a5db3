"""The mapper's wall by itself: every shape of statement, with row-level security switched off."""

import threading

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload, selectinload

from portal.accounts.models import User, UserSession
from portal.kernel import clock, tenancy
from portal.kernel.db import db
from portal.kernel.tenancy import CrossTenant, NoTenant
from portal.schools.models import School

OWN = {"あか第1小学校", "あか第2小学校"}


@pytest.fixture
def one_wall(owner):
    """Both municipalities' rows lie open to the application."""
    with owner.begin() as connection:
        for table in ("school", "user_account", "user_session"):
            connection.exec_driver_sql(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
            connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")


@pytest.fixture
def work(one_wall, app, akagi):
    with app.app_context(), tenancy.tenant(akagi.id):
        yield db.session
        db.session.rollback()


def test_without_the_filter_the_rows_of_others_would_show(work):
    names = set(work.execute(sa.text("SELECT name FROM school")).scalars())
    assert names > OWN


STATEMENTS = {
    "entities": lambda: sa.select(School),
    "columns": lambda: sa.select(School.name),
    "an alias": lambda: sa.select(aliased(School, name="other").name),
    "a subquery": lambda: sa.select(sa.select(School.name).subquery().c.name),
    "a common table expression": lambda: sa.select(sa.select(School.name).cte().c.name),
    "a union": lambda: sa.union(sa.select(School.name), sa.select(School.name)),
    "a function of a column": lambda: sa.select(sa.func.lower(School.name)),
    "a join from another table": lambda: (
        sa.select(School.name).select_from(User).join(School, sa.true()).where(User.email_key == "lead@akagi.example")
    ),
    "a subquery in the condition": lambda: sa.select(School.name).where(School.id.in_(sa.select(School.id))),
}


@pytest.mark.parametrize("shape", STATEMENTS)
def test_a_statement_shows_the_tenants_own_rows_alone(work, shape):
    found = {getattr(row, "name", row) for row in work.scalars(STATEMENTS[shape]())}
    assert found == OWN


def test_a_count_counts_the_tenants_own_rows_alone(work):
    assert work.scalar(sa.select(sa.func.count()).select_from(School)) == 2
    assert work.scalar(sa.select(sa.func.count(School.id))) == 2
    assert work.scalar(sa.select(sa.select(sa.func.count()).select_from(School).scalar_subquery())) == 2


def test_a_question_whether_rows_exist_is_about_the_tenants_own(work):
    theirs = sa.select(School.id).where(School.name == "みな第1小学校")
    assert work.scalar(sa.select(theirs.exists())) is False
    assert work.scalar(sa.select(sa.exists().where(School.name == "みな第1小学校"))) is False


@pytest.mark.parametrize("statement", [sa.update(School).values(pupils=1), sa.delete(School)])
def test_a_bulk_change_reaches_the_tenants_own_rows_alone(work, statement):
    second = statement.where(School.name.endswith("第2小学校")).execution_options(synchronize_session=False)
    assert work.execute(second).rowcount == 1


@pytest.mark.parametrize("load", [joinedload, selectinload])
def test_a_relationship_loads_the_tenants_own_record(work, akagi, minato, load):
    user = work.scalars(sa.select(User).where(User.email_key == "lead@akagi.example")).one()
    now = clock.now()
    work.add(UserSession(user_id=user.id, token_hash="x", expires_at=now, created_at=now, seen_at=now))
    work.flush()
    work.expunge_all()
    session = work.scalars(sa.select(UserSession).options(load(UserSession.user))).one()
    assert session.user.email == "lead@akagi.example"


def test_a_record_of_another_tenant_is_not_got_by_its_key(work, minato, one_wall, app):
    theirs = work.execute(sa.text(f"SELECT id FROM school WHERE tenant_id = {minato.id}")).scalars().first()
    assert work.get(School, (minato.id, theirs)) is None


def test_an_object_of_another_tenant_that_was_loaded_before_is_not_written(app, one_wall, akagi, minato):
    with app.app_context():
        with tenancy.tenant(minato.id):
            theirs = db.session.scalars(sa.select(School).limit(1)).one()
        with tenancy.tenant(akagi.id):
            theirs.pupils = 9
            with pytest.raises(CrossTenant):
                db.session.flush()
        db.session.rollback()


@pytest.mark.parametrize("shape", STATEMENTS)
def test_without_a_tenant_no_statement_is_sent(one_wall, app, shape):
    with app.app_context(), pytest.raises(NoTenant):
        db.session.execute(STATEMENTS[shape]())


def test_without_a_tenant_nothing_is_counted(one_wall, app):
    with app.app_context(), pytest.raises(NoTenant):
        db.session.scalar(sa.select(sa.func.count()).select_from(School))


def test_each_thread_has_its_own_tenant(app, akagi, minato):
    seen = {}

    def look(card) -> None:
        with app.app_context(), tenancy.tenant(card.id):
            started.wait(5)
            seen[card.slug] = set(db.session.scalars(sa.select(School.name)))

    started = threading.Barrier(2)
    threads = [threading.Thread(target=look, args=(card,)) for card in (akagi, minato)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == {"akagi": OWN, "minato": {"みな第1小学校", "みな第2小学校"}}


def test_a_savepoint_is_within_the_tenant_that_its_transaction_began_with(app, akagi, queries):
    with app.app_context(), tenancy.tenant(akagi.id), queries() as counted:
        with db.session.begin_nested():
            assert set(db.session.scalars(sa.select(School.name))) == OWN
        db.session.rollback()
    assert sum("portal.tenant_id" in text for text in counted.texts) == 1
