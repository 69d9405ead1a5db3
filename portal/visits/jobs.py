"""Work of this area that runs in the worker."""

from typing import Any

from portal.kernel import jobs
from portal.kernel.access import Actor
from portal.visits.operations import keep_rota_booked

BOOK_ROTA = "visits.book_rota"


@jobs.handles(BOOK_ROTA, periodic=True)
def _book_rota(_payload: dict[str, Any], actor: Actor) -> None:
    """Every night, and after an import of the rota."""
    keep_rota_booked(actor=actor)
