"""Schools from a file: known by their code, created when it is new, changed when the row says something else."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from portal.kernel import import_runs, imports
from portal.kernel.access import Actor, Permission
from portal.kernel.imports import ACCEPTED, UNCHANGED, Column, ImportSpec, Row
from portal.schools import operations
from portal.schools.models import School, SchoolType
from portal.schools.operations.schools import SchoolData, WrongBranch, check_no_circle
from portal.schools.queries import schools

school_code = imports.code(r"[0-9A-Za-z-]{1,20}", "学校コードは、半角の英数字とハイフンで20文字までにしてください。")

SPEC = ImportSpec(
    "schools",
    (
        Column("学校コード", "code", school_code, help="学校を見分ける番号。1つのファイルに1回だけ"),
        Column("学校名", "name", imports.text(100)),
        Column(
            "校種",
            "school_type",
            imports.choice({member.label: member for member in SchoolType}),
            help="、".join(member.label for member in SchoolType),
        ),
        Column("本校コード", "main_code", school_code, blank=True, help="分校のときだけ、本校の学校コード"),
        Column("郵便番号", "postal_code", imports.postal, blank=True),
        Column("住所", "address", imports.text(200), blank=True),
        Column("電話番号", "telephone", imports.phone, blank=True),
        Column("児童生徒数", "pupils", imports.integer(0, 99_999), blank=True),
    ),
)


@dataclass
class _Plan:
    """What one file wants: checked as a whole, so that a branch may stand before its main school."""

    known: dict[str, School]
    wanted: dict[str, Row] = field(default_factory=dict)
    refused: dict[int, str] = field(default_factory=dict)

    def take(self, rows: list[Row]) -> None:
        for row in rows:
            first = self.wanted.setdefault(row.values["code"], row)
            if first is not row:
                self.refused[row.number] = f"学校コード「{row.values['code']}」は{first.number}行目にもあります。"
        while wrong := self._wrong_branches():
            for code, reason in wrong.items():
                self.refused[self.wanted.pop(code).number] = reason

    def parents(self) -> dict[str, str | None]:
        codes: dict[int | None, str] = {school.id: school.code for school in self.known.values()}
        parents = {code: codes.get(school.branch_of_id) for code, school in self.known.items()}
        return parents | {code: row.values["main_code"] for code, row in self.wanted.items()}

    def _wrong_branches(self) -> dict[str, str]:
        parents, wrong = self.parents(), {}
        for code, row in self.wanted.items():
            main = row.values["main_code"]
            if main is not None and main not in parents:
                wrong[code] = f"本校コード「{main}」の学校がありません。"
                continue
            try:
                check_no_circle(code, main, parents)
            except WrongBranch as problem:
                wrong[code] = str(problem)
        return wrong


def _prepare(actor: Actor) -> Callable[[list[Row]], list[str]]:
    actor.require(Permission.SCHOOL_MANAGE)

    def apply(rows: list[Row]) -> list[str]:
        plan = _Plan(schools.schools_by_code())
        plan.take(rows)
        outcomes = _write(plan, actor)
        return [plan.refused.get(row.number) or outcomes[row.values["code"]] for row in rows]

    return apply


def _write(plan: _Plan, actor: Actor) -> dict[str, str]:
    """First the new schools, then what changes: main schools before their branches, or a swap would look a circle."""
    outcomes = dict.fromkeys(plan.wanted, UNCHANGED)
    for code, row in plan.wanted.items():
        if code not in plan.known:
            plan.known[code] = operations.create_school(_data(row, None), actor=actor)
            outcomes[code] = ACCEPTED
    parents = plan.parents()
    for code in sorted(plan.wanted, key=lambda code: _depth(code, parents)):
        row = plan.wanted[code]
        school, data = plan.known[code], _data(row, plan.known.get(row.values["main_code"]))
        if data != _stored(school):
            operations.edit_school(school, data, actor=actor)
            outcomes[code] = ACCEPTED
    return outcomes


def _depth(code: str, parents: Mapping[str, str | None]) -> int:
    main = parents[code]
    return 0 if main is None else 1 + _depth(main, parents)


def _data(row: Row, main: School | None) -> SchoolData:
    values = row.values
    return SchoolData(
        code=values["code"],
        name=values["name"],
        school_type=values["school_type"],
        branch_of_id=main.id if main else None,
        postal_code=values["postal_code"] or "",
        address=values["address"] or "",
        telephone=values["telephone"] or "",
        pupils=values["pupils"] or 0,
    )


def _stored(school: School) -> SchoolData:
    return SchoolData(
        school.code,
        school.name,
        school.school_type,
        school.branch_of_id,
        school.postal_code,
        school.address,
        school.telephone,
        school.pupils,
    )


SCHOOLS = import_runs.register(
    import_runs.ImportKind("schools", "学校", SPEC, _prepare, Permission.SCHOOL_MANAGE, max_rows=2_000, whole=True)
)
