"""The worker's half of papers."""

from typing import Any

from portal.kernel import jobs
from portal.kernel.access import Actor
from portal.reports.models import MAKE_PAPER
from portal.reports.operations import make_pdf
from portal.reports.queries import papers

ATTEMPTS = 3  # a person waits for it, and may ask again


@jobs.handles(MAKE_PAPER, attempts=ATTEMPTS)
def make_paper(payload: dict[str, Any], _actor: Actor) -> None:
    paper = papers.paper(payload["paper_id"])
    if paper is None:
        raise jobs.Impossible(f"no paper {payload['paper_id']}")
    make_pdf(paper)
