"""Plain makers of schools, users and files for the tests of this area."""

import csv
from datetime import date
from pathlib import Path

from portal.accounts.models import User
from portal.accounts.operations import create_user
from portal.kernel import audit, import_runs
from portal.kernel.access import Role, system_actor
from portal.kernel.audit import AuditEvent
from portal.kernel.db import db
from portal.kernel.imports import ImportResult
from portal.schools import operations
from portal.schools.imports import SCHOOLS
from portal.schools.models import School, SchoolContact, SchoolType
from portal.schools.operations import ContactData, SchoolData

ACTOR = system_actor("試験")
HEADERS = SCHOOLS.spec.headers


def school_data(**overrides) -> SchoolData:
    return SchoolData(**{"code": "101", "name": "若葉小学校", "school_type": SchoolType.ELEMENTARY} | overrides)


def make_school(**overrides) -> School:
    return operations.create_school(school_data(**overrides), actor=ACTOR)


def make_contact(school: School, **overrides) -> SchoolContact:
    return operations.add_contact(school, ContactData(**{"name": "堀 和子", "post": "教頭"} | overrides), actor=ACTOR)


def make_user(email: str = "tanaka@akagi.example", **overrides) -> User:
    values = {
        "family_name": "田中",
        "given_name": "実",
        "family_kana": "タナカ",
        "given_kana": "ミノル",
        "wanted_roles": [Role.SUPPORTER],
        "password": None,
        "invite": False,
    }
    return create_user(email=email, actor=ACTOR, **values | overrides)


def events_of(school: School) -> list[AuditEvent]:
    """The school's history, newest first; events are written with the commit."""
    db.session.commit()
    return audit.history(school, internal=True)


def set_three_terms(year: int):
    return operations.set_terms(year, [date(year, 4, 1), date(year, 9, 1), date(year + 1, 1, 1)], actor=ACTOR)


def school_line(**overrides) -> list[str]:
    """One line of the schools' file; keys are the headers."""
    line = dict.fromkeys(HEADERS, "") | {"学校コード": "101", "学校名": "若葉小学校", "校種": "小学校"}
    return list((line | overrides).values())


def write_table(path: Path, lines: list[list[str]], *, headers=HEADERS, encoding: str = "utf-8-sig") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([headers, *lines])
    return path


def take_in(kind, path: Path, **options) -> ImportResult:
    return import_runs.take_in(kind, path, actor=ACTOR, report_dir=path.parent / "rejected", **options)
