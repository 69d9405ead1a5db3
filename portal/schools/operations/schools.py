"""Creating, editing and archiving schools."""

from collections.abc import Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy.exc import IntegrityError

from portal.kernel import audit, clock, states
from portal.kernel.access import Actor, Permission
from portal.kernel.db import db
from portal.schools.models import School, SchoolType
from portal.schools.queries import schools

CODE_CONSTRAINT = "uq_school_tenant_id_code"

audit.label_actions(
    {
        "school.created": "学校を登録した",
        "school.edited": "学校の内容を変更した",
        "school.archived": "学校をアーカイブした",
        "school.unarchived": "学校をアーカイブから戻した",
    }
)
audit.label_fields(
    "school",
    {
        "code": "学校コード",
        "name": "学校名",
        "school_type": "校種",
        "branch_of": "本校",
        "postal_code": "郵便番号",
        "address": "住所",
        "telephone": "電話番号",
        "pupils": "児童生徒数",
    },
)


class CodeTaken(ValueError):
    """Another school has this code."""


class WrongBranch(ValueError):
    """The main school is unknown, the school itself, or one of its own branches."""


@dataclass(frozen=True)
class SchoolData:
    """What a school's form and import hold."""

    code: str
    name: str
    school_type: SchoolType
    branch_of_id: int | None = None
    postal_code: str = ""
    address: str = ""
    telephone: str = ""
    pupils: int = 0


def create_school(data: SchoolData, *, actor: Actor) -> School:
    """Raises CodeTaken, WrongBranch."""
    actor.require(Permission.SCHOOL_MANAGE)
    names = _check_branch(None, data.branch_of_id)
    _check_code(data.code, None)
    school = School(**asdict(data))
    school.index_for_search()
    with _code_may_clash(data.code):
        db.session.add(school)
    audit.record("school.created", school, actor=actor, changes=_readable(_initial(data), names))
    return school


def edit_school(school: School, data: SchoolData, *, version: int | None = None, actor: Actor) -> School:
    """Raises EditedMeanwhile, CodeTaken, WrongBranch. The same content again leaves no trace."""
    actor.require(Permission.SCHOOL_MANAGE)
    states.check_version(school, version)
    moves = data.branch_of_id != school.branch_of_id
    names = _check_branch(school, data.branch_of_id) if moves else {}
    _check_code(data.code, school)
    with _code_may_clash(data.code):
        changes = audit.changed(school, asdict(data))
        school.index_for_search()
    if changes:
        audit.record("school.edited", school, actor=actor, changes=_readable(changes, names))
    return school


def archive_school(school: School, *, actor: Actor) -> School:
    """Takes the school out of lists and choices; its tickets and contacts stay."""
    return _set_archived(school, True, "school.archived", actor)


def unarchive_school(school: School, *, actor: Actor) -> School:
    return _set_archived(school, False, "school.unarchived", actor)


def _set_archived(school: School, archived: bool, action: str, actor: Actor) -> School:
    actor.require(Permission.SCHOOL_MANAGE)
    states.lock(school)
    if (school.archived_at is not None) != archived:
        school.archived_at = clock.now() if archived else None
        db.session.flush()
        audit.record(action, school, actor=actor)
    return school


def _check_code(code: str, school: School | None) -> None:
    holder = schools.school_by_code(code)
    if holder is not None and holder is not school:
        archived = "（アーカイブ済み）" if holder.archived_at else ""
        raise CodeTaken(f"学校コード「{code}」は{holder.name}{archived}で使われています。別のコードにしてください。")


@contextmanager
def _code_may_clash(code: str) -> Iterator[None]:
    """A code that somebody else took in the same moment is told like any other."""
    try:
        with db.session.begin_nested():
            yield
    except IntegrityError as clash:
        if CODE_CONSTRAINT not in str(clash.orig):
            raise
        raise CodeTaken(f"学校コード「{code}」はすでに使われています。別のコードにしてください。") from clash


def _check_branch(school: School | None, main_id: int | None) -> dict[int, str]:
    """Raises WrongBranch; answers names by id, for the history."""
    known = {choice.id: choice.name for choice in schools.choices(archived=True)} if main_id or school else {}
    if main_id is None:
        return known
    if main_id not in known:
        raise WrongBranch("本校に選んだ学校が見つかりません。")
    if school is not None:
        check_no_circle(school.id, main_id, schools.parents())
    return known


def check_no_circle(school: Hashable, main: Hashable | None, parents: Mapping[Any, Any]) -> None:
    """Raises WrongBranch when `school`, made a branch of `main`, would come to be a branch of itself."""
    seen = set()
    while main is not None and main not in seen:
        if main == school:
            raise WrongBranch("学校を自分自身や自分の分校の分校にすることはできません。")
        seen.add(main)
        main = parents.get(main)


def _initial(data: SchoolData) -> dict[str, tuple[Any, Any]]:
    return {field: (None, value) for field, value in asdict(data).items() if value not in (None, "", 0)}


def _readable(changes: Mapping[str, tuple[Any, Any]], names: Mapping[int, str]) -> dict[str, tuple[Any, Any]]:
    """The main school by its name, not by its number."""
    readable = dict(changes)
    if "branch_of_id" in readable:
        old, new = readable.pop("branch_of_id")
        readable["branch_of"] = (names.get(old), names.get(new))
    return readable
