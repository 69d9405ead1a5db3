"""Issues the paper on cases by term."""

from portal.kernel import clock
from portal.kernel.access import Actor
from portal.kernel.tenants import TenantCard
from portal.reports import operations
from portal.reports.models import Paper, PaperKind
from portal.reports.queries import subjects
from portal.reports.terms.paper import Staffing, snapshot, title
from portal.reports.terms.report import report
from portal.schools.queries.schools import support_centre


def issue_paper(card: TenantCard, fiscal_year: int, *, actor: Actor, once_key: str | None = None) -> Paper:
    """Freezes the figures of today under a new number; raises NoTerms. The same `once_key` answers the first paper."""
    figures = report(fiscal_year)
    centre = support_centre()
    staffing = Staffing(*subjects.staff_on(clock.today()))
    return operations.issue(
        PaperKind.TERMS,
        title(fiscal_year),
        centre.document_prefix if centre else "",
        lambda numbers: snapshot(card, centre, figures, staffing, numbers),
        once_key=once_key,
        actor=actor,
    )
