"""Daily logs from a file: a row is an entry, a person's day becomes a log that counts as handed in.

A row is known by its content and its occurrence, so that the same file again changes nothing.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from portal.kernel import clock, import_runs, imports, tenancy
from portal.kernel.access import Actor, Permission
from portal.kernel.db import db
from portal.kernel.imports import ACCEPTED, UNCHANGED, Column, ImportSpec, Row
from portal.schools.imports.schools import school_code
from portal.schools.queries import schools
from portal.tickets import queries as tickets
from portal.tickets.imports import category_code
from portal.visits import queries as visits
from portal.visits.models import BookingMode
from portal.worklogs import queries
from portal.worklogs.models import DailyLog, EntryOutcome, LogEntry, LogStatus
from portal.worklogs.queries import KnownDay
from portal.worklogs.rules import LONG_MINUTES, MAX_LINE

CLASS = re.compile(r"[0-9０-９一二三四五六].{0,3}年|[0-9０-９]年|学級")

SPEC = ImportSpec(
    "worklogs",
    (
        Column("担当者", "person", imports.text(254), help="メールアドレスか氏名"),
        Column("日付", "day", imports.day),
        Column("学校コード", "school", school_code, blank=True, help="形態がセンターのときは空"),
        Column(
            "形態",
            "mode",
            imports.choice({mode.label: mode for mode in BookingMode}),
            help="、".join(mode.label for mode in BookingMode),
        ),
        Column("分類", "category", category_code, help="L5のような分類のコード"),
        Column("開始", "starts", imports.hour, help="9:00のように"),
        Column("終了", "ends", imports.hour),
        Column("対象", "served", imports.text(MAX_LINE), blank=True, help="先生、学年・組。児童生徒の氏名は書かない"),
        Column("内容", "content", imports.text(MAX_LINE), blank=True),
        Column(
            "結果",
            "outcome",
            imports.choice({outcome.label: outcome for outcome in EntryOutcome}),
            help="、".join(outcome.label for outcome in EntryOutcome),
        ),
    ),
)

DayKey = tuple[int, date]


@dataclass
class _Intake:
    """What rows refer to, read once for the whole file."""

    emails: dict[str, int]
    words: visits.Words
    schools: dict[str, int]
    categories: set[str]
    people: dict[int, int | str] = field(default_factory=dict)

    def apply(self, rows: list[Row]) -> list[str]:
        outcomes: dict[int, str] = {}
        good: list[tuple[Row, int]] = []
        for row in rows:
            person = self._person(row.values["person"])
            reason = person if isinstance(person, str) else self._refusal(row.values)
            if reason or isinstance(person, str):
                outcomes[row.number] = reason or ""
            else:
                good.append((row, person))
        outcomes |= self._take(good) if good else {}
        return [outcomes[row.number] for row in rows]

    def _person(self, word: str) -> int | str:
        if "@" in word and word.strip().lower() in self.emails:
            return self.emails[word.strip().lower()]
        found = self.words.find(word)
        return found if isinstance(found, str) else found.id

    def _refusal(self, values: dict[str, Any]) -> str | None:
        code, spent = values["school"], _minutes(values["starts"], values["ends"])
        reasons = (
            (code is not None and code not in self.schools, f"学校コード「{code}」の学校がありません。"),
            (code is None and values["mode"] is BookingMode.VISIT, "形態が訪問のときは、学校コードが必要です。"),
            (values["category"].upper() not in self.categories, f"分類「{values['category']}」がありません。"),
            (values["day"] > clock.today(), "未来の日付の日報は取り込めません。"),
            (spent <= 0, "終了が開始より後ではありません。日をまたぐ記録は、日ごとに分けてください。"),
            (spent > LONG_MINUTES, f"1件で{spent:,}分です。{LONG_MINUTES // 60}時間までに分けてください。"),
        )
        return " ".join(reason for holds, reason in reasons if holds) or None

    def _take(self, rows: list[tuple[Row, int]]) -> dict[int, str]:
        """The logs are made and locked first: a second import of the file waits for this one to end."""
        wanted = {(person, row.values["day"]) for row, person in rows}
        made = _open_logs(wanted)
        known = queries.lock_days(wanted, made)
        there = queries.fingerprints_among([row.fingerprint for row, _person in rows])
        away = queries.whole_days_away(*_span(known))
        outcomes, records = {}, []
        for row, person in rows:
            log = known[person, row.values["day"]]
            if row.fingerprint in there:
                outcomes[row.number] = UNCHANGED
            elif reason := _clash(row.values, log, away.get((person, log.day))):
                outcomes[row.number] = reason
            else:
                log.taken.append((row.values["starts"], row.values["ends"]))
                log.fed = True
                records.append(self._record(row, log))
                outcomes[row.number] = ACCEPTED
        _write(known.values(), records)
        return outcomes

    def _record(self, row: Row, log: KnownDay) -> dict[str, Any]:
        values, served = row.values, row.values["served"] or ""
        of_class = bool(CLASS.search(served))
        return {
            "log_id": log.id,
            "user_id": log.user_id,
            "day": log.day,
            "school_id": self.schools[values["school"]] if values["school"] else None,
            "mode": values["mode"],
            "category_code": values["category"].upper(),
            "starts": values["starts"],
            "ends": values["ends"],
            "minutes": _minutes(values["starts"], values["ends"]),
            "teacher": "" if of_class else served,
            "grade_class": served if of_class else "",
            "content": values["content"] or "",
            "outcome": values["outcome"],
            "import_fingerprint": row.fingerprint,
        }


def _clash(values: dict[str, Any], log: KnownDay, absence: str | None) -> str | None:
    if log.status in (LogStatus.CHECKED, LogStatus.APPROVED):
        return f"この日の日報は「{log.status.label}」のため、取り込めません。"
    if log.being_written:
        return "この日の日報は本人が書いている途中です。提出されてから取り込んでください。"
    if absence:
        return f"この日は{absence}の届けがあります。"
    for starts, ends in log.taken:
        if values["starts"] < ends and starts < values["ends"]:
            return f"{starts:%H:%M}〜{ends:%H:%M} の記録と時間が重なっています。"
    return None


def _minutes(starts: time, ends: time) -> int:
    return (ends.hour - starts.hour) * 60 + ends.minute - starts.minute


def _span(known: dict[DayKey, KnownDay]) -> tuple[date, date]:
    days = [log.day for log in known.values()]
    return min(days), max(days)


def _open_logs(keys: set[DayKey]) -> set[DayKey]:
    """Makes the logs that are not there, in one order for everybody; answers which."""
    rows = [{"tenant_id": tenancy.current(), "user_id": user_id, "day": day} for user_id, day in sorted(keys)]
    statement = insert(DailyLog).on_conflict_do_nothing(index_elements=["tenant_id", "user_id", "day"])
    found = db.session.execute(statement.values(rows).returning(DailyLog.user_id, DailyLog.day))
    return {(user_id, day) for user_id, day in found}


def _write(logs: Iterable[KnownDay], records: list[dict[str, Any]]) -> None:
    if records:
        db.session.execute(sa.insert(LogEntry), records)
    fed = [log.id for log in logs if log.fed and log.status is LogStatus.DRAFT]
    if fed:
        db.session.execute(
            sa.update(DailyLog)
            .where(DailyLog.id.in_(fed))
            .values(
                status=LogStatus.SUBMITTED,
                submitted_at=clock.now(),
                return_reason="",
                updated_at=clock.now(),
                version=DailyLog.version + 1,
            )
            .execution_options(synchronize_session=False)
        )
    empty = [log.id for log in logs if log.made and not log.fed]
    if empty:
        db.session.execute(
            sa.delete(DailyLog).where(DailyLog.id.in_(empty)).execution_options(synchronize_session=False)
        )


def _prepare(actor: Actor) -> Callable[[list[Row]], list[str]]:
    actor.require(Permission.IMPORT_RUN)
    intake = _Intake(
        emails=tickets.workers_by_email(),
        words=visits.workers_by_word(),
        schools=schools.ids_by_code(),
        categories=tickets.category_codes(),
    )
    return intake.apply


WORKLOGS = import_runs.register(
    import_runs.ImportKind(
        name="worklogs",
        title="日報",
        spec=SPEC,
        prepare=_prepare,
        permission=Permission.IMPORT_RUN,
        max_rows=200_000,
    )
)
