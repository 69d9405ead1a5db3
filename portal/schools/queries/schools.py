"""Schools as lists, choices and single records; and the support centre."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from portal.kernel.access import Actor, Permission
from portal.kernel.db import db
from portal.kernel.text import search_key
from portal.schools.models import School, SchoolContact, SchoolType, SupportCentre
from portal.schools.models.schools import shortened


@dataclass(frozen=True)
class SchoolChoice:
    """A school as selects and lists name it."""

    id: int
    code: str
    name: str
    archived: bool

    @property
    def short_name(self) -> str:
        return shortened(self.name)


@dataclass(frozen=True)
class SchoolFilter:
    """What a list of schools is narrowed to; `archived` shows the archived ones instead of those in use."""

    text: str = ""
    school_type: SchoolType | None = None
    archived: bool = False

    @property
    def is_narrowed(self) -> bool:
        return bool(self.text or self.school_type)


@dataclass(frozen=True)
class SchoolRow:
    """One line of the list."""

    id: int
    code: str
    name: str
    school_type: SchoolType
    telephone: str
    address: str
    pupils: int
    archived_at: datetime | None
    main_name: str | None
    contacts: int


_TYPE_ORDER = sa.case(*((School.school_type == member, at) for at, member in enumerate(SchoolType)))
_SORTS = {
    "code": (School.code,),
    "name": (School.name, School.code),
    "type": (_TYPE_ORDER, School.code),
    "pupils": (School.pupils, School.code),
}
SORTS = tuple(_SORTS)


def visible_school(actor: Actor, school_id: int) -> School | None:
    """The school with its main school, when the actor may see it: everybody's with SCHOOL_READ, else one's own."""
    if not actor.can(Permission.SCHOOL_READ) and actor.school_id != school_id:
        return None
    return _one(School.id == school_id)


def school_by_code(code: str) -> School | None:
    return _one(School.code == code)


def _one(condition: sa.ColumnElement[bool]) -> School | None:
    statement = sa.select(School).where(condition).options(joinedload(School.branch_of))
    return db.session.scalars(statement).one_or_none()


def schools_by_code() -> dict[str, School]:
    """Every school, archived ones too; for imports."""
    return {school.code: school for school in db.session.scalars(sa.select(School))}


def ids_by_code() -> dict[str, int]:
    return dict(db.session.execute(sa.select(School.code, School.id)).all())


def choices(*, archived: bool = False) -> list[SchoolChoice]:
    """Schools for a select, by code; archived ones only when asked for."""
    statement = sa.select(School.id, School.code, School.name, School.archived_at.is_not(None)).order_by(School.code)
    if not archived:
        statement = statement.where(School.archived_at.is_(None))
    return [SchoolChoice(*row) for row in db.session.execute(statement)]


def branches_of(school: School) -> list[SchoolChoice]:
    statement = sa.select(School.id, School.code, School.name, School.archived_at.is_not(None))
    rows = db.session.execute(statement.where(School.branch_of_id == school.id).order_by(School.code))
    return [SchoolChoice(*row) for row in rows]


def parents() -> dict[int, int | None]:
    """The main school of every school, by id."""
    return dict(db.session.execute(sa.select(School.id, School.branch_of_id)).all())


def count(wanted: SchoolFilter) -> int:
    return db.session.scalars(sa.select(sa.func.count()).select_from(School).where(*_conditions(wanted))).one()


def page(wanted: SchoolFilter, *, sort: str, descending: bool, limit: int, offset: int) -> list[SchoolRow]:
    """One page of the list. `sort` is one of SORTS."""
    order = [column.desc() if descending else column.asc() for column in _SORTS[sort]]
    statement = _rows().where(*_conditions(wanted)).order_by(*order).limit(limit).offset(offset)
    return [SchoolRow(*row) for row in db.session.execute(statement)]


def _rows() -> sa.Select:
    main = aliased(School)
    contacts = (
        sa.select(sa.func.count())
        .where(
            SchoolContact.tenant_id == School.tenant_id,
            SchoolContact.school_id == School.id,
            SchoolContact.archived_at.is_(None),
        )
        .correlate(School)
        .scalar_subquery()
    )
    return sa.select(
        School.id,
        School.code,
        School.name,
        School.school_type,
        School.telephone,
        School.address,
        School.pupils,
        School.archived_at,
        main.name,
        contacts,
    ).outerjoin(main, sa.and_(main.tenant_id == School.tenant_id, main.id == School.branch_of_id))


def _conditions(wanted: SchoolFilter) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = [
        School.archived_at.is_not(None) if wanted.archived else School.archived_at.is_(None)
    ]
    if wanted.school_type:
        conditions.append(School.school_type == wanted.school_type)
    words = map(search_key, wanted.text.split())
    conditions += [School.search.contains(word, autoescape=True) for word in words]
    return conditions


def export_rows(wanted: SchoolFilter | None = None) -> list[sa.Row]:
    """What an export writes, by code: the columns of the import. Without a filter every school, archived ones too."""
    main = aliased(School)
    statement = (
        sa.select(
            School.code,
            School.name,
            School.school_type,
            main.code,
            School.postal_code,
            School.address,
            School.telephone,
            School.pupils,
        )
        .outerjoin(main, sa.and_(main.tenant_id == School.tenant_id, main.id == School.branch_of_id))
        .where(*(_conditions(wanted) if wanted else ()))
        .order_by(School.code)
    )
    return list(db.session.execute(statement))


def support_centre() -> SupportCentre | None:
    return db.session.scalars(sa.select(SupportCentre)).one_or_none()
