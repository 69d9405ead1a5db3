"""Sets, changes and ends promised visits."""

from dataclasses import dataclass
from datetime import date

from portal.kernel import audit, states
from portal.kernel.access import Actor, Permission
from portal.kernel.db import db
from portal.schools.models import School, SchoolType
from portal.visits import queries
from portal.visits.errors import PromiseRefused
from portal.visits.models import PromiseUnit, VisitPromise

audit.label_actions(
    {
        "visit_promise.set": "訪問の約束を登録した",
        "visit_promise.edited": "訪問の約束を変更した",
        "visit_promise.ended": "訪問の約束を終えた",
    }
)
audit.label_fields(
    "visit_promise",
    {
        "school_id": "学校",
        "school_type": "校種",
        "unit": "単位",
        "visits": "回数",
        "starts_on": "最初の日",
        "ends_on": "最後の日",
    },
)


@dataclass(frozen=True)
class PromiseData:
    """So many visits a unit, for one school or for every school of a type."""

    unit: PromiseUnit
    visits: int
    starts_on: date
    ends_on: date | None = None
    school: School | None = None
    school_type: SchoolType | None = None

    def values(self) -> dict:
        return {
            "school_id": self.school.id if self.school else None,
            "school_type": self.school_type,
            "unit": self.unit,
            "visits": self.visits,
            "starts_on": self.starts_on,
            "ends_on": self.ends_on,
        }


def set_promise(data: PromiseData, *, actor: Actor) -> VisitPromise:
    """Raises PromiseRefused, also when another promise for the same subject holds on one of the days."""
    actor.require(Permission.PROMISE_MANAGE)
    _check(data, but_not=None)
    promise = VisitPromise(**data.values())
    db.session.add(promise)
    db.session.flush()
    facts = {key: (None, value) for key, value in data.values().items() if value is not None}
    audit.record("visit_promise.set", promise, actor=actor, changes=_named(facts, data))
    return promise


def edit_promise(promise: VisitPromise, data: PromiseData, *, version: int | None, actor: Actor) -> VisitPromise:
    """Raises PromiseRefused or EditedMeanwhile."""
    actor.require(Permission.PROMISE_MANAGE)
    states.check_version(promise, version)
    _check(data, but_not=promise.id)
    changes = audit.changed(promise, data.values())
    db.session.flush()
    db.session.expire(promise, ["school"])
    if changes:
        audit.record("visit_promise.edited", promise, actor=actor, changes=_named(changes, data))
    return promise


def end_promise(promise: VisitPromise, last_day: date, *, version: int | None = None, actor: Actor) -> VisitPromise:
    """The promise holds for the last time on that day."""
    actor.require(Permission.PROMISE_MANAGE)
    states.check_version(promise, version)
    if last_day < promise.starts_on:
        raise PromiseRefused("最後の日は、最初の日以降にしてください。", "ends_on")
    if promise.ends_on is not None and last_day > promise.ends_on:
        raise PromiseRefused("すでに終わっている約束です。続けるときは、新しく登録してください。", "ends_on")
    changes = audit.changed(promise, {"ends_on": last_day})
    db.session.flush()
    audit.record("visit_promise.ended", promise, actor=actor, changes=changes)
    return promise


def _check(data: PromiseData, *, but_not: int | None) -> None:
    if (data.school is None) == (data.school_type is None):
        raise PromiseRefused("学校か校種の、どちらか一方を選んでください。", "school_id")
    if not 1 <= data.visits <= 366:
        raise PromiseRefused("回数は1回から366回までです。", "visits")
    if data.ends_on is not None and data.ends_on < data.starts_on:
        raise PromiseRefused("最後の日は、最初の日以降にしてください。", "ends_on")
    school_id = data.school.id if data.school else None
    if queries.promise_in_the_way(school_id, data.school_type, data.starts_on, data.ends_on, but_not):
        raise PromiseRefused(
            "同じ期間に、同じ学校・校種の約束があります。先に前の約束の最後の日を決めてください。", "starts_on"
        )


def _named(changes: dict, data: PromiseData) -> dict:
    """The school by its name, for people."""
    if "school_id" in changes and data.school is not None:
        changes = changes | {"school_id": (None, data.school.name)}
    return changes
