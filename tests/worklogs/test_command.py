"""`portal import worklogs` and `portal report monthly`, as scripts call them."""

import json
import os
import subprocess
import sys

import pytest

from portal.kernel import config
from tests.worklogs.test_imports import LINE, write


@pytest.fixture
def run(settings):
    values = {one.name: getattr(settings, one.attribute) for one in config.VARIABLES}
    environ = {key: str(int(value) if isinstance(value, bool) else value) for key, value in values.items() if value}

    def command(*arguments: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, "-c", "from portal.cli import main; main()", *arguments],
            env=os.environ | environ,
            capture_output=True,
            text=True,
            check=False,
        )

    return command


def test_logs_are_imported_and_counted_by_command(app, run, tmp_path):
    afternoon = LINE | {"開始": "13:00", "終了": "13:30", "学校コード": "002"}
    path = write(tmp_path / "日報.csv", [LINE, afternoon | {"分類": "E2"}, LINE | {"日付": "2022-11-01"}])
    taken = run("import", "worklogs", "--tenant", "akagi", str(path))
    assert json.loads(taken.stdout)["accepted"] == 3, taken.stderr
    monthly = ("report", "monthly", "--tenant", "akagi", "--month", "2022-10")
    assert json.loads(run(*monthly, "--json").stdout) == {
        "month": "2022-10",
        "minutes_by_code": {"L5": 90, "E2": 30},
        "entries_by_code": {"L5": 1, "E2": 1},
        "minutes_by_group": {"lesson": 90, "school_affairs": 0, "environment": 30, "in_house_training": 0},
    }
    school = json.loads(run(*monthly, "--school", "002", "--json").stdout)
    assert school["minutes_by_code"] == {"E2": 30}
    assert "合計     2件     120分" in run(*monthly, "--supporter", "supporter@akagi.example").stdout
    pdf, xlsx = tmp_path / "r.pdf", tmp_path / "r.xlsx"
    made = run(*monthly, "--supporter", "supporter@akagi.example", "--pdf", str(pdf), "--xlsx", str(xlsx))
    assert made.returncode == 0, made.stderr
    assert (pdf.read_bytes()[:5], xlsx.read_bytes()[:2]) == (b"%PDF-", b"PK")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--month", "2022-10", "--supporter", "nobody@akagi.example"), "登録されていません"),
        (("--month", "2022-10", "--school", "999"), "学校がありません"),
        (("--month", "2022-13"), "2022-13"),
    ],
)
def test_a_command_that_names_nothing_says_so(app, run, options, words):
    answer = run("report", "monthly", "--tenant", "akagi", *options)
    assert answer.returncode != 0
    assert words in answer.stderr
