"""Puts the dashboard together: a fixed number of statements, whatever the rows."""

from dataclasses import dataclass

from portal.kernel import clock
from portal.reports.dashboard.attention import Decision, OpenPanel, decisions, open_panel
from portal.reports.dashboard.groups import GroupPanel, group_panel
from portal.reports.dashboard.hours import HourPanel, PromisePanel, hour_panel, promise_panel
from portal.reports.dashboard.kinds import KindPanel, kind_panel
from portal.reports.dashboard.months import MonthPanel, month_panel, month_spans
from portal.reports.dashboard.period import Period, choose
from portal.reports.dashboard.speed import SpeedPanel, compared, first_day, speed_panel
from portal.reports.dashboard.visits import VisitPanel, visit_panel
from portal.reports.queries import board, cases, subjects
from portal.schools.queries import calendar, terms
from portal.visits.promises import promise_table
from portal.worklogs import queries as logs


@dataclass(frozen=True)
class Dashboard:
    period: Period
    decisions: list[Decision]
    kinds: KindPanel
    months: MonthPanel
    visits: VisitPanel
    speed: SpeedPanel | None
    groups: GroupPanel
    open: OpenPanel
    hours: HourPanel | None
    promises: PromisePanel | None

    @property
    def is_empty(self) -> bool:
        """Nothing was asked for yet and nothing done."""
        return not (self.open.total or self.kinds.total or self.months.largest)


def dashboard(term_id: int | None = None, before_id: int | None = None) -> Dashboard | None:
    """The running term against the one before it, unless others are wanted; None while no term has begun.

    Raises NoSuchTerm.
    """
    period = choose(terms.all_ranges(), clock.today(), term_id, before_id)
    if period is None:
        return None
    work = calendar.work_calendar(first_day(period), period.today)
    counts = cases.counts(period.shown)
    group_of = {category.code: category.group for category in subjects.categories()}
    visits = visits_of(period)
    unfinished = open_panel(board.open_counts(period.today), period.today)
    return Dashboard(
        period,
        decisions(unfinished, visits if period.running else None),
        kind_panel(period, counts, work),
        month_panel(period, board.months(month_spans(period))),
        visits,
        speed_panel(period, board.moments(compared(period)), work) if work.hours else None,
        group_panel(period, counts, group_of),
        unfinished,
        hours_of(period),
        promise_panel(promise_table(period.term.fiscal_year)),
    )


def missed_visits(term_id: int | None = None) -> tuple[Period, VisitPanel] | None:
    """The schools that were not visited in the term; None while no term has begun. Raises NoSuchTerm."""
    period = choose(terms.all_ranges(), clock.today(), term_id, None)
    return (period, visits_of(period)) if period else None


def hours_of(period: Period) -> HourPanel | None:
    """The term's logs against those of as many days of the term compared."""
    before = logs.group_minutes(*period.span_before) if period.span_before else {}
    return hour_panel(period, logs.group_minutes(*period.span), before)


def visits_of(period: Period) -> VisitPanel:
    return visit_panel(period, board.visits(period.span, period.span_before))
