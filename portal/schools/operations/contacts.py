"""Contacts of schools, and their links to accounts. What happens to them stands in the school's history."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from portal.accounts.models import User
from portal.kernel import audit, clock
from portal.kernel.access import Actor, Permission, Role
from portal.kernel.db import db
from portal.schools.models import School, SchoolContact
from portal.schools.queries import people

audit.label_actions(
    {
        "school.contact_added": "連絡先を加えた",
        "school.contact_edited": "連絡先を変更した",
        "school.contact_archived": "連絡先を外した",
        "school.contact_linked": "学校担当のアカウントを結び付けた",
    }
)
audit.label_fields(
    "school",
    {
        "contact": "連絡先",
        "contact.name": "氏名",
        "contact.post": "役職",
        "contact.email": "メールアドレス",
        "contact.telephone": "電話番号",
        "contact.receives_mail": "メールの受け取り",
    },
)


class ContactExists(ValueError):
    """The school has a contact of this name."""


class NotASchoolUser(ValueError):
    """The account does not hold the role of a school's contact."""


@dataclass(frozen=True)
class ContactData:
    name: str
    post: str = ""
    email: str = ""
    telephone: str = ""
    receives_mail: bool = True


def add_contact(school: School, data: ContactData, *, actor: Actor) -> SchoolContact:
    """Raises ContactExists."""
    actor.require(Permission.SCHOOL_MANAGE)
    _check_name(school.id, data.name, None)
    contact = SchoolContact(school_id=school.id, **asdict(data))
    db.session.add(contact)
    db.session.flush()
    _record("contact_added", school, contact, actor)
    return contact


def edit_contact(school: School, contact: SchoolContact, data: ContactData, *, actor: Actor) -> SchoolContact:
    """Raises ContactExists."""
    actor.require(Permission.SCHOOL_MANAGE)
    _check_name(school.id, data.name, contact)
    changes = audit.changed(contact, asdict(data))
    if changes:
        db.session.flush()
        named = {f"contact.{field}": change for field, change in changes.items()}
        _record("contact_edited", school, contact, actor, {"contact": (contact.name, contact.name), **named})
    return contact


def archive_contact(school: School, contact: SchoolContact, *, actor: Actor) -> SchoolContact:
    """Nothing goes to the person any more; an account loses its school."""
    actor.require(Permission.SCHOOL_MANAGE)
    if contact.archived_at is None:
        contact.archived_at = clock.now()
        contact.user_id = None
        db.session.flush()
        _record("contact_archived", school, contact, actor, {"contact": (contact.name, None)})
    return contact


def link_contact(school: School, user: User, post: str = "", *, actor: Actor) -> SchoolContact:
    """Lets the user act for the school, under the contact of the same name if there is one.

    A user who acted for another school leaves it: that contact is put away. Raises NotASchoolUser.
    """
    actor.require(Permission.SCHOOL_MANAGE)
    if Role.SCHOOL not in user.role_set:
        raise NotASchoolUser(f"{user.name}さんは「{Role.SCHOOL.label}」の役割を持っていません。")
    earlier = people.contact_of_user(user.id)
    if earlier is not None and earlier.school_id == school.id and earlier.post == (post or earlier.post):
        return earlier
    if earlier is not None and earlier.school_id != school.id:
        archive_contact(earlier.school, earlier, actor=actor)
        earlier = None
    contact = earlier or people.contact_named(school.id, user.name) or SchoolContact(name=user.name)
    contact.school_id, contact.user_id, contact.post = school.id, user.id, post or contact.post or ""
    db.session.add(contact)
    db.session.flush()
    _record("contact_linked", school, contact, actor)
    return contact


def _check_name(school_id: int, name: str, contact: SchoolContact | None) -> None:
    holder = people.contact_named(school_id, name)
    if holder is not None and holder is not contact:
        raise ContactExists(f"この学校には「{name}」さんの連絡先がすでにあります。")


def _record(
    verb: str,
    school: School,
    contact: SchoolContact,
    actor: Actor,
    changes: Mapping[str, tuple[Any, Any]] | None = None,
) -> None:
    audit.record(f"school.{verb}", school, actor=actor, changes=changes or {"contact": (None, contact.name)})
