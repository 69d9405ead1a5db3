"""Regular visits from a file: a row is known by its content, so that the same file again changes nothing."""

from collections.abc import Callable
from dataclasses import dataclass, field

from portal.kernel import import_runs, imports, outbox
from portal.kernel.access import Actor, Permission
from portal.kernel.dates import WEEKDAYS
from portal.kernel.imports import ACCEPTED, UNCHANGED, Column, ImportSpec, Row
from portal.schools.imports.schools import school_code
from portal.schools.models import School
from portal.schools.queries import schools
from portal.visits import queries
from portal.visits.errors import RotaRefused
from portal.visits.jobs import BOOK_ROTA
from portal.visits.operations import SlotData, add_slot
from portal.visits.queries import Words

_WEEKDAYS = {name + ending: at for ending in ("", "曜", "曜日") for at, name in enumerate(WEEKDAYS)}
_choose_weekday = imports.choice(_WEEKDAYS)


def weekday(cell: str) -> int:
    try:
        return _choose_weekday(cell)
    except ValueError:
        raise ValueError(f"「{cell}」は使えません。月から日までのどれかにしてください。") from None


SPEC = ImportSpec(
    "rota",
    (
        Column("担当者", "person", imports.text(254), help="氏名かメールアドレス"),
        Column("学校コード", "school", school_code, blank=True, help="空のときはセンター"),
        Column("曜日", "weekday", weekday, help="月、または月曜日"),
        Column("開始", "starts", imports.hour, help="9:00のように、15分きざみ"),
        Column("終了", "ends", imports.hour),
        Column("開始日", "starts_on", imports.day),
        Column("終了日", "ends_on", imports.day, blank=True, help="空のときは、終わりを決めない"),
    ),
)


@dataclass
class _Intake:
    """What one file needs to know, and whether it has brought anything."""

    actor: Actor
    words: Words
    schools: dict[str, School]
    keys: set[str]
    contents: set[tuple] = field(default_factory=set)
    booking: bool = False

    def take(self, row: Row) -> str:
        if row.fingerprint in self.keys:
            return UNCHANGED
        person = self.words.find(row.values["person"])
        if isinstance(person, str):
            return person
        code = row.values["school"]
        school = self.schools.get(code) if code else None
        if code and school is None:
            return f"学校コード「{code}」の学校がありません。"
        plain = {key: row.values[key] for key in ("weekday", "starts", "ends", "starts_on", "ends_on")}
        if (person.id, school.id if school else None, *plain.values()) in self.contents:
            return UNCHANGED
        return self._add(SlotData(person, school, **plain), row)

    def _add(self, data: SlotData, row: Row) -> str:
        try:
            slot = add_slot(data, actor=self.actor, book_ahead=False, import_key=row.fingerprint).slot
        except RotaRefused as refusal:
            return str(refusal)
        self.contents.add(_content(slot))
        if not self.booking:
            self.booking = True
            outbox.enqueue(BOOK_ROTA, {}, actor=self.actor)
        return ACCEPTED


def _content(slot) -> tuple:
    return (slot.user_id, slot.school_id, slot.weekday, slot.starts, slot.ends, slot.starts_on, slot.ends_on)


def _prepare(actor: Actor) -> Callable[[list[Row]], list[str]]:
    actor.require(Permission.ROTA_MANAGE)
    intake = _Intake(
        actor,
        queries.workers_by_word(),
        schools.schools_by_code(),
        queries.import_keys(),
        {_content(slot) for slot in queries.rota_slots()},
    )
    return lambda rows: [intake.take(row) for row in rows]


ROTA = import_runs.register(
    import_runs.ImportKind("rota", "定例の訪問", SPEC, _prepare, Permission.ROTA_MANAGE, max_rows=5_000)
)
