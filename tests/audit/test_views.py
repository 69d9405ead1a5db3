"""The record of who did what, as a page."""

import csv
import io

import pytest
import sqlalchemy as sa
from python_calamine import CalamineWorkbook

from portal.kernel import audit, clock
from portal.kernel.access import Actor, system_actor
from portal.kernel.db import db
from portal.schools.models import School

ACTOR = system_actor("試験")


def rename(within, card, name: str, actor: Actor = ACTOR) -> None:
    with within(card):
        school = db.session.scalars(sa.select(School).where(School.code == "001")).one()
        changes = audit.changed(school, {"name": name})
        audit.record("school.edited", school, actor=actor, changes=changes)


def page(client, address: str = "/akagi/audit") -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


@pytest.fixture
def admin(sign_in):
    return sign_in("tenant_admin")


def test_it_tells_who_did_what_from_what_to_what(admin, within, akagi, actor):
    rename(within, akagi, "若葉小学校", actor("lead"))
    text = page(admin)
    for word in ("学校の内容を変更した", "学校名：あか第1小学校 → 若葉小学校", actor("lead").name, "127.0.0.1"):
        assert word in text


def test_it_shows_nothing_of_another_tenant(admin, within, minato):
    rename(within, minato, "よその小学校")
    assert "よその小学校" not in page(admin)
    assert "よその小学校" not in page(admin, "/akagi/audit?q=よその")


def test_who_may_not_read_it_is_told_so(sign_in):
    for role in ("lead", "supporter", "school", "board"):
        assert sign_in(role).get("/akagi/audit").status_code == 403


def test_it_is_narrowed_by_words_person_kind_and_period(admin, within, akagi, actor):
    with clock.at(clock.moment(2022, 9, 1, 10)):
        rename(within, akagi, "若葉小学校", actor("lead"))
    with clock.at(clock.moment(2022, 10, 1, 10)):
        rename(within, akagi, "青葉小学校")
    only_wakaba = [
        "q=若葉小学校&to=2022-09-30",
        f"actor={actor('lead').user_id}&kind=school",
        "from=2022-09-01&to=2022-09-01",
        "from=令和4年9月1日&to=R4.9.30&kind=school",
    ]
    for arguments in only_wakaba:
        text = page(admin, f"/akagi/audit?{arguments}")
        assert "→ 若葉小学校" in text, arguments
        assert "→ 青葉小学校" not in text, arguments
    assert "条件に合う記録はありません" in page(admin, "/akagi/audit?q=ない言葉")


def test_signs_with_a_meaning_in_searches_stand_for_themselves(admin, within, akagi):
    rename(within, akagi, "100%_小学校")
    assert "100%_小学校" in page(admin, "/akagi/audit?q=100%25_小")
    assert "条件に合う記録はありません" in page(admin, "/akagi/audit?q=1%25%25校")


@pytest.mark.parametrize(
    "arguments",
    ["page=0", "page=-1", "page=x", "sort=name", "kind=nothing", "actor=x", "actor=-1", "from=2022-13-01", "to=soon"],
)
def test_what_no_link_asks_for_is_answered_clearly(admin, arguments):
    assert admin.get(f"/akagi/audit?{arguments}").status_code == 400


def test_a_sign_that_no_text_can_hold_is_answered_clearly(admin):
    assert admin.get("/akagi/audit?q=%00").status_code in (200, 400)


def test_fifty_stand_on_a_page(admin, within, akagi):
    for number in range(60):
        rename(within, akagi, f"学校{number}")
    assert page(admin, "/akagi/audit?kind=school").count("<time") == 50
    assert page(admin, "/akagi/audit?kind=school&page=2").count("<time") > 10


def test_it_takes_few_statements_whatever_the_rows(admin, within, akagi, queries):
    for number in range(60):
        rename(within, akagi, f"学校{number}")
    with queries() as counted:
        page(admin)
    assert counted.count <= 6


def test_the_file_holds_what_is_shown_and_giving_it_out_is_recorded(admin, within, akagi):
    rename(within, akagi, "若葉小学校")
    answer = admin.get("/akagi/audit/export/csv?q=若葉")
    assert answer.headers["Content-Disposition"].endswith(
        "filename*=UTF-8''%E6%93%8D%E4%BD%9C%E3%81%AE%E8%A8%98%E9%8C%B2.csv"
    )
    rows = list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert [row["変更"] for row in rows] == ["学校名：あか第1小学校→若葉小学校"]
    assert len(rows[0]["ハッシュ値"]) == 64
    text = page(admin, "/akagi/audit?kind=exports")
    assert "操作の記録を書き出した" in text
    assert "件数：1" in text


def test_the_file_comes_for_excel_too(admin, within, akagi):
    rename(within, akagi, "若葉小学校")
    answer = admin.get("/akagi/audit/export/xlsx?kind=school")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.get_data())).get_sheet_by_index(0).to_python()
    assert sheet[0][:3] == ["番号", "日時", "操作した人"]
    assert "若葉小学校" in sheet[-1][6]
    assert admin.get("/akagi/audit/export/csv?encoding=cp932").status_code == 200
    assert admin.get("/akagi/audit/export/csv?encoding=utf-7").status_code == 400
    assert admin.get("/akagi/audit/export/pdf").status_code == 404


def test_the_check_says_that_the_chain_holds(admin):
    answer = admin.post("/akagi/audit/verification", follow_redirects=True)
    assert "すべてつながっています" in answer.get_data(as_text=True)
    assert "操作の記録のつながりを調べた" in page(admin)


def test_the_check_names_the_first_row_that_was_tampered_with(admin, within, akagi, settings):
    rename(within, akagi, "若葉小学校")
    with within(akagi):
        number = audit.list_events(audit.AuditFilter(text="若葉"), limit=1, offset=0)[0].seq
    engine = sa.create_engine(settings.database_url("admin"))
    with engine.begin() as connection:
        connection.execute(
            sa.text("UPDATE audit_event SET actor_name = 'x' WHERE tenant_id = :tenant AND seq = :number"),
            {"tenant": akagi.id, "number": number},
        )
    engine.dispose()
    answer = admin.post("/akagi/audit/verification", follow_redirects=True)
    assert f"{number}番の記録が、書き換えられたか失われています" in answer.get_data(as_text=True)
