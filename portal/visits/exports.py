"""Promises and the rota as files."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from portal.kernel import audit
from portal.kernel.access import Actor, Permission
from portal.kernel.dates import WEEKDAYS, fiscal_year_label
from portal.kernel.exports import Cell, Export, Sheet, write_csv, write_xlsx
from portal.schools.queries import schools
from portal.visits.imports import ROTA
from portal.visits.promises import HEADS, figures_of, promise_table
from portal.visits.queries import rota_slots

Form = Literal["csv", "xlsx"]
Encoding = Literal["utf-8-sig", "cp932"]

audit.label_actions(
    {"visit_promise.exported": "訪問の約束を書き出した", "rota_slot.exported": "定例の訪問を書き出した"}
)


def export_promises(fiscal_year: int, *, form: Form, encoding: Encoding = "utf-8-sig", actor: Actor) -> Export:
    """The table of a year with its total."""
    actor.require(Permission.ROTA_READ)
    table = promise_table(fiscal_year)
    rows = [row.cells() for row in table.rows] + [["", "合計", *figures_of(table.total).values()]]
    name = f"訪問の約束_{fiscal_year_label(fiscal_year)}"
    return _write("visit_promise", HEADS, rows, name, form, encoding, actor)


def export_rota(*, on: date | None = None, form: Form, encoding: Encoding = "utf-8-sig", actor: Actor) -> Export:
    """Regular visits with the columns that the import takes; `on`: only those that run on that day or later."""
    actor.require(Permission.ROTA_READ)
    codes = {school_id: code for code, school_id in schools.ids_by_code().items()}
    rows = [
        [
            slot.user_name,
            codes.get(slot.school_id, "") if slot.school_id else "",
            WEEKDAYS[slot.weekday],
            f"{slot.starts:%H:%M}",
            f"{slot.ends:%H:%M}",
            slot.starts_on,
            slot.ends_on,
        ]
        for slot in rota_slots(on=on)
    ]
    return _write("rota_slot", ROTA.spec.headers, rows, "定例の訪問", form, encoding, actor)


def _write(
    subject: str,
    heads: Sequence[str],
    rows: list[Sequence[Cell]],
    name: str,
    form: Form,
    encoding: Encoding,
    actor: Actor,
) -> Export:
    audit.record(f"{subject}.exported", subject, actor=actor, label=name, changes={"count": (None, len(rows))})
    if form == "xlsx":
        return write_xlsx([Sheet(name, heads, rows)], name=name)
    return write_csv(heads, rows, name=name, encoding=encoding)
