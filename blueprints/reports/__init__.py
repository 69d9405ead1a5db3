"""Pages of the reports: dashboard, cases by term, papers."""

from blueprints.reports import papers
from blueprints.reports.board import reports
from blueprints.reports.views import figures

__all__ = ["figures", "papers", "reports"]
