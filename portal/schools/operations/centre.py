"""The support centre's own data, as papers and pages show them."""

from dataclasses import asdict, dataclass

from portal.kernel import audit
from portal.kernel.access import Actor, Permission
from portal.kernel.db import db
from portal.schools.models import SupportCentre

LABELS = {
    "name": "センターの名前",
    "telephone": "電話番号",
    "extension": "内線",
    "head_post": "代表者の役職",
    "head_name": "代表者の氏名",
    "contact_names": "担当者",
    "addressee": "報告書の宛先",
    "document_prefix": "文書番号の記号",
}
audit.label_actions({"support_centre.edited": "支援センターの情報を変更した"})
audit.label_fields("support_centre", LABELS)


@dataclass(frozen=True)
class CentreData:
    name: str
    telephone: str = ""
    extension: str = ""
    head_post: str = ""
    head_name: str = ""
    contact_names: str = ""
    addressee: str = ""
    document_prefix: str = ""


def edit_centre(centre: SupportCentre, data: CentreData, *, actor: Actor) -> SupportCentre:
    actor.require(Permission.CALENDAR_MANAGE)
    changes = audit.changed(centre, asdict(data))
    if changes:
        db.session.flush()
        audit.record("support_centre.edited", centre, actor=actor, label=centre.name, changes=changes)
    return centre
