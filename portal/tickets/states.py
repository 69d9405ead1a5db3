"""The life of a ticket: which state may follow which, and the straight way that pages draw."""

from portal.kernel import states
from portal.tickets.models import TicketStatus

RECEIVED, TRIAGED, SCHEDULED, IN_PROGRESS, WAITING, RESOLVED, CLOSED, CANCELLED = TicketStatus

PATH = (RECEIVED, TRIAGED, SCHEDULED, IN_PROGRESS, RESOLVED, CLOSED)

TRANSITIONS: states.Transitions = {
    RECEIVED: frozenset({TRIAGED, SCHEDULED, IN_PROGRESS, WAITING, RESOLVED, CANCELLED}),
    TRIAGED: frozenset({SCHEDULED, IN_PROGRESS, WAITING, RESOLVED, CANCELLED}),
    # back to triaged when the appointment falls through
    SCHEDULED: frozenset({TRIAGED, IN_PROGRESS, WAITING, RESOLVED, CANCELLED}),
    # scheduled again for another visit
    IN_PROGRESS: frozenset({SCHEDULED, WAITING, RESOLVED, CANCELLED}),
    WAITING: frozenset({TRIAGED, SCHEDULED, IN_PROGRESS, RESOLVED, CANCELLED}),
    RESOLVED: frozenset({CLOSED, IN_PROGRESS}),
    CLOSED: frozenset({IN_PROGRESS}),
    CANCELLED: frozenset({RECEIVED}),
}
