"""Which state may follow which, for every pair there is."""

from itertools import pairwise

import pytest

from portal.kernel import states
from portal.kernel.states import WrongState
from portal.tickets import operations
from portal.tickets.errors import TicketError
from portal.tickets.models import TicketStatus
from portal.tickets.states import PATH, TRANSITIONS
from tests.tickets.make import SYSTEM, book, bring, make_ticket, resolve

# The step that leads to a state. Some states are reached by one step from here and another from there.
STEPS = {
    TicketStatus.TRIAGED: lambda ticket: bring(ticket, TicketStatus.TRIAGED),
    TicketStatus.IN_PROGRESS: lambda ticket: operations.start_work(ticket, actor=SYSTEM),
    TicketStatus.WAITING: lambda ticket: bring(ticket, TicketStatus.WAITING),
    TicketStatus.RESOLVED: lambda ticket: resolve(ticket),
    TicketStatus.CLOSED: lambda ticket: operations.close_ticket(ticket, actor=SYSTEM),
    TicketStatus.CANCELLED: lambda ticket: bring(ticket, TicketStatus.CANCELLED),
    TicketStatus.RECEIVED: lambda ticket: operations.reopen_ticket(ticket, reason="誤り", actor=SYSTEM),
}
FINISHED = (TicketStatus.RESOLVED, TicketStatus.CLOSED)


def test_the_straight_way_is_open_from_beginning_to_end():
    assert all(after in TRANSITIONS[before] for before, after in pairwise(PATH))
    assert set(TRANSITIONS) == set(TicketStatus)


@pytest.mark.parametrize("now", list(TicketStatus))
def test_no_other_way_exists(within, akagi, now):
    with within(akagi):
        ticket = bring(make_ticket(), now)
        for to in _forbidden(now):
            with pytest.raises(WrongState, match=to.label):
                states.move(ticket, to, TRANSITIONS, actor=SYSTEM, action="ticket.edited")


@pytest.mark.parametrize("now", list(TicketStatus))
def test_the_step_to_a_forbidden_state_is_refused_and_changes_nothing(within, akagi, now):
    with within(akagi):
        ticket = bring(make_ticket(), now)
        version = ticket.version
        for to in _forbidden(now) - {now}:
            reopens = now in FINISHED and to is TicketStatus.RECEIVED  # takes it to 対応中 instead
            if to in STEPS and not reopens:
                with pytest.raises((WrongState, TicketError)):
                    STEPS[to](ticket)
                assert (ticket.status, ticket.version) == (now, version)


def _forbidden(now: TicketStatus) -> set[TicketStatus]:
    return set(TicketStatus) - TRANSITIONS[now]


@pytest.mark.parametrize("now", FINISHED)
def test_work_on_a_finished_ticket_begins_by_reopening_alone(within, akagi, now):
    with within(akagi):
        ticket = bring(make_ticket(), now)
        with pytest.raises(WrongState):
            operations.start_work(ticket, actor=SYSTEM)
        with pytest.raises(WrongState):
            book(ticket)
        operations.reopen_ticket(ticket, reason="また映らなくなった", actor=SYSTEM)
        assert ticket.status is TicketStatus.IN_PROGRESS and ticket.resolved_at is None


def test_another_visit_can_follow_work_that_has_begun(within, akagi):
    with within(akagi):
        ticket = bring(make_ticket(), TicketStatus.IN_PROGRESS)
        assert book(ticket).status is TicketStatus.SCHEDULED


def test_a_cancelled_ticket_begins_anew(within, akagi):
    with within(akagi):
        ticket = bring(make_ticket(), TicketStatus.CANCELLED)
        assert operations.reopen_ticket(ticket, reason="誤り", actor=SYSTEM).status is TicketStatus.RECEIVED
