"""Recording, editing, confirming and removing the lines of a day."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from portal.kernel import audit, clock
from portal.kernel.access import NotAllowed
from portal.kernel.db import db
from portal.kernel.files import FileRefused
from portal.kernel.states import EditedMeanwhile
from portal.visits.models import Absence, AbsenceKind
from portal.worklogs import operations, queries
from portal.worklogs.models import DailyLog, LogEntry, LogStatus
from tests.worklogs.make import DAY, EVENING, data, handed_in, log, picture, record, user


@pytest.fixture(autouse=True)
def _evening():
    with clock.at(EVENING):
        yield


def test_one_log_is_made_however_many_ask_for_it_at_once(within, akagi, actor):
    me = actor("supporter")

    def open_it(_):
        with within(akagi):
            return log(me).id

    with ThreadPoolExecutor(4) as pool, clock.at(EVENING):
        ids = set(pool.map(lambda n: _at_evening(open_it, n), range(8)))
    assert len(ids) == 1


def _at_evening(function, argument):
    with clock.at(EVENING):
        return function(argument)


def test_a_log_of_tomorrow_or_of_a_colleague_is_refused(within, akagi, actor):
    with within(akagi):
        with pytest.raises(operations.WrongInput, match="未来の日付"):
            log(actor("supporter"), date(2022, 10, 21))
        with pytest.raises(NotAllowed, match="ほかの人"):
            operations.open_log(user("lead").id, DAY, actor=actor("supporter"))
        with pytest.raises(NotAllowed):
            operations.open_log(user("board").id, DAY, actor=actor("board"))


def test_an_entry_keeps_its_minutes_and_is_written_into_the_history(within, akagi, actor):
    me = actor("supporter")
    with within(akagi):
        entry = record(log(me), me, "9:00", "10:15", teacher="佐藤先生", grade_class="3年2組", pupils=31)
        assert (entry.minutes, entry.day, entry.user_id, entry.pupils) == (75, DAY, me.user_id, 31)
        assert [event.action_label for event in audit.history(entry, internal=True)] == ["日報に記録した"]


def test_saving_an_entry_takes_few_statements(within, akagi, actor, queries):
    me = actor("supporter")
    with within(akagi):
        db.session.add(Absence(user_id=user("lead").id, first_day=DAY, last_day=DAY, kind=AbsenceKind.SICK))
        of = log(me)
        record(of, me)
        db.session.commit()
        db.session.expire_all()
        with queries() as counted:
            of = log(me)
            operations.record_entry(of, data("10:00", "11:00"), client_key="k1", actor=me)
            db.session.commit()
        assert counted.count <= 12, counted.texts


def test_the_same_client_key_is_taken_once_even_after_the_log_was_handed_in(within, akagi, actor):
    me = actor("supporter")
    with within(akagi):
        of = log(me)
        first = operations.record_entry(of, data(), client_key="phone-1", accepted=True, actor=me)
        again = operations.record_entry(of, data("13:00", "14:00"), client_key="phone-1", accepted=True, actor=me)
        assert again.id == first.id
        operations.submit_log(of, accepted=True, actor=me)
        assert operations.record_entry(of, data(), client_key="phone-1", actor=me).id == first.id
        with pytest.raises(NotAllowed):
            operations.record_entry(log(actor("lead")), data(), client_key="phone-1", actor=actor("lead"))
        assert db.session.scalar(sa.select(sa.func.count()).select_from(LogEntry)) == 1


def test_a_client_key_sent_twice_at_the_same_moment_is_one_entry(within, akagi, actor):
    me = actor("supporter")
    with within(akagi):
        log(me)

    def send(_):
        with clock.at(EVENING), within(akagi):
            return operations.record_entry(log(me), data(), client_key="phone-2", accepted=True, actor=me).id

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(send, range(6)))) == 1


def test_two_tenants_may_use_the_same_client_key(within, akagi, minato, actor):
    for card in (akagi, minato):
        me = actor("supporter", card.slug)
        with within(card):
            operations.record_entry(log(me), data(), client_key="same", accepted=True, actor=me)
    with within(minato):
        assert db.session.scalar(sa.select(sa.func.count()).select_from(LogEntry)) == 1


def test_overlapping_entries_are_refused_with_the_other_named(within, akagi, actor):
    me = actor("supporter")
    with within(akagi):
        of = log(me)
        record(of, me, "9:00", "10:00")
        record(of, me, "10:00", "11:00")
        with pytest.raises(operations.Overlap, match=r"09:00〜10:00"):
            record(of, me, "9:30", "9:45")


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"starts": "23:00", "ends": "1:00"}, "ends", "日をまたぐ"),
        ({"starts": "9:00", "ends": None}, "starts", "両方"),
        ({"starts": None, "ends": None}, "minutes", "時間を入力"),
        ({"starts": None, "ends": None, "minutes": 1441}, "minutes", "1,440分"),
        ({"minutes": 30}, "minutes", "合いません"),
        ({"school": None}, "school", "学校を選んで"),
        ({"category_code": "Z9"}, "category_code", "分類"),
        ({"pupils": -1}, "pupils", "人数"),
        ({"content": "あ" * 201}, "content", "200文字"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(within, akagi, actor, change, field, words):
    me = actor("supporter")
    times = {"starts": "9:00", "ends": "10:00"} | {key: change.pop(key) for key in ("starts", "ends") if key in change}
    with within(akagi), pytest.raises(operations.WrongInput, match=words) as refusal:
        operations.record_entry(log(me), data(**times, **change), accepted=True, actor=me)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("times", "change", "code"),
    [
        (("7:00", "8:00"), {}, "outside"),
        (("16:30", "17:30"), {}, "outside"),
        ((None, None), {"minutes": 1440}, "long"),
        (("9:00", "10:00"), {"content": "山田さんの端末を交換"}, "name"),
        (("9:00", "10:00"), {"content": "ゆうたくんの端末を交換"}, "name"),
    ],
)
def test_what_is_unusual_is_asked_about_and_kept_when_accepted(within, akagi, actor, times, change, code):
    me = actor("supporter")
    with within(akagi):
        of = log(me)
        with pytest.raises(operations.WorthAsking) as asked:
            operations.record_entry(of, data(*times, **change), actor=me)
        assert [question.code for question in asked.value.questions] == [code]
        assert operations.record_entry(of, data(*times, **change), accepted=True, actor=me).id


@pytest.mark.parametrize("content", ["児童がたくさん集まった", "業者さんと確認", "皆さんに説明", "お子さんの端末"])
def test_everyday_words_are_not_taken_for_names(within, akagi, actor, content):
    me = actor("supporter")
    with within(akagi):
        assert operations.record_entry(log(me), data(content=content), actor=me).content == content


def test_a_day_off_and_a_holiday_are_asked_about(within, akagi, actor):
    me = actor("supporter")
    with within(akagi):
        db.session.add(Absence(user_id=me.user_id, first_day=DAY, last_day=DAY, kind=AbsenceKind.ANNUAL_LEAVE))
        with pytest.raises(operations.WorthAsking, match="年休の届け"):
            operations.record_entry(log(me), data(), actor=me)
        with pytest.raises(operations.WorthAsking, match="休業日"):
            operations.record_entry(log(me, date(2022, 10, 16)), data(), actor=me)


def test_an_entry_edited_by_an_old_form_is_not_overwritten(within, akagi, actor):
    me = actor("supporter")
    with within(akagi):
        entry = record(log(me), me)
        version = entry.version
        changed = replace(operations.entry_data(queries.entry_by_id(entry.id)), content="国語の操作支援")
        operations.edit_entry(entry, changed, version=version, actor=me)
        with pytest.raises(EditedMeanwhile) as clash:
            operations.edit_entry(entry, replace(changed, content="理科"), version=version, actor=me)
        assert clash.value.record.content == "国語の操作支援"


def test_an_entry_may_be_moved_within_its_own_time(within, akagi, actor):
    me = actor("supporter")
    with within(akagi):
        entry = record(log(me), me, "9:00", "10:00")
        operations.edit_entry(entry, data("9:15", "10:15"), actor=me)
        assert entry.minutes == 60


def test_nothing_is_written_into_a_log_that_was_handed_in(within, akagi, actor):
    me = actor("supporter")
    with within(akagi):
        of = handed_in(me)
        entry = queries.entries_of(of)[0]
        for change in (
            lambda: record(of, me, "13:00", "14:00"),
            lambda: operations.edit_entry(entry, data(), actor=me),
            lambda: operations.remove_entry(entry, actor=me),
            lambda: operations.set_hours(of, starts=None, ends=None, note="", actor=me),
            lambda: operations.add_photos(entry, [picture()], actor=me),
        ):
            with pytest.raises(operations.Locked, match="提出済み"):
                change()


def test_nobody_writes_into_the_log_of_a_colleague(within, akagi, actor):
    me = actor("supporter")
    with within(akagi):
        of = log(me)
        with pytest.raises(NotAllowed):
            record(of, actor("lead"))


def test_a_good_practice_is_marked_with_a_click_and_by_leads_on_locked_logs(within, akagi, actor):
    me, lead = actor("supporter"), actor("lead")
    with within(akagi):
        of = handed_in(me)
        entry = queries.entries_of(of)[0]
        operations.mark_good_practice(entry, True, actor=me)
        operations.check_log(of, actor=lead)
        operations.approve_log(of, actor=actor("board"))
        with pytest.raises(operations.Locked):
            operations.mark_good_practice(entry, False, actor=me)
        assert operations.mark_good_practice(entry, False, actor=lead).good_practice is False


def test_photos_are_pictures(within, akagi, actor):
    me = actor("supporter")
    with within(akagi):
        of = log(me)
        entry = operations.record_entry(of, data(), photos=[picture()], accepted=True, actor=me)
        assert queries.photos_of([entry.id])[entry.id][0].file.is_image
        with pytest.raises(FileRefused, match=r"メモ\.txt"):
            operations.add_photos(entry, [picture("メモ.txt")], actor=me)


def test_another_tenant_finds_neither_log_nor_entry(within, akagi, minato, actor):
    me = actor("supporter")
    with within(akagi):
        of = handed_in(me)
        entry_id = queries.entries_of(of)[0].id
        log_id = of.id
    with within(minato):
        lead = actor("lead", "minato")
        assert queries.visible_log(lead, log_id) is None
        assert queries.entry(lead, entry_id) is None
        assert db.session.scalars(sa.select(DailyLog).where(DailyLog.status == LogStatus.SUBMITTED)).all() == []
