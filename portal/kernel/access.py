"""Who may do what: roles, permissions, and the actor that every operation is told. One page, on purpose."""

from dataclasses import dataclass
from enum import StrEnum, auto
from functools import cached_property

from portal.kernel.choices import Choice


class Role(Choice):
    SUPPORTER = "supporter", "ICT支援員"
    LEAD = "lead", "リーダー・統括責任者"
    SCHOOL = "school", "学校担当"
    BOARD = "board", "教育委員会担当"
    TRAINEE = "trainee", "受講者"
    OFFICE = "office", "講習会事務局"
    ASSOCIATION = "association", "協会"
    TENANT_ADMIN = "tenant_admin", "自治体管理者"
    OPERATOR = "operator", "運営"


class Permission(StrEnum):
    TICKET_REQUEST = auto()  # ask for support in one's own school's name
    TICKET_READ = auto()  # every ticket of the tenant; without it, one's own school's alone
    TICKET_COMMENT = auto()  # answer in public
    TICKET_NOTE = auto()  # read and write internal notes
    TICKET_WORK = auto()  # triage, schedule, work, resolve, edit
    TICKET_ASSIGN = auto()  # assign to others, merge, plan visits in bulk
    TICKET_EXPORT = auto()
    SCHOOL_READ = auto()
    SCHOOL_MANAGE = auto()
    CALENDAR_MANAGE = auto()  # terms, working hours, holidays, the centre's own data
    CATEGORY_MANAGE = auto()
    ROTA_READ = auto()  # everybody's calendar; without it, one's own and one's own school's
    ROTA_MANAGE = auto()  # rota, absences and bookings of others, travel, settings of visits
    PROMISE_MANAGE = auto()  # visits that contracts promise
    LOG_WRITE = auto()  # one's own day: log, presence, bookings, absences
    LOG_CHECK = auto()
    LOG_APPROVE = auto()
    VISIT_CONFIRM = auto()  # in place of the school's seal
    IMPORT_RUN = auto()
    REPORT_READ = auto()
    REPORT_ISSUE = auto()  # issue a paper
    MAIL_READ = auto()
    USER_MANAGE = auto()
    AUDIT_READ = auto()
    TENANT_CREATE = auto()


_SUPPORT = frozenset(
    {
        Permission.TICKET_READ,
        Permission.TICKET_COMMENT,
        Permission.TICKET_NOTE,
        Permission.TICKET_WORK,
        Permission.TICKET_EXPORT,
        Permission.SCHOOL_READ,
        Permission.ROTA_READ,
        Permission.LOG_WRITE,
        Permission.REPORT_READ,
    }
)

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.SUPPORTER: _SUPPORT,
    Role.LEAD: _SUPPORT
    | {
        Permission.TICKET_ASSIGN,
        Permission.SCHOOL_MANAGE,
        Permission.CATEGORY_MANAGE,
        Permission.ROTA_MANAGE,
        Permission.PROMISE_MANAGE,
        Permission.LOG_CHECK,
        Permission.IMPORT_RUN,
        Permission.REPORT_ISSUE,
        Permission.MAIL_READ,
    },
    Role.SCHOOL: frozenset({Permission.TICKET_REQUEST, Permission.TICKET_COMMENT, Permission.VISIT_CONFIRM}),
    Role.BOARD: frozenset(
        {
            Permission.TICKET_READ,
            Permission.TICKET_COMMENT,
            Permission.TICKET_EXPORT,
            Permission.SCHOOL_READ,
            Permission.ROTA_READ,
            Permission.LOG_APPROVE,
            Permission.REPORT_READ,
            Permission.REPORT_ISSUE,
        }
    ),
    Role.TRAINEE: frozenset(),
    Role.OFFICE: frozenset({Permission.MAIL_READ}),
    Role.ASSOCIATION: frozenset(),
    Role.TENANT_ADMIN: frozenset(
        {
            Permission.SCHOOL_READ,
            Permission.SCHOOL_MANAGE,
            Permission.CALENDAR_MANAGE,
            Permission.CATEGORY_MANAGE,
            Permission.ROTA_READ,
            Permission.ROTA_MANAGE,
            Permission.PROMISE_MANAGE,
            Permission.IMPORT_RUN,
            Permission.MAIL_READ,
            Permission.USER_MANAGE,
            Permission.AUDIT_READ,
        }
    ),
    Role.OPERATOR: frozenset({Permission.TENANT_CREATE, Permission.USER_MANAGE, Permission.AUDIT_READ}),
}


class NotAllowed(PermissionError):
    """The actor may not do this; the message is for people."""


@dataclass(frozen=True)
class Actor:
    """Who does something: a user of the tenant, or the system when `user_id` is None.

    `school_id` is the school in whose name a `school` user acts. `address` is where the request came from.
    """

    user_id: int | None
    name: str
    roles: frozenset[Role] = frozenset()
    school_id: int | None = None
    address: str = ""
    system: bool = False

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        if self.system:
            return frozenset(Permission)
        return frozenset().union(*(ROLE_PERMISSIONS[role] for role in self.roles))

    def can(self, permission: Permission) -> bool:
        return permission in self.permissions

    def require(self, permission: Permission) -> None:
        """Raises NotAllowed unless the actor has the permission."""
        if not self.can(permission):
            raise NotAllowed("この操作を行う権限がありません。")


def system_actor(name: str) -> Actor:
    """The actor of commands and periodic jobs, for example `system_actor("コマンド")`."""
    return Actor(user_id=None, name=name, system=True)
