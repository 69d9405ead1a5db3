"""Travel times from a file: known by the two schools, whichever stands first."""

from collections.abc import Callable

from portal.kernel import import_runs, imports
from portal.kernel.access import Actor, Permission
from portal.kernel.imports import ACCEPTED, UNCHANGED, Column, ImportSpec, Row
from portal.schools.imports.schools import school_code
from portal.schools.queries import schools
from portal.visits.errors import TravelRefused
from portal.visits.operations import set_travel
from portal.visits.queries import travel_table

SPEC = ImportSpec(
    "travel",
    (
        Column("学校コード", "school", school_code),
        Column("相手の学校コード", "other", school_code, aliases=("学校コード2",)),
        Column("分", "minutes", imports.integer(0, 480), help="どちら向きも同じ"),
    ),
)


def _prepare(actor: Actor) -> Callable[[list[Row]], list[str]]:
    actor.require(Permission.ROTA_MANAGE)
    known = schools.schools_by_code()
    table = dict(travel_table().known)

    def take(row: Row) -> str:
        codes = (row.values["school"], row.values["other"])
        missing = [code for code in codes if code not in known]
        if missing:
            return f"学校コード「{missing[0]}」の学校がありません。"
        pair = (known[codes[0]], known[codes[1]])
        ids = (min(one.id for one in pair), max(one.id for one in pair))
        if table.get(ids) == row.values["minutes"]:
            return UNCHANGED
        try:
            set_travel(*pair, row.values["minutes"], actor=actor)
        except TravelRefused as refusal:
            return str(refusal)
        table[ids] = row.values["minutes"]
        return ACCEPTED

    return lambda rows: [take(row) for row in rows]


TRAVEL = import_runs.register(
    import_runs.ImportKind("travel", "移動時間", SPEC, _prepare, Permission.ROTA_MANAGE, max_rows=20_000)
)
