"""The school of a user, as accounts' forms, lists and files hold it."""

from portal.accounts.details import UserDetail, register
from portal.accounts.models import User
from portal.kernel.access import Actor, Role
from portal.schools import operations
from portal.schools.imports.schools import school_code
from portal.schools.queries import people, schools


def _choices() -> list[tuple[str, str]]:
    return [(school.code, f"{school.code} {school.name}") for school in schools.choices()]


def _assign(user: User, code: str, *, actor: Actor) -> bool:
    """Lets the user act for the school of this code, or for none when it is empty; answers whether that is new."""
    contact = people.contact_of_user(user.id)
    if not code:
        if contact:
            operations.archive_contact(contact.school, contact, actor=actor)
        return contact is not None
    if contact and contact.school.code == code:
        return False
    school = schools.school_by_code(code)
    if school is None:
        raise ValueError(f"学校コード「{code}」の学校がありません。")
    if school.archived_at:
        raise ValueError(f"{school.name}はアーカイブされているため、選べません。")
    operations.link_contact(school, user, actor=actor)
    return True


SCHOOL = register(
    UserDetail(
        key="school",
        header="学校コード",
        label="学校",
        needed_by=frozenset({Role.SCHOOL}),
        parse=school_code,
        choices=_choices,
        shown=people.schools_of_users,
        assign=_assign,
        support="学校担当の人だけ。この学校の担当としてサインインします",
    )
)
