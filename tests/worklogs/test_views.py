"""今日, 記録する and the daily log on the web: writing, confirming, handing in, and what others may see."""

import re

import pytest

from portal.kernel import clock
from portal.kernel.db import db
from portal.worklogs import queries as worklogs
from portal.worklogs.models import LogStatus
from tests.worklogs import make

TODAY_BUDGET = 12
SAVE_BUDGET = 14


@pytest.fixture(autouse=True)
def evening():
    """The afternoon of a working day."""
    with clock.at(make.EVENING):
        yield


def entry_form(school_id: int | str, **overrides) -> dict:
    values = {
        "day": make.DAY.isoformat(),
        "client_key": "a" * 32,
        "category_code": "L5",
        "minutes": "45",
        "school_id": str(school_id),
        "content": "図形アプリの共同編集",
        "mode": "visit",
        "starts": "9:40",
        "outcome": "done",
    }
    return values | overrides


def page(client, address: str, code: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == code, answer.get_data(as_text=True)[:2000]
    return answer.get_data(as_text=True)


@pytest.fixture
def school_id(within, akagi) -> int:
    with within(akagi):
        return make.school().id


@pytest.fixture
def supporter(sign_in):
    return sign_in("supporter")


def own_log(within, akagi, actor):
    with within(akagi):
        log = worklogs.day_log(actor("supporter").user_id, make.DAY)
        db.session.expunge_all()
        return log


def test_an_entry_is_saved_by_three_taps_and_a_line(within, akagi, actor, supporter, school_id):
    answer = supporter.post("/akagi/worklogs/entries", data=entry_form(school_id))
    assert answer.status_code == 303 and answer.headers["Location"] == "/akagi/today"
    log = own_log(within, akagi, actor)
    assert [(one.minutes, one.starts, one.content) for one in log.entries] == [
        (45, make.at("9:40"), "図形アプリの共同編集")
    ]
    text = page(supporter, "/akagi/today")
    assert "図形アプリの共同編集" in text and "合計 45分" in text and "9:40–10:25" in text


def test_a_form_sent_twice_is_kept_once(within, akagi, actor, supporter, school_id):
    for _ in range(2):
        assert supporter.post("/akagi/worklogs/entries", data=entry_form(school_id)).status_code == 303
    assert len(own_log(within, akagi, actor).entries) == 1


def test_saving_an_entry_takes_few_statements(supporter, school_id, queries):
    supporter.post("/akagi/worklogs/entries", data=entry_form(school_id))
    with queries() as counted:
        second = entry_form(school_id, client_key="b" * 32, starts="11:00")
        assert supporter.post("/akagi/worklogs/entries", data=second).status_code == 303
    assert counted.count <= SAVE_BUDGET, counted.texts


def test_the_day_takes_few_statements_however_much_is_written(within, akagi, actor, supporter, school_id, queries):
    with within(akagi):
        for hour in (8, 10, 13):
            make.booked(f"{hour}:00", f"{hour + 1}:00", code="001" if hour < 12 else "002")
        for hour in range(9, 16):
            make.record(make.log(actor("supporter")), actor("supporter"), f"{hour}:00", f"{hour}:30")
    page(supporter, "/akagi/today")
    with queries() as counted:
        page(supporter, "/akagi/today")
    assert counted.count <= TODAY_BUDGET, counted.texts


def test_what_is_missing_or_wrong_is_said_at_its_field_and_what_was_typed_stays(supporter, school_id):
    wrong = entry_form(school_id, category_code="", minutes="1500")
    answer = supporter.post("/akagi/worklogs/entries", data=wrong)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "何をしたかを選んでください" in text and "図形アプリの共同編集" in text
    answer = supporter.post("/akagi/worklogs/entries", data=entry_form(school_id, minutes="1500"))
    assert answer.status_code == 422 and "1,440分" in answer.get_data(as_text=True)


def test_a_name_is_asked_about_and_saved_all_the_same_when_the_person_says_so(
    within, akagi, actor, supporter, school_id
):
    named = entry_form(school_id, content="山田太郎さんの端末の設定")
    answer = supporter.post("/akagi/worklogs/entries", data=named)
    assert answer.status_code == 422 and "このまま保存" in answer.get_data(as_text=True)
    assert supporter.post("/akagi/worklogs/entries", data=named | {"accepted": "1"}).status_code == 303
    assert len(own_log(within, akagi, actor).entries) == 1


def test_a_booking_waits_as_a_draft_and_is_confirmed_by_one_tap(within, akagi, actor, supporter):
    with within(akagi):
        make.booked()
    text = page(supporter, "/akagi/today")
    assert "確認待ちの下書き" in text and "timeline" in text
    entry_id = re.search(r"/entries/(\d+)/confirmation", text)[1]
    assert supporter.post(f"/akagi/worklogs/entries/{entry_id}/confirmation").status_code == 303
    assert "確認待ちの下書き" not in page(supporter, "/akagi/today")
    assert not own_log(within, akagi, actor).entries[0].drafted


def test_an_entry_is_changed_and_removed(within, akagi, actor, supporter, school_id):
    supporter.post("/akagi/worklogs/entries", data=entry_form(school_id))
    entry = own_log(within, akagi, actor).entries[0]
    address = f"/akagi/worklogs/entries/{entry.id}"
    assert "図形アプリの共同編集" in page(supporter, f"{address}/edit")
    changed = entry_form(school_id, minutes="60", version=str(entry.version))
    assert supporter.post(f"{address}/edit", data=changed).status_code == 303
    assert own_log(within, akagi, actor).entries[0].minutes == 60
    stale = supporter.post(f"{address}/edit", data=changed | {"minutes": "15"})
    assert stale.status_code == 422 and "ほかの人が先に変更しました" in stale.get_data(as_text=True)
    assert supporter.post(f"{address}/removal").status_code == 303
    assert own_log(within, akagi, actor).entries == []


def test_arriving_and_leaving_are_a_button_each(supporter, school_id):
    assert supporter.post("/akagi/today/presence", data={"school": school_id}).status_code == 303
    text = page(supporter, "/akagi/today")
    assert "に入校中" in text and "退校する" in text
    assert f'<option selected value="{school_id}">' in page(supporter, "/akagi/worklogs/entries/new")
    assert supporter.post("/akagi/today/presence", data={"leave": "1"}).status_code == 303
    assert "に入校中" not in page(supporter, "/akagi/today")


def test_gaps_are_asked_about_before_the_day_is_handed_in(within, akagi, actor, supporter, school_id):
    supporter.post("/akagi/worklogs/entries", data=entry_form(school_id))
    assert "が空いています" in page(supporter, "/akagi/today")
    log_id = own_log(within, akagi, actor).id
    answer = supporter.post(f"/akagi/worklogs/{log_id}/submission")
    assert answer.status_code == 422 and "このまま提出" in answer.get_data(as_text=True)
    assert supporter.post(f"/akagi/worklogs/{log_id}/submission", data={"accepted": "1"}).status_code == 303
    assert own_log(within, akagi, actor).status is LogStatus.SUBMITTED
    assert "提出済み" in page(supporter, "/akagi/today")
    locked = supporter.post("/akagi/worklogs/entries", data=entry_form(school_id, client_key="c" * 32, starts="13:00"))
    assert locked.status_code == 422


def test_yesterdays_entries_serve_as_template(within, akagi, actor, supporter, school_id):
    with within(akagi):
        make.record(make.log(actor("supporter"), make.DAY.replace(day=19)), actor("supporter"))
    supporter.post("/akagi/today/template", data={"day": make.DAY.isoformat()})
    assert "算数の操作支援" in page(supporter, "/akagi/today")
    assert own_log(within, akagi, actor).entries[0].drafted


def test_logs_go_by_check_approval_and_correction(within, akagi, actor, sign_in, supporter):
    with within(akagi):
        log_id = make.handed_in(actor("supporter")).id
    lead, board = sign_in("lead"), sign_in("board")
    assert f"/akagi/worklogs/{log_id}" in page(lead, "/akagi/worklogs/review")
    assert lead.post("/akagi/worklogs/bulk", data={"ids": [log_id], "action": "check"}).status_code == 303
    assert f"/akagi/worklogs/{log_id}" in page(board, "/akagi/worklogs/review")
    assert board.post("/akagi/worklogs/bulk", data={"ids": [log_id], "action": "check"}).status_code == 403
    assert board.post(f"/akagi/worklogs/{log_id}/approval").status_code == 303
    assert own_log(within, akagi, actor).status is LogStatus.APPROVED
    assert supporter.post(f"/akagi/worklogs/{log_id}/correction", data={"reason": ""}).status_code == 422
    assert supporter.post(f"/akagi/worklogs/{log_id}/correction", data={"reason": "時刻の誤り"}).status_code == 303
    assert "第1版" in page(supporter, f"/akagi/worklogs/{log_id}")
    assert page(board, f"/akagi/worklogs/{log_id}", 404)


def test_a_log_comes_back_with_its_reason(within, akagi, actor, sign_in, supporter):
    with within(akagi):
        log_id = make.handed_in(actor("supporter")).id
    reason = {"reason": "学校名が違います。"}
    assert sign_in("lead").post(f"/akagi/worklogs/{log_id}/return", data=reason).status_code == 303
    assert "学校名が違います。" in page(supporter, "/akagi/today")


def test_nobody_sees_the_logs_of_others_who_has_no_business_with_them(within, akagi, actor, sign_in, supporter):
    with within(akagi):
        log = make.handed_in(actor("lead"))
        log_id, entry_id = log.id, worklogs.entries_of(log)[0].id
    for address in (f"{log_id}", f"entries/{entry_id}/edit"):
        assert supporter.get(f"/akagi/worklogs/{address}").status_code == 404
        assert sign_in("school").get(f"/akagi/worklogs/{address}").status_code == 403
    assert sign_in("supporter", "minato").get(f"/minato/worklogs/{log_id}").status_code == 404
    assert sign_in("board").get(f"/akagi/worklogs/{log_id}").status_code == 200


def test_missing_logs_are_named_to_the_lead(sign_in):
    text = page(sign_in("lead"), "/akagi/worklogs/missing?last=2022-10-19")
    assert "10月19日" in text


def test_good_practice_is_marked_by_a_click(within, akagi, actor, sign_in):
    with within(akagi):
        log_id = make.handed_in(actor("supporter")).id
        entry_id = worklogs.entries_of(worklogs.day_log(actor("supporter").user_id, make.DAY))[0].id
    lead = sign_in("lead")
    answer = lead.post(f"/akagi/worklogs/entries/{entry_id}/good-practice", data={"wanted": "1"})
    assert answer.headers["Location"] == f"/akagi/worklogs/{log_id}"
    assert 'aria-pressed="true"' in page(lead, f"/akagi/worklogs/{log_id}")


def test_hours_and_a_note_belong_to_the_day(within, akagi, actor, supporter):
    with within(akagi):
        log = make.log(actor("supporter"))
        log_id, version = log.id, log.version
    values = {"starts": "8:30", "ends": "16:15", "note": "午後は研修", "version": version}
    assert supporter.post(f"/akagi/worklogs/{log_id}/hours", data=values).status_code == 303
    assert "午後は研修" in page(supporter, f"/akagi/worklogs/{log_id}")


def test_own_logs_stand_by_month_with_the_days_that_lack_one(within, akagi, actor, supporter):
    with within(akagi):
        make.handed_in(actor("supporter"))
    text = page(supporter, "/akagi/worklogs/?month=2022-10")
    assert "提出済み" in text and "まだ書いていない日" in text
    assert supporter.get("/akagi/worklogs/?month=abc").status_code == 400


def test_an_entry_within_a_booking_stands_beside_its_draft(within, akagi, actor, supporter, school_id):
    with within(akagi):
        make.booked("9:00", "12:00")
    page(supporter, "/akagi/today")
    answer = supporter.post("/akagi/worklogs/entries", data=entry_form(school_id))
    assert answer.status_code == 303, re.findall(r"error-summary__list.*?</ul>", answer.get_data(as_text=True), re.S)
    assert [one.drafted for one in own_log(within, akagi, actor).entries] == [True, False]


def test_the_tenant_sets_reminders_and_whether_schools_confirm(within, akagi, sign_in):
    admin = sign_in("tenant_admin")
    assert "日報の設定" in page(admin, "/akagi/settings")
    assert "日報の設定" in page(admin, "/akagi/settings/worklogs")
    assert admin.post("/akagi/settings/worklogs", data={"remind": "y", "remind_hour": "19"}).status_code == 303
    with within(akagi):
        settings = worklogs.settings()
        assert (settings.remind, settings.remind_hour, settings.schools_confirm) == (True, 19, False)
