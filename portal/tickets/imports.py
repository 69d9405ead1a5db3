"""Tickets from a file, in bulk: a row is known by its whole content and its occurrence, so that a file counts once."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.kernel import clock, import_runs, imports, numbering
from portal.kernel.access import Actor, Permission
from portal.kernel.dates import era_date
from portal.kernel.db import db
from portal.kernel.imports import ACCEPTED, UNCHANGED, Column, ImportSpec, Row
from portal.kernel.text import one_line
from portal.schools.imports.schools import school_code
from portal.schools.queries import schools, terms
from portal.schools.queries.terms import TermRange
from portal.tickets import queries
from portal.tickets.models import (
    DONE,
    OPEN,
    Channel,
    Kind,
    Priority,
    Ticket,
    TicketStatus,
    number_label,
    searchable,
)
from portal.tickets.operations.receiving import SERIES
from portal.tickets.rules import MAX_SUBJECT, MAX_TEXT

category_code = imports.code(r"[A-Za-z]{1,3}\d{1,3}", "分類は、E2のようなコードで書いてください。")
KINDS = {kind.short: kind for kind in Kind} | {kind.label: kind for kind in Kind}

SPEC = ImportSpec(
    "tickets",
    (
        Column("受付日", "received_on", imports.day),
        Column("実施日", "served_on", imports.day, blank=True, help="状態が解決・終了のときは必要"),
        Column("学校コード", "school", school_code),
        Column("種別", "kind", imports.choice(KINDS), help="オンライン、訪問、研修"),
        Column(
            "経路",
            "channel",
            imports.choice({channel.label: channel for channel in Channel}),
            help="、".join(channel.label for channel in Channel),
        ),
        Column("分類", "category", category_code, blank=True, help="E2のような分類のコード"),
        Column("件名", "subject", imports.text(MAX_SUBJECT)),
        Column("内容", "body", imports.text(MAX_TEXT, multiline=True), blank=True),
        Column("担当者", "assignee", imports.email, blank=True, help="担当者のメールアドレス"),
        Column(
            "状態",
            "status",
            imports.choice({status.label: status for status in TicketStatus}),
            help="、".join(status.label for status in TicketStatus),
        ),
    ),
)


@dataclass(frozen=True)
class _Known:
    """What rows refer to, read once for the whole file."""

    schools: dict[str, int]
    people: dict[str, int]
    categories: set[str]
    terms: list[TermRange]
    starts: list[date] = field(default_factory=list)

    def refusal(self, values: dict[str, Any]) -> str | None:
        """Why the row cannot be taken in."""
        served, status = values["served_on"], values["status"]
        reasons = (
            (values["school"] not in self.schools, f"学校コード「{values['school']}」の学校がありません。"),
            (
                values["category"] is not None and values["category"].upper() not in self.categories,
                f"分類「{values['category']}」がありません。",
            ),
            (
                values["assignee"] is not None and values["assignee"].lower() not in self.people,
                f"担当者「{values['assignee']}」は、ICT支援員・リーダーとして登録されていません。",
            ),
            (values["received_on"] > clock.today(), "受付日に未来の日付は使えません。"),
            (status in DONE and served is None, f"状態が「{status.label}」のときは、実施日が必要です。"),
            (
                served is not None and not self._in_a_term(served),
                f"実施日（{era_date(served) if served else ''}）は、どの学期にも入りません。",
            ),
            (
                status in DONE and served is not None and served > clock.today(),
                f"状態が「{status.label}」のとき、実施日に未来の日付は使えません。",
            ),
        )
        return " ".join(reason for holds, reason in reasons if holds) or None

    def _in_a_term(self, day: date) -> bool:
        at = bisect_right(self.starts, day)
        return at > 0 and day < self.terms[at - 1].ends_before


def _prepare(actor: Actor) -> Callable[[list[Row]], list[str]]:
    actor.require(Permission.IMPORT_RUN)
    ranges = terms.all_ranges()
    known = _Known(
        schools=schools.ids_by_code(),
        people=queries.workers_by_email(),
        categories=queries.category_codes(),
        terms=ranges,
        starts=[term.starts_on for term in ranges],
    )

    def apply(rows: list[Row]) -> list[str]:
        outcomes = {row.number: known.refusal(row.values) for row in rows}
        good = [row for row in rows if outcomes[row.number] is None]
        outcomes |= _write(good, known, actor) if good else {}
        return [outcomes[row.number] for row in rows]

    return apply


def _write(rows: list[Row], known: _Known, actor: Actor) -> dict[int, str]:
    """Inserts what is new. Numbers are taken first: a second import of the file waits for this one to end."""
    wanted = Counter(clock.fiscal_year_of(row.values["received_on"]) for row in rows)
    numbers = {year: iter(numbering.next_numbers(SERIES, year, count)) for year, count in sorted(wanted.items())}
    there = queries.fingerprints_among([row.fingerprint for row in rows])
    new = [row for row in rows if row.fingerprint not in there]
    records = [_record(row, numbers, known, actor) for row in new]
    if records:
        db.session.execute(sa.insert(Ticket), records)
    for year, left in numbers.items():
        if unused := sum(1 for _ in left):
            numbering.give_back(SERIES, year, unused)
    return {row.number: UNCHANGED if row.fingerprint in there else ACCEPTED for row in rows}


def _record(row: Row, numbers: dict[int, Any], known: _Known, actor: Actor) -> dict[str, Any]:
    values = row.values
    year = clock.fiscal_year_of(values["received_on"])
    number = next(numbers[year])
    body = values["body"] or ""
    word = one_line(body) if values["status"] in OPEN else ""
    return {
        "fiscal_year": year,
        "number": number,
        "school_id": known.schools[values["school"]],
        "kind": values["kind"],
        "channel": values["channel"],
        "category_code": values["category"].upper() if values["category"] else None,
        "subject": values["subject"],
        "body": body,
        "status": values["status"],
        "priority": Priority.NORMAL,
        "received_on": values["received_on"],
        "served_on": values["served_on"],
        "assignee_id": known.people[values["assignee"].lower()] if values["assignee"] else None,
        "last_word": word,
        "last_word_by": "学校" if word else "",
        "search": searchable(number_label(year, number), values["subject"], body),
        "import_fingerprint": row.fingerprint,
        "created_by_id": actor.user_id,
    }


TICKETS = import_runs.register(
    import_runs.ImportKind(
        name="tickets", title="チケット", spec=SPEC, prepare=_prepare, permission=Permission.IMPORT_RUN
    )
)
