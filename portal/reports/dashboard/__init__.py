"""The board's dashboard: this term against an earlier one, each panel a finding with its evidence."""

from portal.reports.dashboard.board import Dashboard, dashboard, missed_visits
from portal.reports.dashboard.period import NoSuchTerm, Period

__all__ = ["Dashboard", "NoSuchTerm", "Period", "dashboard", "missed_visits"]
