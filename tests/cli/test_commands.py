"""The public commands, run as programs: an empty new tenant is set up, filled from files, counted and verified."""

import csv
import json
import os
import subprocess
import sys
from datetime import date, timedelta
from itertools import cycle
from pathlib import Path

import pytest

from portal.kernel.config import LOGINS

KINDS = {"online": "オンライン", "visit": "訪問", "training": "研修"}
TERM_STARTS = (date(2022, 4, 1), date(2022, 9, 1), date(2023, 1, 1))
SCHOOLS = [f"{number:03}" for number in range(1, 71)]


@pytest.fixture
def portal(app, settings, tmp_path):
    """Runs `portal …` against this test's servers."""
    surroundings = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")},
        "PORTAL_DATA_DIR": str(tmp_path / "data"),
        "PORTAL_DATABASE_URL": settings.database,
        "PORTAL_REDIS_URL": settings.redis_url,
        "PORTAL_SECRET_KEY": settings.secret_key,
        "PORTAL_SMTP_URL": settings.smtp_url,
    }
    for login in LOGINS:
        surroundings[f"PORTAL_DATABASE_PASSWORD_{login.upper()}"] = getattr(settings, f"database_password_{login}")

    def run(*words: str, expect: int = 0, **options) -> subprocess.CompletedProcess:
        command = [sys.executable, "-c", "from portal.cli import main; main()", *map(str, words)]
        done = subprocess.run(command, capture_output=True, text=True, env=surroundings, check=False, **options)
        assert done.returncode == expect, done.stderr
        return done

    return run


def write(path: Path, rows: list[dict[str, str]], encoding: str = "utf-8-sig") -> Path:
    with path.open("w", encoding=encoding, newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def school_rows() -> list[dict[str, str]]:
    return [
        {
            "学校コード": code, "学校名": f"第{code}小学校", "校種": "小学校", "本校コード": "", "郵便番号": "",
            "住所": "", "電話番号": "", "児童生徒数": "300",
        }
        for code in SCHOOLS
    ]  # fmt: skip


def golden_rows(golden: dict) -> list[dict[str, str]]:
    """One row a case of the centre's own table, on days of its term."""
    codes, rows = cycle(SCHOOLS), []
    for kind, label in KINDS.items():
        for start, cases in zip(TERM_STARTS, golden["tickets_by_term"][kind], strict=True):
            for number in range(cases):
                day = start + timedelta(days=number % 20)
                rows.append(
                    {
                        "受付日": day.isoformat(), "実施日": day.strftime("%Y/%m/%d"), "学校コード": next(codes),
                        "種別": label, "経路": "電話", "分類": "E2", "件名": f"{label}の支援 {number}",
                        "内容": "", "担当者": "", "状態": "解決" if number % 2 else "終了",
                    }
                )  # fmt: skip
    return rows


def test_an_empty_tenant_counts_the_golden_year_from_files_and_the_same_file_counts_once(portal, tmp_path, golden):
    portal("tenant", "create", "ueno", "--name", "上野市", "--code", "102024")
    portal("term", "set", "--tenant", "ueno", "--fiscal-year", "2022", "--starts", "2022-04-01,2022-09-01,2023-01-01")
    schools = write(tmp_path / "schools.csv", school_rows(), "cp932")
    taken = json.loads(portal("import", "schools", "--tenant", "ueno", schools).stdout)
    assert taken == {"accepted": 70, "rejected": 0, "unchanged": 0, "rejected_file": None}
    tickets = write(tmp_path / "tickets.csv", golden_rows(golden))
    taken = json.loads(portal("import", "tickets", "--tenant", "ueno", tickets).stdout)
    assert taken == {"accepted": 726, "rejected": 0, "unchanged": 0, "rejected_file": None}
    again = json.loads(portal("import", "tickets", "--tenant", "ueno", tickets).stdout)
    assert again == {"accepted": 0, "rejected": 0, "unchanged": 726, "rejected_file": None}

    report = ("report", "terms", "--tenant", "ueno", "--fiscal-year", "2022")
    wanted = {name: golden["tickets_by_term"][name] for name in ("fiscal_year", *KINDS)}
    assert json.loads(portal(*report, "--json").stdout) == wanted | {"terms": ["1学期", "2学期", "3学期"]}
    other = portal("report", "terms", "--tenant", "akagi", "--fiscal-year", "2022", "--json").stdout
    assert json.loads(other)["visit"] == [0, 0, 0]
    verified = json.loads(portal("audit", "verify", "--tenant", "ueno", "--json").stdout)
    assert verified["ok"] and verified["rows"] > 3


def test_a_file_with_a_wrong_row_changes_nothing_and_comes_back_with_the_reason(portal, tmp_path, golden):
    rows = golden_rows(golden)[:3]
    for row in rows:
        row["学校コード"] = "001"
    rows[1]["学校コード"] = "999"
    file = write(tmp_path / "tickets.csv", rows)
    answer = json.loads(portal("import", "tickets", "--tenant", "akagi", file, expect=1).stdout)
    assert (answer["accepted"], answer["rejected"]) == (0, 1)
    assert "999" in Path(answer["rejected_file"]).read_text(encoding="utf-8-sig")
    answer = json.loads(portal("import", "tickets", "--tenant", "akagi", "--good-rows", file).stdout)
    assert (answer["accepted"], answer["rejected"]) == (2, 1)


def test_an_account_made_by_the_command_signs_in(portal, app):
    portal(
        "user", "create", "--tenant", "akagi", "--email", "kyoto@akagi.example", "--name", "京都 花", "--kana",
        "キョウト ハナ", "--role", "school", "--school", "001", "--password-stdin", input="a long passphrase 2026\n",
    )  # fmt: skip
    answer = app.test_client().post(
        "/akagi/sign-in", data={"email": "kyoto@akagi.example", "password": "a long passphrase 2026"}
    )
    assert answer.status_code == 302
    portal(
        "user", "create", "--tenant", "nowhere", "--email", "a@b.example", "--name", "甲 乙", "--role", "lead", expect=1
    )
