"""Sets ways between schools and the tenant's settings for visits."""

from dataclasses import asdict, dataclass

from portal.kernel import audit
from portal.kernel.access import Actor, Permission
from portal.kernel.db import db
from portal.schools.models import School
from portal.visits import queries
from portal.visits.errors import TravelRefused
from portal.visits.models import TravelTime, VisitSettings

audit.label_actions(
    {
        "travel_time.set": "移動時間を設定した",
        "travel_time.removed": "移動時間の設定を消した",
        "visit_settings.edited": "訪問の設定を変更した",
    }
)
audit.label_fields("travel_time", {"minutes": "移動時間（分）", "schools": "学校"})
audit.label_fields(
    "visit_settings",
    {
        "travel_minutes": "移動時間の標準（分）",
        "weekly_hours": "1週間の上限（時間）",
        "weeks_ahead": "予定に入れておく週数",
        "keep_place": "到着時の位置を残す",
    },
)

LIMITS = {
    "travel_minutes": (0, 480, "移動時間の標準"),
    "weekly_hours": (1, 60, "1週間の上限"),
    "weeks_ahead": (1, 52, "予定に入れておく週数"),
}


@dataclass(frozen=True)
class SettingsData:
    """The tenant's settings for visits as a form gives them."""

    travel_minutes: int
    weekly_hours: int
    weeks_ahead: int
    keep_place: bool


def set_travel(school: School, other: School, minutes: int, *, actor: Actor) -> TravelTime:
    """Sets the minutes between two schools, either way; the same again changes nothing."""
    actor.require(Permission.ROTA_MANAGE)
    if school.id == other.id:
        raise TravelRefused("別の学校を選んでください。", "other_id")
    if not 0 <= minutes <= 480:
        raise TravelRefused("移動時間は0分から480分までです。", "minutes")
    first, second = sorted((school, other), key=lambda one: one.id)
    travel = queries.travel_between(first.id, second.id)
    before = travel.minutes if travel else None
    if before == minutes:
        return travel
    if travel is None:
        travel = TravelTime(school_id=first.id, other_id=second.id, minutes=minutes)
        db.session.add(travel)
    travel.minutes = minutes
    db.session.flush()
    changes = {"schools": (None, f"{first.name}・{second.name}"), "minutes": (before, minutes)}
    audit.record("travel_time.set", travel, actor=actor, changes=changes)
    return travel


def remove_travel(travel: TravelTime, *, actor: Actor) -> None:
    """The way takes the tenant's usual time again."""
    actor.require(Permission.ROTA_MANAGE)
    audit.record("travel_time.removed", travel, actor=actor, changes={"minutes": (travel.minutes, None)})
    db.session.delete(travel)
    db.session.flush()


def edit_settings(data: SettingsData, *, actor: Actor) -> VisitSettings:
    """Raises TravelRefused."""
    actor.require(Permission.ROTA_MANAGE)
    for name, (least, most, label) in LIMITS.items():
        if not least <= getattr(data, name) <= most:
            raise TravelRefused(f"{label}は{least}から{most}までにしてください。", name)
    settings = queries.settings()
    changes = audit.changed(settings, asdict(data))
    db.session.add(settings)
    db.session.flush()
    if changes:
        audit.record("visit_settings.edited", settings, actor=actor, changes=changes)
    return settings
