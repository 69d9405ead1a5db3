"""What areas further up keep about a user, such as the school of a school's person; they register it here.

Forms, lists, imports and exports of users then hold it without knowing the area.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from portal.accounts.models import User
from portal.kernel.access import Actor, Role


@dataclass(frozen=True)
class UserDetail:
    """One column of files and one select of forms.

    `choices()` answers (code, label) pairs; `shown(user_ids)` the code and the label of each user that has one;
    `assign(user, code, actor=…)` keeps it ("" takes it away) and raises ValueError with a message for people.
    `code_of` and `needed_by` say for whom: users without one of these roles have none.
    """

    key: str
    header: str
    label: str
    needed_by: frozenset[Role]
    parse: Callable[[str], str]
    choices: Callable[[], Sequence[tuple[str, str]]]
    shown: Callable[[Collection[int]], Mapping[int, tuple[str, str]]]
    assign: Callable[..., bool]
    support: str = ""


DETAILS: list[UserDetail] = []
_listeners: list[Callable[[], None]] = []


def register(detail: UserDetail) -> UserDetail:
    """Makes a detail known; once, when the area is imported."""
    DETAILS.append(detail)
    for listener in _listeners:
        listener()
    return detail


def on_register(listener: Callable[[], None]) -> Callable[[], None]:
    """Calls the function now and whenever a detail is registered."""
    _listeners.append(listener)
    listener()
    return listener


def assign_first(user: User, codes: Mapping[str, str | None], *, actor: Actor) -> None:
    """For a user just registered, who has nothing that could be taken away."""
    for detail in DETAILS:
        code = codes.get(detail.key)
        if code and detail.needed_by & user.role_set:
            detail.assign(user, code, actor=actor)


def assign_all(user: User, codes: Mapping[str, str | None], *, actor: Actor) -> bool:
    """Keeps what a form or a row gave; None leaves a detail as it is. Answers whether anything changed."""
    changed = False
    for detail in DETAILS:
        code = codes.get(detail.key)
        if not detail.needed_by & user.role_set:
            code = ""
        if code is not None:
            changed = detail.assign(user, code, actor=actor) or changed
    return changed
