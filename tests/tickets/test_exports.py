"""The list of tickets as a file."""

import csv
import io
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from portal.kernel import audit, clock
from portal.kernel.access import NotAllowed
from portal.kernel.db import db
from portal.tickets import operations
from portal.tickets.exports import COLUMNS, export_tickets
from portal.tickets.filters import TicketFilters
from portal.tickets.models import Kind
from tests.tickets.make import SYSTEM, make_ticket, resolve, user


def rows(export, encoding: str = "utf-8-sig") -> list[dict[str, str]]:
    with export:
        return list(csv.DictReader(io.StringIO(export.file.read().decode(encoding), newline="")))


def test_a_file_holds_just_what_the_list_shows(within, akagi, actor):
    with within(akagi), clock.at(date(2026, 9, 10)):
        ticket = make_ticket(category_code="E2", requester_name="岡田 真理")
        operations.assign_ticket(ticket, user(), actor=SYSTEM)
        resolve(ticket, outcome="良好")
        make_ticket(kind=Kind.ONLINE)
        (row,) = rows(export_tickets(actor("lead"), TicketFilters(status="done"), form="csv"))
        assert list(row) == [column.header for column in COLUMNS]
        assert (row["番号"], row["受付日"], row["学校コード"], row["分類名"]) == (
            "R8-1", "2026-09-10", "001", "障害トラブル対応",
        )  # fmt: skip
        assert (row["状態"], row["所要時間（分）"], row["結果"], row["担当者"]) == ("解決", "45", "良好", user().name)


def test_each_export_is_on_record_with_its_count(within, akagi, actor):
    with within(akagi):
        make_ticket(), make_ticket()
        db.session.commit()
        before = audit.count()
        assert len(rows(export_tickets(actor("board"), TicketFilters(kind=Kind.VISIT), form="csv"))) == 2
        db.session.commit()
        assert audit.count() == before + 1


def test_formulas_are_made_harmless_and_cp932_says_what_did_not_fit(within, akagi, actor):
    with within(akagi):
        make_ticket(subject="=1+1", body="髙橋")
        (row,) = rows(export_tickets(actor("lead"), TicketFilters(), form="csv"))
        assert row["件名"] == "'=1+1"
        export = export_tickets(actor("lead"), TicketFilters(), form="csv", encoding="cp932")
        assert rows(export, "cp932")[0]["内容"] == "髙橋"
        make_ticket(subject="𠮷野")
        with export_tickets(actor("lead"), TicketFilters(), form="csv", encoding="cp932") as export:
            assert export.unmappable


def test_a_workbook_has_real_dates_and_text(within, akagi, actor):
    with within(akagi):
        make_ticket(subject="=1+1")
        with export_tickets(actor("supporter"), TicketFilters(), form="xlsx") as export:
            head, line = (
                CalamineWorkbook.from_filelike(io.BytesIO(export.file.read())).get_sheet_by_index(0).to_python()
            )
        assert head == [column.header for column in COLUMNS]
        assert line[1] == clock.today() and line[9] == "=1+1"


def test_schools_export_nothing(within, akagi, actor):
    with within(akagi):
        for role in ("school", "tenant_admin"):
            with pytest.raises(NotAllowed):
                export_tickets(actor(role), TicketFilters(), form="csv")
