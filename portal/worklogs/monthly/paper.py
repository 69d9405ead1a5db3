"""The words and figures of a monthly report, as plain values that can be frozen. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from portal.accounts.models import User
from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.dates import era_date, weekday
from portal.schools.models import School
from portal.tickets.models import CategoryGroup
from portal.worklogs.figures import MonthFigures, SchoolLine, Told, VisitLine, month_end
from portal.worklogs.models import EntryOutcome, MonthlyReport, ReportScope

TITLE = "月次業務報告書"
LEAD_POST = "統括リーダー"
RESULTS = {
    EntryOutcome.DONE: "その場で解決",
    EntryOutcome.CONTINUES: "対応を継続",
    EntryOutcome.HANDOVER: "引継ぎ",
}
MAIN_CONTENTS = 2


@dataclass(frozen=True)
class Surroundings:
    """Whose report it is, and to whom it goes."""

    tenant_name: str
    centre_name: str
    user: User | None
    school: School | None


@dataclass(frozen=True)
class MonthlyPaper:
    """Lists hold plain dictionaries, so that a frozen report reads as a live one."""

    code: str
    month: str
    scope: str
    title: str
    month_label: str
    period: str
    subject_name: str
    addressee: str
    submitted_on: str
    reporter: str
    served_label: str
    served: str
    attendance: list[dict[str, str]]
    groups: list[dict[str, Any]]
    entries: int
    minutes: int
    steps: list[dict[str, str]]
    lines: list[dict[str, Any]]
    incidents: list[dict[str, str]]
    incident_note: str
    practices: list[str]
    remarks: list[str]
    draft: bool


def write_paper(report: MonthlyReport, figures: MonthFigures, around: Surroundings) -> MonthlyPaper:
    scope, month = report.scope, report.month
    incidents, note = _incidents(figures, scope)
    served_label, served = _served(figures, around, scope)
    return MonthlyPaper(
        code=report.code,
        month=f"{month:%Y-%m}",
        scope=scope.value,
        title=TITLE,
        month_label=f"{era_date(month).split('月')[0]}月分",
        period=f"{era_date(month)}～{month.month}月{month_end(month).day}日",
        subject_name=_subject(around),
        addressee=f"{around.tenant_name}教育委員会",
        submitted_on=era_date(clock.local(report.submitted_at).date()) if report.submitted_at else "",
        reporter=_reporter(report, around),
        served_label=served_label,
        served=served,
        attendance=_attendance(figures, scope),
        groups=_groups(figures),
        entries=figures.entries,
        minutes=figures.minutes,
        steps=_steps(report, figures, around),
        lines=_lines(figures, scope),
        incidents=incidents,
        incident_note=note,
        practices=[_practice(told, scope) for told in figures.practices],
        remarks=[
            line.strip() for text in (report.issues, report.proposals) for line in text.splitlines() if line.strip()
        ],
        draft=report.approved_at is None,
    )


def wide(name: str) -> str:
    return name.replace(" ", "　")


def _subject(around: Surroundings) -> str:
    if around.user:
        return wide(around.user.name)
    return around.school.name if around.school else "センター全体"


def _post(user: User) -> str:
    return LEAD_POST if Role.LEAD in user.role_set else Role.SUPPORTER.label


def _reporter(report: MonthlyReport, around: Surroundings) -> str:
    if around.user:
        return f"{_post(around.user)}　{wide(around.user.name)}"
    return f"{around.centre_name}　{wide(report.submitted_by_name)}".strip()


def _served(figures: MonthFigures, around: Surroundings, scope: ReportScope) -> tuple[str, str]:
    if around.school:
        return "対象校", around.school.name
    schools = "、".join(f"{kind.label}{number}校" for kind, number in figures.schools_by_type.items()) or "なし"
    return ("担当校" if scope is ReportScope.SUPPORTER else "支援した学校"), schools


def _attendance(figures: MonthFigures, scope: ReportScope) -> list[dict[str, str]]:
    found = figures.attendance
    heads = {
        ReportScope.SUPPORTER: [("勤務日数", f"{found.days_worked}日"), ("訪問日数", f"{found.visit_days}日")],
        ReportScope.SCHOOL: [("支援員", f"{found.people}名"), ("延べ訪問日数", f"{found.visit_days}日")],
        ReportScope.CENTRE: [("支援員", f"{found.people}名"), ("延べ勤務日数", f"{found.days_worked:,}日")],
    }[scope]
    cells = [
        *heads,
        ("計画訪問", f"{found.planned_visits:,}回"),
        ("要請による訪問", f"{found.ticket_visits:,}回"),
        ("支援件数", f"{figures.entries:,}件"),
        ("支援時間", f"{figures.minutes / 60:,.2f}時間"),
    ]
    return [{"label": label, "text": text} for label, text in cells]


def _groups(figures: MonthFigures) -> list[dict[str, Any]]:
    """Items without entries are left out, and groups without items."""
    found = []
    for group in CategoryGroup:
        rows = [
            {"code": code, "label": label, **figures.sums[code]._asdict()}
            for code, of_group, label in figures.categories
            if of_group is group and code in figures.sums
        ]
        if rows:
            sums = {key: sum(row[key] for row in rows) for key in ("entries", "minutes")}
            found.append({"label": group.label, "rows": rows, **sums})
    return found


def _steps(report: MonthlyReport, figures: MonthFigures, around: Surroundings) -> list[dict[str, str]]:
    asked = figures.confirmed
    confirmed = f"訪問{asked.asked}件のうち\n{asked.confirmed}件確認済" if asked.asked else "－"
    last = f"{_moment(asked.last)}（最終）" if asked.last else "－"
    writer = _post(around.user) if around.user else LEAD_POST
    return [
        _step("作成", writer, wide(report.submitted_by_name), _moment(report.submitted_at)),
        _step("学校確認", "学校担当" if around.school else "各校担当", confirmed, last),
        _step("点検", LEAD_POST, wide(report.checked_by_name), _moment(report.checked_at)),
        _step("承認", "教育委員会", wide(report.approved_by_name), _moment(report.approved_at)),
    ]


def _step(kind: str, post: str, name: str, at: str) -> dict[str, str]:
    return {"kind": kind, "post": post, "name": name or "－", "at": at}


def _moment(at: datetime | None) -> str:
    if at is None:
        return "－"
    local = clock.local(at)
    return f"{era_date(local.date())}\n{local.hour}時{local.minute:02d}分"


def _day(day: date) -> str:
    return f"{day.day}日（{weekday(day)}）"


def _lines(figures: MonthFigures, scope: ReportScope) -> list[dict[str, Any]]:
    if scope is ReportScope.CENTRE:
        return [_school_line(line) for line in figures.schools]
    place: Callable[[VisitLine], str] = _person if scope is ReportScope.SCHOOL else _place
    return [
        {
            "day": _day(line.day),
            "place": place(line),
            "mode": line.mode.label,
            "entries": line.entries,
            "minutes": line.minutes,
            "content": "、".join(list(dict.fromkeys(line.contents or []))[:MAIN_CONTENTS]) or "－",
            "confirmed": {None: "－", True: "確認済", False: "未確認"}[line.confirmed],
        }
        for line in figures.visits
    ]


def _place(line: VisitLine) -> str:
    return line.school_name or "（センター）"


def _person(line: VisitLine) -> str:
    return wide(line.person_name)


def _school_line(line: SchoolLine) -> dict[str, Any]:
    return {
        "place": line.school_name or "（センター）",
        "visits": line.visits,
        "entries": line.entries,
        "minutes": line.minutes,
    }


def _incidents(figures: MonthFigures, scope: ReportScope) -> tuple[list[dict[str, str]], str]:
    """The centre's report tells what was not settled at once, and counts the rest."""
    told, note = figures.incidents, ""
    if scope is ReportScope.CENTRE:
        settled = [one for one in told if one.outcome is EntryOutcome.DONE]
        told = [one for one in told if one.outcome is not EntryOutcome.DONE]
        note = f"このほか{len(settled):,}件は、その場で解決した。" if settled else ""
    rows = [
        {
            "day": _day(one.day),
            "school": one.school_name or "（センター）",
            "content": one.content,
            "result": RESULTS[one.outcome],
        }
        for one in told
    ]
    return rows, note


def _practice(told: Told, scope: ReportScope) -> str:
    school = "" if scope is ReportScope.SCHOOL else told.school_name or ""
    lesson = "・".join(part for part in (told.grade_class, told.subject) if part)
    where = f"{school}（{lesson}）" if lesson else school
    return f"{where}　{told.content}".strip()
