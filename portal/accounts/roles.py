"""Which roles a tenant gives, how a file names them, and who counts as its administrator."""

from collections.abc import Iterable

from portal.kernel.access import ROLE_PERMISSIONS, Permission, Role
from portal.kernel.tenants import TenantKind
from portal.kernel.text import search_key

ADMIN_ROLES = frozenset(role for role in Role if Permission.USER_MANAGE in ROLE_PERMISSIONS[role])

OFFERED: dict[TenantKind, tuple[Role, ...]] = {
    TenantKind.MUNICIPALITY: (
        Role.SUPPORTER,
        Role.LEAD,
        Role.SCHOOL,
        Role.BOARD,
        Role.TRAINEE,
        Role.TENANT_ADMIN,
    ),
    TenantKind.ASSOCIATION: (Role.ASSOCIATION, Role.OFFICE, Role.TRAINEE, Role.TENANT_ADMIN),
    TenantKind.OPERATOR: (Role.OPERATOR, Role.TENANT_ADMIN),
}

# Shorter names that people write in files.
_ALSO_CALLED = {"リーダー": Role.LEAD, "統括責任者": Role.LEAD, "支援員": Role.SUPPORTER, "管理者": Role.TENANT_ADMIN}
_BY_NAME = {search_key(name): role for name, role in ({role.label: role for role in Role} | _ALSO_CALLED).items()}


def offered(kind: TenantKind, held: Iterable[Role] = ()) -> list[Role]:
    """The roles a form offers in such a tenant, and those the person holds already."""
    return [role for role in Role if role in OFFERED[kind] or role in held]


def in_order(roles: Iterable[Role]) -> list[str]:
    """The values as the database keeps them: each once, in the order of the enumeration."""
    chosen = set(roles)
    return [role.value for role in Role if role in chosen]


def written(roles: Iterable[str]) -> str:
    """As files and pages write them: ICT支援員、学校担当."""
    return "、".join(Role(role).label for role in roles)


def parse(cell: str) -> tuple[Role, ...]:
    """Several roles separated by 、; raises ValueError with a message for people."""
    found = []
    for name in cell.replace(",", "、").replace("，", "、").replace("/", "、").split("、"):
        if not name.strip():
            continue
        role = _BY_NAME.get(search_key(name))
        if role is None:
            labels = "、".join(role.label for role in Role)
            raise ValueError(f"「{name.strip()}」という役割はありません。{labels}のどれかにしてください。")
        found.append(role)
    if not found:
        raise ValueError("役割を1つ以上書いてください。")
    return tuple(found)
