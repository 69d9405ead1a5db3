"""Imports that pages start: kept, read by the worker, told truthfully, cancelled, retried, doubled by nobody."""

import io
import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.kernel import audit, clock, import_jobs, import_runs, imports, stored
from portal.kernel.access import Actor, NotAllowed, Permission
from portal.kernel.audit import AuditEvent
from portal.kernel.db import db
from portal.kernel.files import FileRefused
from portal.kernel.import_runs import ImportKind, ImportRun, ImportStatus
from portal.schools.models import School

SPEC = imports.ImportSpec(
    "pupils", (imports.Column("学校コード", "code"), imports.Column("人数", "pupils", imports.integer()))
)


@pytest.fixture
def kind(app):
    """Sets the pupils of known schools; `between` is called after each batch."""
    calls = []

    def prepare(actor: Actor):
        def apply(rows: list[imports.Row]) -> list[str]:
            outcomes = [set_pupils(row, actor) for row in rows]
            for call in calls:
                call()
            return outcomes

        return apply

    made = import_runs.register(
        ImportKind("test.pupils", "人数", SPEC, prepare, Permission.SCHOOL_MANAGE, max_rows=5_000)
    )
    yield made, calls
    del import_runs.KINDS["test.pupils"]


def set_pupils(row: imports.Row, actor: Actor) -> str:
    school = db.session.scalars(sa.select(School).where(School.code == row.values["code"])).one_or_none()
    if school is None:
        return "この学校コードの学校はありません。"
    if school.pupils == row.values["pupils"]:
        return imports.UNCHANGED
    changes = audit.changed(school, {"pupils": row.values["pupils"]})
    audit.record("school.edited", school, actor=actor, changes=changes)
    return imports.ACCEPTED


@pytest.fixture
def start(within, akagi, actor, kind):
    def put_in(text: str = "学校コード,人数\n001,10\n002,20\n", *, role: str = "lead", card=akagi, **options) -> int:
        values = {"take_good_rows": False, "once_key": None} | options
        person = actor(role, card.slug)
        with within(card):
            stream = io.BytesIO(text.encode())
            return import_jobs.start(kind[0], stream, "人数.csv", actor=person, **values).id

    return put_in


@pytest.fixture
def result(within, akagi):
    def of(run_id: int) -> ImportRun:
        with within(akagi):
            statement = sa.select(ImportRun).where(ImportRun.id == run_id)
            run = db.session.scalars(statement.options(sa.orm.joinedload(ImportRun.rejected_file))).one()
            db.session.expunge_all()
            return run

    return of


def pupils(within, card) -> list[int]:
    with within(card):
        return list(db.session.scalars(sa.select(School.pupils).order_by(School.code)))


def actions(within, card) -> list[str]:
    with within(card):
        wanted = sa.select(AuditEvent.action).where(AuditEvent.action.startswith("import."))
        return list(db.session.scalars(wanted.order_by(AuditEvent.seq)))


def test_a_good_file_is_taken_in(start, run_jobs, result, within, akagi):
    run_id = start()
    assert result(run_id).status == ImportStatus.WAITING
    run_jobs()
    run = result(run_id)
    assert (run.status, run.accepted, run.rejected, run.unchanged) == (ImportStatus.DONE, 2, 0, 0)
    assert (run.rows_done, run.rows_total) == (2, 2)
    assert run.finished_at
    assert pupils(within, akagi) == [10, 20]
    assert actions(within, akagi) == ["import.started", "import.done"]


def test_one_bad_row_keeps_the_others_out_when_all_or_nothing_was_chosen(start, run_jobs, result, within, akagi):
    run_id = start("学校コード,人数\n001,10\n999,5\n002,many\n")
    run_jobs()
    run = result(run_id)
    assert (run.status, run.accepted, run.rejected) == (ImportStatus.UNDONE, 0, 2)
    assert run.examples == [[3, "この学校コードの学校はありません。"], [4, "人数: 「many」は整数ではありません。"]]
    assert pupils(within, akagi) == [0, 0]
    with within(akagi):
        lines = stored.path_of(run.rejected_file).read_text("utf-8-sig").splitlines()
    assert lines[0] == "行番号,学校コード,人数,理由"
    assert lines[1:] == [
        "3,999,5,この学校コードの学校はありません。",
        "4,002,many,人数: 「many」は整数ではありません。",
    ]
    assert actions(within, akagi) == ["import.started", "import.undone"]


def test_what_an_undone_import_recorded_is_undone_too(start, run_jobs, within, akagi):
    start("学校コード,人数\n001,10\n999,5\n")
    run_jobs()
    with within(akagi):
        assert (
            db.session.scalar(sa.select(sa.func.count(AuditEvent.id)).where(AuditEvent.action == "school.edited")) == 0
        )


def test_the_good_rows_alone_are_taken_in_when_that_was_chosen(start, run_jobs, result, within, akagi):
    run_id = start("学校コード,人数\n001,10\n999,5\n002,0\n", take_good_rows=True)
    run_jobs()
    run = result(run_id)
    assert (run.status, run.accepted, run.rejected, run.unchanged) == (ImportStatus.DONE, 1, 1, 1)
    assert run.rejected_file.name == "人数_取り込めなかった行.csv"
    assert pupils(within, akagi) == [10, 0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("学校コード,生徒\n001,10\n", "次の列がありません: 人数"),
        ("学校コード,人数\n", "見出しだけで"),
        ('学校コード,人数\n"001,10\n', "引用符"),
        ("学校コード,人数\n" + "001,1\n" * 5_001, "行が多すぎます"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(start, run_jobs, result, within, akagi, text, message):
    run_id = start(text)
    run_jobs()
    run = result(run_id)
    assert run.status == ImportStatus.REFUSED
    assert message in run.message
    assert pupils(within, akagi) == [0, 0]


def test_an_empty_file_is_refused_at_the_door(start):
    with pytest.raises(FileRefused, match="0バイト"):
        start("")


def test_a_cancelled_import_changes_nothing(start, run_jobs, result, within, akagi, kind, actor):
    run_id = start("学校コード,人数\n" + "001,1\n" * 1_200)

    def stop() -> None:
        def other_request() -> None:
            with within(akagi):
                import_jobs.cancel(db.session.get(ImportRun, (akagi.id, run_id)), actor=actor("lead"))

        thread = threading.Thread(target=other_request)
        thread.start()
        thread.join()

    kind[1].append(stop)
    run_jobs()
    run = result(run_id)
    assert (run.status, run.message) == (ImportStatus.CANCELLED, import_jobs.CANCELLED)
    assert run.rows_done == 500
    assert pupils(within, akagi) == [0, 0]
    assert actions(within, akagi) == ["import.started", "import.cancelled"]


def test_an_import_cancelled_before_it_began_is_not_begun(start, run_jobs, result, within, akagi, kind, actor):
    begun = []
    kind[1].append(lambda: begun.append(1))
    run_id = start()
    with within(akagi):
        import_jobs.cancel(db.session.get(ImportRun, (akagi.id, run_id)), actor=actor("lead"))
    run_jobs()
    assert result(run_id).status == ImportStatus.CANCELLED
    assert begun == []


def test_a_finished_import_cannot_be_cancelled(start, run_jobs, result, within, akagi, actor):
    run_id = start()
    run_jobs()
    with within(akagi):
        import_jobs.cancel(db.session.get(ImportRun, (akagi.id, run_id)), actor=actor("lead"))
    assert (result(run_id).status, result(run_id).cancel_wanted) == (ImportStatus.DONE, False)


def test_progress_shows_while_the_import_goes_on(start, run_jobs, result, kind):
    seen = []
    run_id = start("学校コード,人数\n" + "001,1\n" * 1_200)
    kind[1].append(lambda: seen.append((result(run_id).status, result(run_id).rows_done, result(run_id).rows_total)))
    run_jobs()
    assert seen == [
        (ImportStatus.RUNNING, 0, None),
        (ImportStatus.RUNNING, 500, 1_200),
        (ImportStatus.RUNNING, 1_000, 1_200),
    ]


def test_an_import_that_breaks_is_tried_again_and_then_told_to_have_failed(
    start, run_jobs, result, within, akagi, kind
):
    def break_down() -> None:
        db.session.execute(sa.text("SELECT 1/0"))

    kind[1].append(break_down)
    run_id = start()
    run_jobs()
    assert result(run_id).status == ImportStatus.RUNNING
    for hours in (1, 2, 3):
        with clock.at(clock.now() + timedelta(hours=hours)):
            run_jobs()
    run = result(run_id)
    assert (run.status, run.message) == (ImportStatus.FAILED, import_jobs.FAILED)
    assert pupils(within, akagi) == [0, 0]
    assert actions(within, akagi) == ["import.started", "import.failed"]


def test_an_import_that_broke_once_is_whole_the_next_time(start, run_jobs, result, within, akagi, kind):
    troubles = [1]

    def break_once() -> None:
        if troubles:
            troubles.pop()
            raise OSError("disk away")

    kind[1].append(break_once)
    run_id = start()
    run_jobs()
    with clock.at(clock.now() + timedelta(hours=1)):
        run_jobs()
    assert (result(run_id).status, result(run_id).accepted) == (ImportStatus.DONE, 2)
    assert pupils(within, akagi) == [10, 20]


def test_the_same_form_sent_twice_is_one_import(start, run_jobs, within, akagi):
    assert start(once_key="k") == start(once_key="k")
    assert run_jobs() == 1


def test_the_same_form_sent_twice_at_once_is_one_import(start, within, akagi):
    ids, barrier = [], threading.Barrier(3)

    def send() -> None:
        barrier.wait(5)
        ids.append(start(once_key="k"))

    threads = [threading.Thread(target=send) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids) == 3
    assert len(set(ids)) == 1


def test_who_may_not_have_the_rows_may_not_import_them(start):
    with pytest.raises(NotAllowed):
        start(role="supporter")


def test_an_import_reaches_its_own_tenant_alone(start, run_jobs, within, akagi, minato):
    start(card=minato)
    run_jobs()
    assert pupils(within, minato) == [10, 20]
    assert pupils(within, akagi) == [0, 0]
