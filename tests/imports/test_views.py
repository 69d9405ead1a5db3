"""Taking in files on the pages: what is explained, sent, watched, cancelled and told."""

import io
import re

import pytest
import sqlalchemy as sa

from portal.kernel import import_jobs, import_runs
from portal.kernel.db import db
from portal.kernel.import_runs import ImportRun, ImportStatus
from portal.schools.models import School

HEAD = "学校コード,学校名,校種,本校コード,郵便番号,住所,電話番号,児童生徒数\n"
GOOD = HEAD + "N01,若葉小学校,小学校,,371-0805,,027-000-0000,120\n"
BAD = GOOD + "N02,青葉小学校,大学,,,,,10\n"


@pytest.fixture
def lead(sign_in):
    return sign_in("lead")


def send(client, content: str | bytes = GOOD, name: str = "学校.csv", *, kind: str = "schools", **fields):
    data = content.encode() if isinstance(content, str) else content
    form = {"file": (io.BytesIO(data), name), "mode": "all", "once_key": ""} | fields
    return client.post(f"/akagi/imports/{kind}", data=form, content_type="multipart/form-data")


def page(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


def school_names(within, card) -> set[str]:
    with within(card):
        return set(db.session.scalars(sa.select(School.name).where(School.code.startswith("N"))))


def test_an_empty_history_says_what_will_stand_here_and_offers_the_kinds(lead):
    text = page(lead, "/akagi/imports")
    assert "まだ取り込んだファイルはありません" in text
    assert "/akagi/imports/schools" in text


def test_only_what_the_person_may_have_is_offered(sign_in):
    assert "/akagi/imports/users" not in page(sign_in("lead"), "/akagi/imports")
    assert "/akagi/imports/users" in page(sign_in("tenant_admin"), "/akagi/imports")
    assert sign_in("lead").get("/akagi/imports/users").status_code == 404
    assert sign_in("lead").get("/akagi/imports/nothing").status_code == 404


def test_who_may_not_import_is_told_so(sign_in):
    for role in ("supporter", "school", "board"):
        client = sign_in(role)
        assert client.get("/akagi/imports").status_code == 403
        assert client.get("/akagi/imports/schools").status_code == 403


def test_the_form_explains_the_columns_and_gives_a_file_with_the_heads(lead):
    text = page(lead, "/akagi/imports/schools")
    for column in import_runs.KINDS["schools"].spec.columns:
        assert column.header in text
    answer = lead.get("/akagi/imports/schools/template")
    assert answer.get_data().decode("utf-8-sig").strip() == HEAD.strip()
    assert "attachment" in answer.headers["Content-Disposition"]


def test_a_file_is_sent_watched_and_taken_in(lead, run_jobs, within, akagi):
    answer = send(lead)
    assert answer.status_code == 302
    where = answer.headers["Location"]
    waiting = page(lead, where)
    assert "順番を待っています" in waiting
    assert f'hx-get="{where}/progress"' in waiting
    assert f'<noscript><p><a href="{where}">' in waiting
    run_jobs()
    for address in (where, f"{where}/progress"):
        text = page(lead, address)
        assert "取り込みました" in text
        assert "hx-get" not in text
    assert school_names(within, akagi) == {"若葉小学校"}
    listed = page(lead, "/akagi/imports")
    assert "取り込み済み" in listed
    assert "学校.csv" in listed


def test_rejected_rows_are_shown_and_given_back(lead, run_jobs, within, akagi):
    where = send(lead, BAD).headers["Location"]
    run_jobs()
    text = page(lead, where)
    assert "何も取り込みませんでした" in text
    assert "「大学」は使えません" in text
    answer = lead.get(f"{where}/rejected")
    assert "N02" in answer.get_data().decode("utf-8-sig")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "filename*=UTF-8''%E5%AD%A6%E6%A0%A1_" in answer.headers["Content-Disposition"]
    assert school_names(within, akagi) == set()


def test_the_list_of_rejected_rows_can_be_corrected_and_taken_in_as_it_is(lead, run_jobs, within, akagi):
    where = send(lead, BAD, mode="good").headers["Location"]
    run_jobs()
    assert school_names(within, akagi) == {"若葉小学校"}
    rejected = lead.get(f"{where}/rejected").get_data().decode("utf-8-sig")
    where = send(lead, rejected.replace("大学", "小学校", 1)).headers["Location"]
    run_jobs()
    assert "取り込みました" in page(lead, where)
    assert school_names(within, akagi) == {"若葉小学校", "青葉小学校"}


def test_the_file_itself_comes_back_as_it_was_sent(lead):
    where = send(lead).headers["Location"]
    assert lead.get(f"{where}/file").get_data() == GOOD.encode()


def test_a_cancelled_import_says_that_nothing_changed(lead, run_jobs, within, akagi):
    where = send(lead).headers["Location"]
    answer = lead.post(f"{where}/cancellation", follow_redirects=True)
    assert "中止しています" in answer.get_data(as_text=True)
    run_jobs()
    assert import_jobs.CANCELLED in page(lead, where)
    assert school_names(within, akagi) == set()
    assert "もう終わっています" in lead.post(f"{where}/cancellation", follow_redirects=True).get_data(as_text=True)


def test_a_form_sent_twice_is_one_import(lead, run_jobs):
    key = re.search(r'name="once_key"[^>]*value="([0-9a-f]{32})"', page(lead, "/akagi/imports/schools"))[1]
    first, second = (send(lead, once_key=key).headers["Location"] for _ in range(2))
    assert first == second
    assert run_jobs() == 1


def test_a_form_without_a_file_or_choice_says_so(lead):
    answer = lead.post("/akagi/imports/schools", data={"mode": "all"})
    assert answer.status_code == 422
    assert "取り込むファイルを選んでください。" in answer.get_data(as_text=True)
    answer = send(lead, mode="whatever")
    assert answer.status_code == 422


REFUSED_AT_THE_DOOR = {
    "0 bytes": (b"", "学校.csv", "0バイト"),
    "an old workbook": (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "学校.xls", "古い形式"),
    "a ZIP": (b"PK\x03\x04" + b"\0" * 600, "学校.zip", "壊れている"),
    "bytes": (bytes(range(256)) * 9, "学校.bin", "添付できません"),
}


@pytest.mark.parametrize("what", REFUSED_AT_THE_DOOR)
def test_a_file_that_is_no_table_is_refused_at_once(lead, what):
    content, name, words = REFUSED_AT_THE_DOOR[what]
    answer = send(lead, content, name)
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)


REFUSED_BY_THE_WORKER = {
    "wrong columns": ("月,件数\n4,10\n", "見出しの行が見つかりません"),
    "a missing column": (GOOD.replace("校種", "しゅるい"), "次の列がありません: 校種"),
    "only a head": (HEAD, "データの行がありません"),
    "a PDF": ("%PDF-1.7\n" + "x" * 99, "PDFは取り込めません"),
    "a million rows": ("学校コード\n" + "1\n" * 1_000_000, "行が多すぎます"),
}


@pytest.mark.parametrize("what", REFUSED_BY_THE_WORKER)
def test_a_file_that_cannot_be_read_is_told_in_words(lead, run_jobs, what):
    content, words = REFUSED_BY_THE_WORKER[what]
    where = send(lead, content).headers["Location"]
    run_jobs()
    text = page(lead, where)
    assert "ファイルを読み取れませんでした" in text
    assert words in text


@pytest.mark.parametrize("encoding", ["cp932", "utf-16", "utf-8-sig"])
def test_every_encoding_that_excel_writes_is_read(lead, run_jobs, within, akagi, encoding):
    send(lead, GOOD.encode(encoding))
    run_jobs()
    assert school_names(within, akagi) == {"若葉小学校"}


def test_fifty_megabytes_are_refused_with_a_page(lead):
    answer = send(lead, b"x" * (50 * 1024 * 1024))
    assert answer.status_code == 413
    assert "送られたファイルが大きすぎます" in answer.get_data(as_text=True)


def test_an_import_of_somebody_elses_tenant_or_kind_is_not_there(lead, sign_in, within, minato, akagi):
    where = send(sign_in("tenant_admin"), "x", kind="users").headers["Location"]
    for path in ("", "/progress", "/rejected", "/file"):
        assert lead.get(f"{where}{path}").status_code == 404
    assert lead.post(f"{where}/cancellation").status_code == 404
    theirs = sign_in("lead", "minato")
    own = send(lead).headers["Location"]
    assert theirs.get(own.replace("/akagi/", "/minato/")).status_code == 404
    assert "/imports/runs/" not in page(theirs, "/minato/imports")


def test_an_import_that_failed_says_what_was_kept_and_what_to_do(lead, within, akagi):
    where = send(lead).headers["Location"]
    with within(akagi):
        run = db.session.scalars(sa.select(ImportRun)).one()
        run.status, run.message = ImportStatus.FAILED, import_jobs.FAILED
    assert "データは変わっていません" in page(lead, where)


def test_pages_take_few_statements_whatever_the_imports(lead, run_jobs, queries):
    for number in range(12):
        where = send(lead, HEAD + f"N{number:02},第{number}小学校,小学校,,,,,\n").headers["Location"]
    run_jobs()
    with queries() as counted:
        page(lead, "/akagi/imports")
    assert counted.count <= 6
    with queries() as counted:
        page(lead, where)
    assert counted.count <= 8
    with queries() as counted:
        assert send(lead).status_code == 302
    assert counted.count <= 10
