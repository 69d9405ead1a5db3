"""What the dashboard's template needs beside the figures: addresses of the rows behind them, and the months' chart."""

from flask import url_for

from blueprints.reports.links import TicketLinks
from portal.kernel import clock
from portal.kernel.charts import Column, column_chart
from portal.kernel.dates import fiscal_year_label
from portal.reports.dashboard import Dashboard
from portal.reports.dashboard.attention import Decision
from portal.reports.dashboard.kinds import KindPanel
from portal.reports.dashboard.months import Month
from portal.reports.dashboard.speed import Median
from portal.schools.queries.terms import TermRange


class BoardView:
    def __init__(self, board: Dashboard) -> None:
        self.board = board
        self.links = TicketLinks()
        self.now = clock.now()

    @staticmethod
    def year(term: TermRange) -> str:
        return fiscal_year_label(term.fiscal_year)

    def term(self, term: TermRange, **filters: object) -> str:
        return self.links.done(term=term.term_id, **filters)

    def shown(self, panel: KindPanel) -> str:
        """All cases of the terms that the panel shows, which are of one year."""
        return self.links.done(served_from=panel.terms[0].term.starts_on, served_to=panel.terms[-1].term.last_day)

    def decision(self, decision: Decision) -> str:
        if decision.filters is None:
            return url_for("reports.missed_schools")
        return self.links(**decision.filters)

    def received(self, key: str, found: Median) -> str:
        """The requests of a median: those received in the term that were answered, or solved."""
        status = {"status": "any", "answered": "1"} if key == "answer" else {"status": "done"}
        days = {"received_from": found.term.starts_on, "received_to": found.term.last_day}
        return self.links(**status, planned="0", **days)

    def month(self, month: Month) -> str:
        return self.links.done(served_from=month.first, served_to=month.last)

    def month_before(self, month: Month) -> str:
        return self.links.done(served_from=month.first_before, served_to=month.last_before)

    def month_chart(self) -> str:
        panel = self.board.months
        columns = [
            Column(
                f"{month.first.month}月" if at == 0 else str(month.first.month),
                month.cases,
                self.month(month) if month.cases else None,
                before=month.before if panel.compared else None,
                is_now=month.is_now,
            )
            for at, month in enumerate(panel.months)
        ]
        return column_chart(
            columns, title="月ごとの支援件数", description="横線は前年の同じ月。数値は下の表と同じです。", before="前年"
        )
