"""The audit record: append-only, chained, written last."""

import threading
from datetime import date

import pytest
import sqlalchemy as sa

from portal.kernel import audit, clock
from portal.kernel.access import system_actor
from portal.kernel.audit import AuditEvent
from portal.kernel.db import db
from portal.schools.models import School, SchoolType

ACTOR = system_actor("試験")


def note(word: str = "thing", **options) -> AuditEvent:
    return audit.record("test.noted", word, actor=ACTOR, **options)


def words() -> list[str]:
    statement = sa.select(AuditEvent.subject_type).where(AuditEvent.action == "test.noted").order_by(AuditEvent.seq)
    return list(db.session.scalars(statement))


def numbers() -> list[int]:
    return list(db.session.scalars(sa.select(AuditEvent.seq).order_by(AuditEvent.seq)))


def test_rows_are_numbered_without_gaps_in_each_tenant(within, akagi, minato):
    for card in (akagi, minato, akagi):
        with within(card):
            note("a")
            note("b")
    for card in (akagi, minato):
        with within(card):
            assert numbers() == list(range(1, len(numbers()) + 1))
            assert audit.first_break() is None
    with within(akagi):
        assert words() == ["a", "b", "a", "b"]


def test_a_record_that_is_new_gets_its_number_first(within, akagi):
    with within(akagi):
        school = School(code="9", name="新しい学校", school_type=SchoolType.HIGH, postal_code="", address="", search="")
        db.session.add(school)
        row = note(school)
        assert row.subject_id == school.id


def test_changes_are_kept_as_people_read_them(within, akagi):
    with within(akagi):
        changes = {"kind": (SchoolType.HIGH, SchoolType.ELEMENTARY), "on": (None, date(2022, 9, 1)), "n": (1, [2])}
        note(changes=changes)
    with within(akagi):
        kept = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "test.noted")).one()
        assert kept.changes == {"kind": ["高等学校", "小学校"], "on": [None, "2022-09-01"], "n": [1, [2]]}


def test_what_was_recorded_is_undone_with_its_transaction(within, akagi):
    with within(akagi):
        note("undone")
        db.session.rollback()
        note("kept")
    with within(akagi):
        assert words() == ["kept"]


def test_what_was_recorded_in_an_undone_savepoint_is_undone_with_it(within, akagi):
    with within(akagi):
        note("before")
        outer = db.session.begin_nested()
        note("in the outer")
        with db.session.begin_nested():
            note("in the inner")
        outer.rollback()
        note("after")
    with within(akagi):
        assert words() == ["before", "after"]


def test_what_was_recorded_in_a_kept_savepoint_stays(within, akagi):
    with within(akagi):
        with db.session.begin_nested():
            note("inside")
        db.session.begin_nested()
        note("in one left open")
    with within(akagi):
        assert words() == ["inside", "in one left open"]


def test_a_read_in_the_same_transaction_finds_what_was_recorded(within, akagi):
    with within(akagi):
        savepoint = db.session.begin_nested()
        note("read at once")
        assert words() == ["read at once"]
        assert db.session.scalars(sa.select(AuditEvent).order_by(AuditEvent.seq.desc())).first().action == "test.noted"
        assert audit.count() == len(numbers())
        savepoint.rollback()
        assert words() == []


def test_nobody_waits_for_a_long_transaction_that_has_recorded(within, akagi):
    """The chain is taken at the commit: an import of minutes does not stop its tenant."""
    done = threading.Event()

    def short() -> None:
        with within(akagi):
            note("short")
        done.set()

    with within(akagi):
        note("long")
        db.session.scalar(sa.select(sa.func.count()).select_from(School))
        thread = threading.Thread(target=short)
        thread.start()
        assert done.wait(5)
        thread.join()
    with within(akagi):
        assert words() == ["short", "long"]


def test_those_who_record_at_once_are_chained_one_after_the_other(within, akagi):
    def work(number: int) -> None:
        for step in range(5):
            with within(akagi):
                note(f"{number}-{step}")

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with within(akagi):
        assert len(words()) == 20
        assert audit.first_break() is None


TAMPERING = {
    "a changed text": "UPDATE audit_event SET actor_name = 'x' WHERE seq = 2 AND tenant_id = :tenant",
    "a changed moment": "UPDATE audit_event SET at = at + interval '1 second' WHERE seq = 2 AND tenant_id = :tenant",
    "a changed value": """UPDATE audit_event SET changes = '{"a": [1, 2]}' WHERE seq = 2 AND tenant_id = :tenant""",
    "a row taken out": "DELETE FROM audit_event WHERE seq = 2 AND tenant_id = :tenant",
    "two rows exchanged": (
        "UPDATE audit_event SET seq = CASE seq WHEN 2 THEN -3 ELSE -2 END WHERE seq IN (2, 3) AND tenant_id = :tenant;"
        "UPDATE audit_event SET seq = -seq WHERE seq < 0 AND tenant_id = :tenant"
    ),
}


@pytest.fixture
def behind_the_walls(settings):
    """Runs statements as somebody who owns the whole server."""
    engine = sa.create_engine(settings.database_url("admin"))

    def run(statements: str, tenant_id: int) -> None:
        with engine.begin() as connection:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            for statement in statements.split(";"):
                connection.execute(sa.text(statement), {"tenant": tenant_id})

    yield run
    engine.dispose()


@pytest.mark.parametrize("how", TAMPERING)
def test_the_first_row_that_was_tampered_with_is_named(within, akagi, minato, behind_the_walls, how):
    for _ in range(4):
        with within(akagi):
            note()
    behind_the_walls(TAMPERING[how], akagi.id)
    with within(akagi):
        assert audit.first_break() == 2
    with within(minato):
        assert audit.first_break() is None


def test_a_last_row_taken_off_is_noticed(within, akagi, behind_the_walls):
    with within(akagi):
        note()
    with within(akagi):
        last = numbers()[-1]
    behind_the_walls(f"DELETE FROM audit_event WHERE seq = {last} AND tenant_id = :tenant", akagi.id)
    with within(akagi):
        assert audit.first_break() == last


def test_everything_taken_out_is_noticed(within, akagi, behind_the_walls):
    behind_the_walls("DELETE FROM audit_event WHERE tenant_id = :tenant", akagi.id)
    with within(akagi):
        assert audit.first_break() is not None


@pytest.mark.parametrize("login", ["web", "worker"])
def test_the_application_can_only_add(login_engine, akagi, within, login):
    with within(akagi):
        note()
    for statement in ("UPDATE audit_event SET address = ''", "DELETE FROM audit_event", "TRUNCATE audit_event"):
        with login_engine(login).connect() as connection:
            connection.exec_driver_sql(f"SET LOCAL portal.tenant_id = '{akagi.id}'")
            with pytest.raises(sa.exc.ProgrammingError, match="permission denied"):
                connection.execute(sa.text(statement))


def test_a_number_or_hash_that_the_application_makes_up_is_not_taken(login_engine, akagi, within):
    insert = sa.text(
        "INSERT INTO audit_event (tenant_id, seq, at, actor_name, address, action, subject_type, subject_label,"
        " changes, internal, prev_hash, hash)"
        " VALUES (:tenant, 999999, now(), 'x', '', 'test.noted', 'made up', '', '{}', false, 'x', 'y')"
    )
    with login_engine("web").begin() as connection:
        connection.exec_driver_sql(f"SET LOCAL portal.tenant_id = '{akagi.id}'")
        connection.execute(insert, {"tenant": akagi.id})
    with within(akagi):
        assert numbers()[-1] < 999_999
        assert audit.first_break() is None


def test_a_history_is_newest_first_and_keeps_internal_rows_from_schools(within, akagi):
    with within(akagi):
        school = db.session.scalars(sa.select(School).where(School.code == "001")).one()
        note(school)
        note(school, internal=True)
    with within(akagi):
        school = db.session.scalars(sa.select(School).where(School.code == "001")).one()
        everything = audit.history(school, internal=True)
        public = audit.history(school, internal=False)
        assert [row.internal for row in everything[:2]] == [True, False]
        assert all(not row.internal for row in public)
        assert everything[0].at <= clock.now()
