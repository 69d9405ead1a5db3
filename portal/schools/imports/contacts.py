"""Contacts of schools from a file: known by school and name."""

from collections.abc import Callable

from portal.kernel import import_runs, imports
from portal.kernel.access import Actor, Permission
from portal.kernel.imports import ACCEPTED, UNCHANGED, Column, ImportSpec, Row
from portal.schools import operations
from portal.schools.imports.schools import school_code
from portal.schools.models import School, SchoolContact
from portal.schools.operations import ContactData
from portal.schools.queries import people, schools

SPEC = ImportSpec(
    "contacts",
    (
        Column("学校コード", "code", school_code),
        Column("氏名", "name", imports.text(60)),
        Column("役職", "post", imports.text(60), blank=True, help="教頭、情報教育主任など"),
        Column("メールアドレス", "email", imports.email, blank=True),
        Column("電話番号", "telephone", imports.phone, blank=True),
    ),
)


def _prepare(actor: Actor) -> Callable[[list[Row]], list[str]]:
    actor.require(Permission.SCHOOL_MANAGE)
    known_schools, known = schools.schools_by_code(), people.contacts_by_key()
    seen: dict[tuple[int, str], int] = {}

    def take(row: Row) -> str:
        school = known_schools.get(row.values["code"])
        if school is None:
            return f"学校コード「{row.values['code']}」の学校がありません。"
        key = (school.id, row.values["name"])
        if key in seen:
            return f"同じ学校の「{key[1]}」さんが{seen[key]}行目にもあります。"
        seen[key] = row.number
        return _store(school, known.get(key), row, actor)

    return lambda rows: [take(row) for row in rows]


def _store(school: School, contact: SchoolContact | None, row: Row, actor: Actor) -> str:
    data = ContactData(
        name=row.values["name"],
        post=row.values["post"] or "",
        email=row.values["email"] or "",
        telephone=row.values["telephone"] or "",
        receives_mail=contact.receives_mail if contact else True,
    )
    if contact is None:
        operations.add_contact(school, data, actor=actor)
        return ACCEPTED
    if (contact.post, contact.email, contact.telephone) == (data.post, data.email, data.telephone):
        return UNCHANGED
    operations.edit_contact(school, contact, data, actor=actor)
    return ACCEPTED


CONTACTS = import_runs.register(
    import_runs.ImportKind("contacts", "学校の連絡先", SPEC, _prepare, Permission.SCHOOL_MANAGE)
)
