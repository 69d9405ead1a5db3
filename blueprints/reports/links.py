"""Addresses of the list of tickets: behind every figure stand the rows that it counts."""

from urllib.parse import urlencode

from flask import url_for

from portal.reports.terms import TermTable


class TicketLinks:
    """`links(term=5, kind="visit")` is the address of those tickets; many of them are made for one page."""

    def __init__(self) -> None:
        self.list = url_for("tickets.index")

    def __call__(self, **filters: object) -> str:
        return f"{self.list}?{urlencode(filters)}"

    def done(self, **filters: object) -> str:
        """Finished tickets, as the reports count them."""
        return self(status="done", **filters)


class TermLinks:
    """Addresses for the cells of a year's tables: a column's part and a row's part put together."""

    def __init__(self, table: TermTable) -> None:
        links = TicketLinks()
        days = {"served_from": table.terms[0].starts_on, "served_to": table.terms[-1].last_day}
        self.year = links.done(**days)
        self.terms = [links.done(term=term.term_id) for term in table.terms]

    @staticmethod
    def also(address: str, name: str, value: object) -> str:
        return f"{address}&{urlencode({name: value})}"
