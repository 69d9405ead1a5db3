"""A school's word on a visit, given on the portal or through the link of the mail; in place of a seal."""

from portal.kernel import audit, clock, states
from portal.kernel.access import Actor, NotAllowed, Permission
from portal.kernel.db import db
from portal.worklogs import policies, rules
from portal.worklogs.errors import LinkWithdrawn, Missing, WrongInput
from portal.worklogs.models import ConfirmationWay, SchoolConfirmation

MAX_REMARK = 1000
MAX_NAME = 60


def confirm_as_school(confirmation: SchoolConfirmation, *, remark: str = "", actor: Actor) -> SchoolConfirmation:
    """By somebody signed in for the school; a second click changes nothing."""
    actor.require(Permission.VISIT_CONFIRM)
    if not actor.system and actor.school_id != confirmation.school_id:
        raise NotAllowed("ほかの学校の訪問は確認できません。")
    _lock(confirmation)
    if confirmation.confirmed_at is not None:
        return confirmation
    if policies.is_withdrawn(confirmation):
        raise LinkWithdrawn(policies.WITHDRAWN)
    return _confirm(confirmation, actor.name, ConfirmationWay.PORTAL, remark, actor)


def confirm_by_link(
    confirmation: SchoolConfirmation, *, name: str, remark: str = "", address: str
) -> SchoolConfirmation:
    """By whoever got the school's mail, once, without signing in; `address` is where the request came from.

    Raises LinkExpired, LinkUsed, LinkWithdrawn. The same form sent twice is one confirmation.
    """
    name = " ".join((name or "").split())
    if not name:
        raise Missing("name", "確認する方のお名前を入力してください。")
    if len(name) > MAX_NAME:
        raise WrongInput("name", f"お名前は{MAX_NAME}文字までです。")
    _lock(confirmation)
    if confirmation.confirmed_at and (confirmation.way, confirmation.confirmed_by_name) == (ConfirmationWay.LINK, name):
        return confirmation
    if refusal := policies.link_state(confirmation):
        raise refusal
    actor = Actor(user_id=None, name=f"{name}（{confirmation.school.name}）", address=address)
    return _confirm(confirmation, name, ConfirmationWay.LINK, remark, actor)


def _confirm(
    confirmation: SchoolConfirmation, name: str, way: ConfirmationWay, remark: str, actor: Actor
) -> SchoolConfirmation:
    values = {
        "confirmed_at": clock.now(),
        "confirmed_by_id": actor.user_id,
        "confirmed_by_name": name,
        "way": way,
        "remark": _remark(remark),
    }
    changes = audit.changed(confirmation, values)
    db.session.flush()
    changes = {field: changes[field] for field in ("confirmed_by_name", "way", "remark") if field in changes}
    audit.record("school_confirmation.confirmed", confirmation, actor=actor, changes=changes)
    return confirmation


def _lock(confirmation: SchoolConfirmation) -> None:
    """The log first, so that nobody returns it meanwhile."""
    states.lock(confirmation.log)
    states.lock(confirmation)


def _remark(typed: str) -> str:
    remark = rules.long_text("remark", "ご意見", typed)
    if len(remark) > MAX_REMARK:
        raise WrongInput("remark", f"ご意見は{MAX_REMARK:,}文字までです。")
    return remark
