"""Periodic work of accounts."""

from typing import Any

from portal.accounts.upkeep import throw_away_old
from portal.kernel import jobs
from portal.kernel.access import Actor


@jobs.handles("accounts.clean_up", periodic=True)
def _clean_up(_payload: dict[str, Any], _actor: Actor) -> None:
    throw_away_old()
