"""A day's way from draft to approval, back, and through a correction."""

from datetime import date

import pytest

from portal.accounts.operations import deactivate_user
from portal.kernel import audit, clock
from portal.kernel.access import NotAllowed, Role
from portal.kernel.db import db
from portal.kernel.states import EditedMeanwhile, WrongState
from portal.worklogs import operations, policies, queries
from portal.worklogs.models import LogStatus
from tests.tickets.make import make_user
from tests.worklogs.make import DAY, EVENING, SYSTEM, at, data, handed_in, log, record, school, user


@pytest.fixture(autouse=True)
def _evening():
    with clock.at(EVENING):
        yield


def approved(actor):
    of = handed_in(actor("supporter"))
    operations.check_log(of, actor=actor("lead"))
    return operations.approve_log(of, actor=actor("board"))


def test_a_day_goes_from_draft_to_approval(within, akagi, actor):
    with within(akagi):
        of = approved(actor)
        assert of.status is LogStatus.APPROVED
        assert (of.checked_by_name, of.approved_by_name) == (user("lead").name, user("board").name)
        actions = [event.action for event in audit.history(of, internal=True)]
        assert actions == ["daily_log.approved", "daily_log.checked", "daily_log.submitted"]


def test_an_empty_day_is_not_handed_in(within, akagi, actor):
    me = actor("supporter")
    with within(akagi), pytest.raises(operations.Missing, match="1件もありません"):
        operations.submit_log(log(me), accepted=True, actor=me)


def test_holes_of_the_day_are_asked_about_within_the_hours_the_person_worked(within, akagi, actor):
    me = actor("supporter")
    with within(akagi):
        of = log(me)
        record(of, me, "9:00", "12:00")
        with pytest.raises(operations.WorthAsking, match=r"08:30〜09:00、13:00〜17:00 の記録がありません"):
            operations.submit_log(of, actor=me)
        operations.set_hours(of, starts=at("9:00"), ends=at("12:00"), note="午後は半休", actor=me)
        assert operations.submit_log(of, actor=me).status is LogStatus.SUBMITTED


def test_hours_saved_by_an_old_form_are_not_overwritten(within, akagi, actor):
    me = actor("supporter")
    with within(akagi):
        of = log(me)
        version = of.version
        operations.set_hours(of, starts=at("8:30"), ends=at("17:00"), note="", version=version, actor=me)
        with pytest.raises(EditedMeanwhile):
            operations.set_hours(of, starts=None, ends=None, note="", version=version, actor=me)
        with pytest.raises(operations.WrongInput, match="終業"):
            operations.set_hours(of, starts=at("17:00"), ends=at("8:30"), note="", actor=me)


def test_a_log_is_handed_in_once(within, akagi, actor):
    me = actor("supporter")
    with within(akagi):
        of = handed_in(me)
        with pytest.raises(operations.Locked):
            operations.submit_log(of, accepted=True, actor=me)


def test_a_returned_log_says_why_and_its_writer_gets_a_mail(within, akagi, actor, run_jobs, mailbox):
    me, lead = actor("supporter"), actor("lead")
    with within(akagi):
        of = handed_in(me)
        with pytest.raises(operations.Missing, match="差し戻す理由"):
            operations.return_log(of, reason=" ", actor=lead)
        operations.return_log(of, reason="時間を確かめてください。", actor=lead)
        assert (of.status, of.return_reason, of.submitted_at) == (LogStatus.DRAFT, "時間を確かめてください。", None)
    run_jobs()
    assert "時間を確かめてください。" in mailbox.text("supporter@akagi.example")
    with within(akagi):
        of = log(me)
        operations.submit_log(of, accepted=True, actor=me)
        assert of.return_reason == ""


def test_the_board_returns_what_was_checked(within, akagi, actor):
    with within(akagi):
        of = handed_in(actor("supporter"))
        with pytest.raises(NotAllowed):
            operations.return_log(of, reason="早すぎる", actor=actor("board"))
        operations.check_log(of, actor=actor("lead"))
        assert operations.return_log(of, reason="合わない", actor=actor("board")).status is LogStatus.DRAFT


def test_nobody_checks_or_approves_out_of_turn(within, akagi, actor):
    me, lead, board = actor("supporter"), actor("lead"), actor("board")
    with within(akagi):
        of = handed_in(me)
        for refused in (
            lambda: operations.check_log(of, actor=me),
            lambda: operations.check_log(of, actor=board),
            lambda: operations.approve_log(of, actor=board),
            lambda: operations.approve_log(of, actor=lead),
            lambda: operations.correct_log(of, reason="x", actor=me),
        ):
            with pytest.raises((NotAllowed, WrongState)):
                refused()


def test_leads_check_their_own_log_only_while_nobody_else_leads(within, akagi, actor):
    lead = actor("lead")
    with within(akagi):
        of = handed_in(lead)
        other = make_user(Role.LEAD)
        db.session.flush()
        with pytest.raises(operations.OwnLog, match="自分の日報"):
            operations.check_log(of, actor=lead)
        deactivate_user(other, actor=SYSTEM)
        assert operations.check_log(of, actor=lead).status is LogStatus.CHECKED


def test_many_logs_are_checked_at_once_and_each_refusal_says_why(within, akagi, actor):
    me, lead, board = actor("supporter"), actor("lead"), actor("board")
    with within(akagi):
        logs = [handed_in(me, day) for day in (date(2022, 10, 18), date(2022, 10, 19))]
        draft = log(me)
        results = operations.bulk_check([*logs, draft], actor=lead)
        assert [(result.done, "下書き" in result.reason) for result in results] == [
            (True, False),
            (True, False),
            (False, True),
        ]
        assert all(result.done for result in operations.bulk_approve(logs, actor=board))


def test_a_correction_keeps_what_was_approved_and_opens_the_next_revision(within, akagi, actor):
    me = actor("supporter")
    with within(akagi):
        of = approved(actor)
        entry = queries.entries_of(of)[0]
        with pytest.raises(operations.Missing):
            operations.correct_log(of, reason="", actor=me)
        operations.correct_log(of, reason="時間の誤り", actor=me)
        assert (of.status, of.revision, of.approved_at, of.checked_by_name) == (LogStatus.DRAFT, 2, None, "")
        operations.edit_entry(entry, data("9:00", "11:00", content="理科"), accepted=True, actor=me)
        operations.submit_log(of, accepted=True, actor=me)
        db.session.commit()
        (old,) = queries.revisions_of(of)
        assert (old.revision, old.reason, old.replaced_by_name) == (1, "時間の誤り", me.name)
        kept = old.snapshot["entries"][0]
        assert (kept["minutes"], kept["content"], kept["school"]) == (60, "算数の操作支援", school().name)
        assert old.snapshot["approved_by_name"] == user("board").name
        assert [one["school"] for one in old.snapshot["confirmations"]] == [kept["school"]]
        assert queries.entries_of(of)[0].minutes == 120


def test_each_sees_what_concerns_them(within, akagi, actor):
    me, lead, board, admin = (actor(role) for role in ("supporter", "lead", "board", "tenant_admin"))
    with within(akagi):
        draft = record(log(me), me)
        log_id = draft.log_id
        assert queries.visible_log(me, log_id) and queries.visible_log(lead, log_id)
        assert queries.visible_log(board, log_id) is None
        of = queries.visible_log(me, log_id)
        operations.submit_log(of, accepted=True, actor=me)
        assert queries.visible_log(board, log_id)
        assert queries.visible_log(admin, log_id) is None
        assert policies.actions(lead, of) == {"check", "return"}
        rows = queries.log_page(board, statuses=[LogStatus.SUBMITTED])
        assert [(row.day, row.minutes, row.entries, row.schools_asked, row.schools_confirmed) for row in rows] == [
            (DAY, 60, 1, 1, 0)
        ]
        assert queries.count_by_status(lead) == {LogStatus.SUBMITTED: 1}


def test_the_list_of_logs_takes_one_statement(within, akagi, actor, queries):
    from portal.worklogs.queries import log_page

    me, lead = actor("supporter"), actor("lead")
    with within(akagi):
        for number in (17, 18, 19):
            handed_in(me, date(2022, 10, number))
        db.session.commit()
        with queries() as counted:
            assert len(log_page(lead)) == 3
        assert counted.count == 2, counted.texts  # SET LOCAL and the list
