"""Who belongs to the support centre's staff, from which day to which."""

from dataclasses import asdict, dataclass
from datetime import date

from portal.accounts.models import User
from portal.kernel import audit
from portal.kernel.access import Actor, Permission
from portal.kernel.db import db
from portal.schools.models import Staff
from portal.schools.queries import people

audit.label_actions({"staff.added": "職員に加えた", "staff.edited": "職員の内容を変更した"})
audit.label_fields("staff", {"starts_on": "着任日", "ends_on": "離任日", "telephone": "電話番号", "note": "備考"})


class StaffWrong(ValueError):
    """The person cannot be staff, or not in this time; the message is for people."""


@dataclass(frozen=True)
class StaffData:
    """Both days are days of work."""

    starts_on: date
    ends_on: date | None = None
    telephone: str = ""
    note: str = ""


def add_staff(user: User, data: StaffData, *, actor: Actor) -> Staff:
    """Makes a supporter or lead a member of staff; raises StaffWrong."""
    actor.require(Permission.SCHOOL_MANAGE)
    if not user.role_set & set(people.STAFF_ROLES):
        raise StaffWrong(f"{user.name}さんは支援員でもリーダーでもないため、職員に加えられません。")
    if people.staff_of_user(user.id):
        raise StaffWrong(f"{user.name}さんはすでに職員です。")
    _check_days(data)
    staff = Staff(user_id=user.id, **asdict(data))
    db.session.add(staff)
    db.session.flush()
    audit.record("staff.added", staff, actor=actor, label=user.name, changes={"starts_on": (None, data.starts_on)})
    return staff


def edit_staff(staff: Staff, data: StaffData, *, actor: Actor) -> Staff:
    """Raises StaffWrong."""
    actor.require(Permission.SCHOOL_MANAGE)
    _check_days(data)
    changes = audit.changed(staff, asdict(data))
    if changes:
        db.session.flush()
        audit.record("staff.edited", staff, actor=actor, changes=changes)
    return staff


def _check_days(data: StaffData) -> None:
    if data.ends_on is not None and data.ends_on < data.starts_on:
        raise StaffWrong("離任日は着任日より後の日にしてください。")
