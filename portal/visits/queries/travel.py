"""Ways between schools, and the tenant's settings for visits."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.kernel import tenancy
from portal.kernel.db import db
from portal.schools.models import School
from portal.visits.models import TravelTime, VisitSettings


@dataclass(frozen=True)
class TravelTable:
    """Minutes between places; a place is a school's id, or None for the centre."""

    default: int
    known: Mapping[tuple[int, int], int] = field(default_factory=dict)

    def minutes(self, place: int | None, other: int | None) -> int:
        if place == other:
            return 0
        if place is None or other is None:
            return self.default
        return self.known.get((min(place, other), max(place, other)), self.default)


@dataclass(frozen=True)
class TravelRow:
    """A way that the tenant has set."""

    id: int
    school_id: int
    school_name: str
    other_id: int
    other_name: str
    minutes: int


def settings() -> VisitSettings:
    """The tenant's row, or the defaults as a row that is not stored yet."""
    stored = db.session.scalars(sa.select(VisitSettings)).one_or_none()
    return stored or VisitSettings(
        tenant_id=tenancy.current(), travel_minutes=20, weekly_hours=32, weeks_ahead=8, keep_place=False
    )


def travel_table(default: int | None = None) -> TravelTable:
    """Every way; `default` when somebody has read the settings already."""
    rows = db.session.execute(sa.select(TravelTime.school_id, TravelTime.other_id, TravelTime.minutes))
    known = {(school_id, other_id): minutes for school_id, other_id, minutes in rows}
    return TravelTable(settings().travel_minutes if default is None else default, known)


def travel_rows() -> list[TravelRow]:
    """The ways that are set, by the schools' codes."""
    other = aliased(School)
    statement = (
        sa.select(TravelTime.id, School.id, School.name, other.id, other.name, TravelTime.minutes)
        .join(School, sa.and_(School.tenant_id == TravelTime.tenant_id, School.id == TravelTime.school_id))
        .join(other, sa.and_(other.tenant_id == TravelTime.tenant_id, other.id == TravelTime.other_id))
        .order_by(School.code, other.code)
    )
    return [TravelRow(*row) for row in db.session.execute(statement)]


def travel_time(travel_id: int) -> TravelTime | None:
    return db.session.scalars(sa.select(TravelTime).where(TravelTime.id == travel_id)).one_or_none()


def travel_between(school_id: int, other_id: int) -> TravelTime | None:
    pair = sorted((school_id, other_id))
    statement = sa.select(TravelTime).where(TravelTime.school_id == pair[0], TravelTime.other_id == pair[1])
    return db.session.scalars(statement).one_or_none()
