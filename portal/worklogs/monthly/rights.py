"""Who may do what with monthly reports. Pure."""

from portal.kernel.access import Actor, NotAllowed, Permission
from portal.worklogs.models import MonthlyReport, ReportScope, ReportStatus


def is_writer(actor: Actor, scope: ReportScope, user_id: int | None) -> bool:
    """Supporters write their own report, leads the schools' and the centre's."""
    if scope is ReportScope.SUPPORTER:
        return actor.system or (actor.can(Permission.LOG_WRITE) and actor.user_id == user_id)
    return actor.can(Permission.LOG_CHECK)


def _can_write(actor: Actor, report: MonthlyReport) -> bool:
    return report.status is ReportStatus.DRAFT and is_writer(actor, report.scope, report.user_id)


def _can_check(actor: Actor, report: MonthlyReport) -> bool:
    return report.status is ReportStatus.SUBMITTED and actor.can(Permission.LOG_CHECK)


def _can_approve(actor: Actor, report: MonthlyReport) -> bool:
    return report.status is ReportStatus.CHECKED and actor.can(Permission.LOG_APPROVE)


def _can_return(actor: Actor, report: MonthlyReport) -> bool:
    if report.status is ReportStatus.SUBMITTED:
        return actor.can(Permission.LOG_CHECK)
    checked = report.status is ReportStatus.CHECKED
    return checked and (actor.can(Permission.LOG_CHECK) or actor.can(Permission.LOG_APPROVE))


RULES = {
    "write": _can_write,
    "submit": _can_write,
    "check": _can_check,
    "return": _can_return,
    "approve": _can_approve,
}


def report_actions(actor: Actor, report: MonthlyReport) -> frozenset[str]:
    """What the actor may do with the report as it stands."""
    return frozenset(name for name, rule in RULES.items() if rule(actor, report))


def require(name: str, actor: Actor, report: MonthlyReport) -> None:
    if not RULES[name](actor, report):
        raise NotAllowed(f"この報告書（{report.status.label}）に対して、その操作はできません。")
