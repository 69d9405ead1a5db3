"""Who may do what with logs: the same for view, template and operation."""

from portal.kernel import clock
from portal.kernel.access import Actor, NotAllowed, Permission
from portal.worklogs.errors import LinkExpired, LinkUsed, LinkWithdrawn, Locked, Unconfirmable
from portal.worklogs.models import DailyLog, LogStatus, SchoolConfirmation

WITHDRAWN = "この日報は支援員が直しているため、いまは確認できません。直ったあとに、新しいご案内をお送りします。"


def is_own(actor: Actor, log: DailyLog) -> bool:
    return actor.can(Permission.LOG_WRITE) and (actor.system or actor.user_id == log.user_id)


def can_see(actor: Actor, log: DailyLog) -> bool:
    """Own ones always; leads all; the board what was handed in."""
    if is_own(actor, log) or actor.can(Permission.LOG_CHECK):
        return True
    return actor.can(Permission.LOG_APPROVE) and log.status is not LogStatus.DRAFT


def can_write(actor: Actor, log: DailyLog) -> bool:
    return is_own(actor, log) and log.status is LogStatus.DRAFT


def can_submit(actor: Actor, log: DailyLog) -> bool:
    return can_write(actor, log)


def can_check(actor: Actor, log: DailyLog) -> bool:
    """The operation looks besides whether it is the actor's own."""
    return actor.can(Permission.LOG_CHECK) and log.status is LogStatus.SUBMITTED


def can_approve(actor: Actor, log: DailyLog) -> bool:
    return actor.can(Permission.LOG_APPROVE) and log.status is LogStatus.CHECKED


def can_return(actor: Actor, log: DailyLog) -> bool:
    if log.status is LogStatus.SUBMITTED:
        return actor.can(Permission.LOG_CHECK)
    return log.status is LogStatus.CHECKED and (actor.can(Permission.LOG_CHECK) or actor.can(Permission.LOG_APPROVE))


def can_correct(actor: Actor, log: DailyLog) -> bool:
    return log.status is LogStatus.APPROVED and (is_own(actor, log) or actor.can(Permission.LOG_CHECK))


def require_write(actor: Actor, log: DailyLog) -> None:
    """Raises NotAllowed for a stranger's log and Locked for one that was handed in."""
    if not is_own(actor, log):
        raise NotAllowed("ほかの人の日報は書き換えられません。")
    if log.status is not LogStatus.DRAFT:
        raise Locked(f"この日報は「{log.status.label}」のため変更できません。直すときは差し戻しか訂正をしてください。")


RULES = {
    "write": can_write,
    "submit": can_submit,
    "check": can_check,
    "approve": can_approve,
    "return": can_return,
    "correct": can_correct,
}


def actions(actor: Actor, log: DailyLog) -> frozenset[str]:
    """What the actor may do with the log as it stands."""
    return frozenset(name for name, rule in RULES.items() if rule(actor, log))


def require(name: str, actor: Actor, log: DailyLog) -> None:
    if not RULES[name](actor, log):
        raise NotAllowed(f"この日報（{log.status.label}）に対して、その操作はできません。")


def is_withdrawn(confirmation: SchoolConfirmation) -> bool:
    """Whether the log was returned or corrected since the school was asked; its log must be loaded."""
    return confirmation.log.status is LogStatus.DRAFT or confirmation.log.revision != confirmation.revision


def link_state(confirmation: SchoolConfirmation) -> Unconfirmable | None:
    """Why the mail's link does nothing any more, if so."""
    if confirmation.confirmed_at:
        day = clock.local(confirmation.confirmed_at)
        return LinkUsed(
            f"{confirmation.confirmed_by_name}さんが{day:%-m月%-d日 %-H:%M}に確認済みです。ありがとうございました。"
        )
    if is_withdrawn(confirmation):
        return LinkWithdrawn(WITHDRAWN)
    if confirmation.expires_at <= clock.now():
        return LinkExpired("リンクの期限が切れています。ポータルにサインインして確認するか、支援員にお知らせください。")
    return None
