"""Who may do what with a ticket, by role and by the ticket's state: one table for view, template and operation."""

from collections.abc import Callable
from dataclasses import dataclass

from portal.kernel.access import Actor, NotAllowed, Permission
from portal.kernel.states import WrongState
from portal.schools.models import School
from portal.tickets.errors import NotNow
from portal.tickets.models import AuthorSide, Ticket, TicketStatus
from portal.tickets.states import CANCELLED, CLOSED, IN_PROGRESS, RECEIVED, RESOLVED, SCHEDULED, TRIAGED, WAITING

ANY = frozenset(TicketStatus)
OPEN = ANY - {RESOLVED, CLOSED, CANCELLED}
ALIVE = ANY - {CANCELLED}
UNTOUCHED = frozenset({RECEIVED, TRIAGED})


def side_of(actor: Actor) -> AuthorSide:
    """For whom the actor speaks."""
    if actor.can(Permission.TICKET_WORK):
        return AuthorSide.CENTRE
    return AuthorSide.BOARD if actor.can(Permission.TICKET_READ) else AuthorSide.SCHOOL


def can_see(actor: Actor, ticket: Ticket) -> bool:
    return actor.can(Permission.TICKET_READ) or _is_own(actor, ticket)


def can_receive(actor: Actor, school: School) -> bool:
    """Make a ticket for the school."""
    return actor.can(Permission.TICKET_WORK) or (actor.can(Permission.TICKET_REQUEST) and actor.school_id == school.id)


def can_plan(actor: Actor) -> bool:
    return actor.can(Permission.TICKET_ASSIGN)


def can_export(actor: Actor) -> bool:
    return actor.can(Permission.TICKET_EXPORT)


def _is_own(actor: Actor, ticket: Ticket) -> bool:
    return actor.can(Permission.TICKET_REQUEST) and actor.school_id == ticket.school_id


def _works(actor: Actor, _ticket: Ticket) -> bool:
    return actor.can(Permission.TICKET_WORK)


def _leads(actor: Actor, _ticket: Ticket) -> bool:
    return actor.can(Permission.TICKET_ASSIGN)


def _works_or_own(actor: Actor, ticket: Ticket) -> bool:
    return _works(actor, ticket) or _is_own(actor, ticket)


def _speaks(actor: Actor, ticket: Ticket) -> bool:
    return actor.can(Permission.TICKET_COMMENT) and can_see(actor, ticket)


def _notes(actor: Actor, _ticket: Ticket) -> bool:
    return actor.can(Permission.TICKET_NOTE)


@dataclass(frozen=True)
class Rule:
    """`allowed` persons may, while the ticket is in one of `states`; `school_states` narrows them for its school.

    `verb` goes before 「できません」.
    """

    verb: str
    allowed: Callable[[Actor, Ticket], bool]
    states: frozenset[TicketStatus]
    to: TicketStatus | None = None
    school_states: frozenset[TicketStatus] | None = None
    more: Callable[[Actor, Ticket], bool] | None = None

    def states_for(self, actor: Actor) -> frozenset[TicketStatus]:
        narrowed = self.school_states is not None and side_of(actor) is AuthorSide.SCHOOL
        return self.school_states if narrowed else self.states

    def holds(self, actor: Actor, ticket: Ticket) -> bool:
        return (
            self.allowed(actor, ticket)
            and ticket.status in self.states_for(actor)
            and (self.more is None or self.more(actor, ticket))
        )


def _has_booking(_actor: Actor, ticket: Ticket) -> bool:
    return ticket.booking_id is not None


def _unanswered(_actor: Actor, ticket: Ticket) -> bool:
    return ticket.booking_id is not None and ticket.appointment_accepted_at is None


def _mine(actor: Actor, ticket: Ticket) -> bool:
    return actor.user_id is not None and ticket.assignee_id == actor.user_id


def _not_mine(actor: Actor, ticket: Ticket) -> bool:
    return actor.user_id is not None and ticket.assignee_id != actor.user_id


def _not_merged(_actor: Actor, ticket: Ticket) -> bool:
    return ticket.merged_into_id is None


RULES: dict[str, Rule] = {
    "edit": Rule("変更", _works_or_own, ALIVE - {CLOSED}, school_states=UNTOUCHED),
    "triage": Rule("切り分け", _works, UNTOUCHED | {WAITING}, to=TRIAGED),
    "assign": Rule("担当を変更", _leads, OPEN),
    "take": Rule("担当を引き受けることが", _works, OPEN, more=_not_mine),
    "release": Rule("担当から外れることが", _works, OPEN, more=_mine),
    "schedule": Rule("日時を予約", _works, OPEN, to=SCHEDULED),
    "cancel_appointment": Rule("予約を取り消すことが", _works, frozenset({SCHEDULED}), more=_has_booking),
    "answer_appointment": Rule("日時に返事", _is_own, frozenset({SCHEDULED}), more=_unanswered),
    "start": Rule("対応を開始", _works, OPEN - {IN_PROGRESS}, to=IN_PROGRESS),
    "ask": Rule("学校に質問", _works, OPEN - {WAITING}, to=WAITING),
    "resolve": Rule("解決に", _works, OPEN, to=RESOLVED),
    "close": Rule("終了に", _works_or_own, frozenset({RESOLVED}), to=CLOSED),
    "cancel": Rule("取り消すことが", _works_or_own, OPEN, to=CANCELLED, school_states=OPEN - {IN_PROGRESS}),
    "reopen": Rule(
        "再開",
        _works_or_own,
        ANY - OPEN,
        school_states=frozenset({RESOLVED, CLOSED}),
        more=_not_merged,
    ),
    "merge": Rule("ほかのチケットにまとめることが", _leads, OPEN),
    "link": Rule("関連付け", _works, ANY),
    "follow_up": Rule("続きのチケットを作成", _works, ALIVE),
    "comment": Rule("コメント", _speaks, ALIVE),
    "attach": Rule("ファイルを追加", _works_or_own, ALIVE - {CLOSED}),
    "note": Rule("メモを追加", _notes, ANY),
    "see_internal": Rule("内部メモを表示", _notes, ANY),
}


def actions(actor: Actor, ticket: Ticket) -> frozenset[str]:
    """Everything the actor may do with the ticket now, by name."""
    if not can_see(actor, ticket):
        return frozenset()
    return frozenset(name for name, rule in RULES.items() if rule.holds(actor, ticket))


def require(name: str, actor: Actor, ticket: Ticket) -> None:
    """Raises NotAllowed when the person may never, WrongState or NotNow when the ticket's state forbids it."""
    rule = RULES[name]
    if not can_see(actor, ticket) or not rule.allowed(actor, ticket):
        raise NotAllowed("この操作を行う権限がありません。")
    if rule.holds(actor, ticket):
        return
    if rule.to is not None and ticket.status not in rule.states_for(actor):
        raise WrongState(ticket.status, rule.to)
    raise NotNow(ticket.status, rule.verb)


def _policy(name: str) -> Callable[[Actor, Ticket], bool]:
    def can(actor: Actor, ticket: Ticket) -> bool:
        return can_see(actor, ticket) and RULES[name].holds(actor, ticket)

    can.__name__ = f"can_{name}"
    return can


can_edit = _policy("edit")
can_triage = _policy("triage")
can_assign = _policy("assign")
can_take = _policy("take")
can_release = _policy("release")
can_schedule = _policy("schedule")
can_cancel_appointment = _policy("cancel_appointment")
can_answer_appointment = _policy("answer_appointment")
can_start = _policy("start")
can_ask = _policy("ask")
can_resolve = _policy("resolve")
can_close = _policy("close")
can_cancel = _policy("cancel")
can_reopen = _policy("reopen")
can_merge = _policy("merge")
can_link = _policy("link")
can_follow_up = _policy("follow_up")
can_comment = _policy("comment")
can_attach = _policy("attach")
can_note = _policy("note")
can_see_internal = _policy("see_internal")
