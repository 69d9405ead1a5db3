"""The tenant's own holidays from a file: known by their day; national holidays in it change nothing."""

from collections.abc import Callable

from portal.kernel import import_runs, imports
from portal.kernel.access import Actor, Permission
from portal.kernel.imports import ACCEPTED, UNCHANGED, Column, ImportSpec, Row
from portal.schools import operations
from portal.schools.calendar import national_holidays
from portal.schools.queries import calendar

OPEN, CLOSED = "開所", "休業"

SPEC = ImportSpec(
    "holidays",
    (
        Column("日付", "day", imports.day),
        Column("名称", "name", imports.text(60)),
        Column(
            "区分",
            "works",
            imports.choice({CLOSED: False, OPEN: True}),
            required=False,
            help=f"{CLOSED}（空のとき）、または祝日でも開く日は{OPEN}",
        ),
    ),
)


def _prepare(actor: Actor) -> Callable[[list[Row]], list[str]]:
    actor.require(Permission.CALENDAR_MANAGE)

    def take(row: Row) -> str:
        day, name, works = row.values["day"], row.values["name"], bool(row.values["works"])
        known = calendar.holiday_change_on(day)
        if known and (known.name, known.works) == (name, works):
            return UNCHANGED
        if not known and not works and day in national_holidays(day.year):
            return UNCHANGED
        try:
            (operations.work_on_holiday if works else operations.add_holiday)(day, name, actor=actor)
        except operations.HolidayWrong as problem:
            return str(problem)
        return ACCEPTED

    return lambda rows: [take(row) for row in rows]


HOLIDAYS = import_runs.register(
    import_runs.ImportKind("holidays", "休業日", SPEC, _prepare, Permission.CALENDAR_MANAGE, max_rows=2_000)
)
