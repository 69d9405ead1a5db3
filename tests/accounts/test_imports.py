"""Users from files and back: by address, all or nothing, with the same columns."""

import csv
from pathlib import Path

import pytest

from portal.accounts import exports, operations, queries, roles
from portal.accounts.imports import KIND_NAME
from portal.accounts.queries import UserFilter
from portal.kernel import import_runs
from portal.kernel.access import Role
from portal.kernel.db import db
from tests.accounts.make import ACTOR, actions, make_user, newest_mail, user_named

HEADERS = ["メールアドレス", "姓", "名", "セイ", "メイ", "役割", "学校コード"]
HANAKO = ["hanako@akagi.example", "髙橋", "花子", "タカハシ", "ハナコ", "ICT支援員、リーダー", ""]
TARO = ["taro@akagi.example", "堀", "太郎", "", "", "学校担当", "001"]


@pytest.fixture(autouse=True)
def work(within, akagi):
    with within(akagi):
        yield


@pytest.fixture
def take(tmp_path):
    """Takes rows in as the page and the command do; answers the result."""

    def run(*rows, headers=HEADERS, encoding="utf-8-sig", **options):
        path = tmp_path / "利用者.csv"
        with path.open("w", encoding=encoding, newline="") as file:
            csv.writer(file).writerows([headers, *rows])
        return take_file(path, tmp_path, **options)

    return run


def take_file(path, tmp_path, **options):
    kind = import_runs.KINDS[KIND_NAME]
    result = import_runs.take_in(kind, path, actor=ACTOR, report_dir=tmp_path, **options)
    db.session.commit()
    return result


def reasons(result) -> list[str]:
    with Path(result.rejected_path).open(encoding="utf-8-sig", newline="") as file:
        return [row["理由"] for row in csv.DictReader(file)]


def test_new_people_are_made_and_invited(take):
    result = take(HANAKO, TARO)
    assert (result.accepted, result.rejected) == (2, 0)
    hanako, taro = user_named("hanako@akagi.example"), user_named("taro@akagi.example")
    assert hanako.role_set == {Role.SUPPORTER, Role.LEAD}
    assert hanako.password_hash is None
    assert "利用開始のご案内" in newest_mail(taro.email).subject


def test_the_same_file_again_changes_nothing(take):
    take(HANAKO, TARO)
    before = actions()
    result = take(HANAKO, TARO)
    assert (result.accepted, result.unchanged) == (0, 2)
    assert actions()[len(before) :] == ["import.done"]


def test_known_people_are_changed_and_not_invited_again(take):
    user = make_user(wanted_roles=[Role.SUPPORTER, Role.LEAD])
    result = take([*HANAKO[:2], "華子", *HANAKO[3:]])
    assert result.accepted == 1
    assert (user.given_name, user.password_hash is not None) == ("華子", True)
    assert "user.invited" not in actions()


@pytest.mark.parametrize("encoding", ["utf-8", "cp932"])
def test_headers_may_stand_in_any_order_and_encoding(take, encoding):
    order = [5, 2, 1, 0]
    row = ["hanako@akagi.example", "高橋", "花子", "", "", "ICT支援員"]
    result = take(
        [row[n] for n in order] + ["", ""], headers=[HEADERS[n] for n in order] + ["セイ", "メイ"], encoding=encoding
    )
    assert result.accepted == 1


def test_one_wrong_row_undoes_all_unless_the_good_ones_are_wanted(take):
    wrong = ["x@akagi.example", "誰", "か", "", "", "校長", ""]
    result = take(HANAKO, wrong)
    assert result.undone and queries.user_by_email(HANAKO[0]) is None
    result = take(HANAKO, wrong, take_good_rows=True)
    assert (result.accepted, result.rejected) == (1, 1)
    assert "「校長」という役割はありません" in reasons(result)[0]


def test_each_wrong_row_says_why(take):
    operations.deactivate_user(make_user("gone@akagi.example"), actor=ACTOR)
    result = take(
        HANAKO,
        HANAKO,
        ["gone@akagi.example", *HANAKO[1:]],
        ["no address", *HANAKO[1:]],
        ["a@akagi.example", "姓", "名", "", "", "運営", ""],
        ["b@akagi.example", "姓", "名", "", "", "学校担当", "999"],
        ["tenant_admin@akagi.example", "姓", "名", "", "", "ICT支援員", ""],
        take_good_rows=True,
    )
    assert result.accepted == 1
    said = " ".join(reasons(result))
    for words in (
        "2行目にもあります",
        "停止中です",
        "メールアドレスの形",
        "「運営」の役割は",
        "999",
        "管理者がいなくなる",
    ):
        assert words in said, words
    assert queries.user_by_email("b@akagi.example") is None, "a row is taken whole or not at all"


def test_what_is_written_out_is_taken_in_again_without_a_change(take, tmp_path):
    take(HANAKO, TARO)
    export = exports.export_users(UserFilter(), sort="kana", descending=False, actor=ACTOR, form="csv")
    path = tmp_path / export.filename
    with export:
        path.write_bytes(export.file.read())
    result = take_file(path, tmp_path)
    assert (result.accepted, result.rejected) == (0, 0)
    assert result.unchanged == queries.count_users(UserFilter())


def test_a_file_given_out_is_logged_with_its_size():
    with exports.export_users(UserFilter(text="lead"), sort="kana", descending=False, actor=ACTOR, form="xlsx"):
        pass
    assert actions()[-1] == "user.exported"


@pytest.mark.parametrize(
    "cell", ["ICT支援員、学校担当", "ＩＣＴ支援員，学校担当", "支援員/学校担当", "学校担当,ICT支援員、"]
)
def test_several_roles_may_be_written_in_several_ways(cell):
    assert set(roles.parse(cell)) == {Role.SUPPORTER, Role.SCHOOL}
