"""What a tenant wants of its logs: reminders, and whether schools confirm visits."""

from portal.kernel import audit
from portal.kernel.access import Actor, NotAllowed, Permission
from portal.kernel.db import db
from portal.worklogs import queries
from portal.worklogs.errors import WrongInput
from portal.worklogs.models import WorklogSettings


def edit_settings(remind: bool, remind_hour: int, schools_confirm: bool, *, actor: Actor) -> WorklogSettings:
    """`remind_hour` is the Japanese hour from which missing logs are reminded of."""
    if not (actor.can(Permission.LOG_CHECK) or actor.can(Permission.CALENDAR_MANAGE)):
        raise NotAllowed("日報の設定を変える権限がありません。")
    if not 0 <= remind_hour <= 23:
        raise WrongInput("remind_hour", "知らせる時刻は0時から23時までです。")
    settings = queries.settings()
    if settings not in db.session:
        db.session.add(settings)
    values = {"remind": remind, "remind_hour": remind_hour, "schools_confirm": schools_confirm}
    changes = audit.changed(settings, values)
    db.session.flush()
    if changes:
        audit.record("worklog_settings.edited", settings, actor=actor, label="日報の設定", changes=changes)
    return settings
