"""Growing delays after wrong tries, by account, by address and by person."""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from portal.accounts import queries
from portal.accounts.errors import Blocked
from portal.accounts.models import SignInThrottle, ThrottleScope
from portal.kernel import audit, clock
from portal.kernel.access import Actor
from portal.kernel.db import db

audit.label_actions({"sign_in.blocked": "続けて誤りがあったため、しばらく受け付けを止めた"})


@dataclass(frozen=True)
class Limit:
    """`free` wrong tries cost nothing; the next costs `first`, each after it twice as long, up to `longest`.

    Tries are forgiven one by one, all that were free within `forgotten_after`.
    """

    free: int
    first: timedelta = timedelta(seconds=30)
    longest: timedelta = timedelta(minutes=15)
    forgotten_after: timedelta = timedelta(hours=24)

    def left(self, failures: int, since_last: timedelta) -> int:
        """How many of the failures still count."""
        return max(0, failures - since_last // (self.forgotten_after / (self.free + 1)))

    def delay(self, failures: int) -> timedelta:
        if failures <= self.free:
            return timedelta()
        return min(self.first * 2 ** min(failures - self.free - 1, 20), self.longest)


# A whole municipality may come from one address, so the address has far more room than the account.
ACCOUNT = Limit(free=4)
ADDRESS = Limit(free=49, forgotten_after=timedelta(hours=1))

Key = tuple[ThrottleScope, str]


def account_key(email_key: str) -> Key:
    return ThrottleScope.ACCOUNT, email_key


def address_key(address: str, purpose: str = "sign-in") -> Key:
    return ThrottleScope.ADDRESS, f"{purpose}:{address}"


def person_key(user_id: int, purpose: str) -> Key:
    """For those who are signed in and give a code or their password once more."""
    return ThrottleScope.ACCOUNT, f"{purpose}:{user_id}"


def hold(key: Key) -> SignInThrottle:
    """The locked row of a key, made when it is the first: tries at once stand in line."""
    return queries.hold_throttle(*key, clock.now())


def is_blocked_address(address: str, purpose: str = "sign-in") -> bool:
    """Reads without locking, so that people behind one address do not wait for each other."""
    until = queries.throttle_until(*address_key(address, purpose))
    return until is not None and until > clock.now()


def is_blocked(row: SignInThrottle) -> bool:
    return row.blocked_until is not None and row.blocked_until > clock.now()


def note_failure(row: SignInThrottle, limit: Limit, *, actor: Actor, label: str) -> None:
    """Counts a wrong try; the one that begins a delay is written into the audit."""
    now = clock.now()
    row.failures = limit.left(row.failures, now - row.last_failure_at) + 1
    row.last_failure_at = now
    delay = limit.delay(row.failures)
    row.blocked_until = now + delay if delay else None
    if delay:
        changes = {"blocked_until": (None, row.blocked_until), "failures": (None, row.failures)}
        audit.record("sign_in.blocked", "sign_in", actor=actor, label=label, changes=changes)


def refuse_when_blocked(row: SignInThrottle) -> None:
    """Raises Blocked with the time from which tries count again."""
    if is_blocked(row):
        until = clock.local(row.blocked_until)
        raise Blocked(f"続けて間違えたため、{until.hour}:{until.minute:02d}まで受け付けられません。")


def forget(key: Key) -> None:
    scope, name = key
    db.session.execute(
        sa.delete(SignInThrottle)
        .where(SignInThrottle.scope == scope, SignInThrottle.key == name)
        .execution_options(synchronize_session=False)
    )


audit.label_fields("sign_in", {"blocked_until": "受け付けを止めた時刻まで", "failures": "続けて誤った回数"})
