"""The term that the dashboard looks at, and the one it is compared with. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal.kernel.dates import fiscal_year_label
from portal.schools.queries.terms import TermRange


class NoSuchTerm(ValueError):
    """The term does not exist or has not begun."""


@dataclass(frozen=True)
class Period:
    """`begun` are all terms up to today in order; `before` is None when `term` is the first known."""

    term: TermRange
    before: TermRange | None
    begun: list[TermRange]
    today: date

    @property
    def running(self) -> bool:
        return self.today < self.term.ends_before

    @property
    def until(self) -> date:
        """The last day that is known of the term."""
        return min(self.today, self.term.last_day)

    @property
    def span(self) -> tuple[date, date]:
        """The days that are known of the term."""
        return self.term.starts_on, self.until

    @property
    def span_before(self) -> tuple[date, date] | None:
        """As many days of the term compared."""
        if self.before is None:
            return None
        first = self.before.starts_on
        return first, min(first + (self.until - self.term.starts_on), self.before.last_day)

    @property
    def name_before(self) -> str:
        return self.name_of(self.before) if self.before else ""

    @property
    def shown(self) -> list[TermRange]:
        """The terms of the year up to the one looked at, and the one compared, in order."""
        wanted = [one for one in self.begun if one.fiscal_year == self.term.fiscal_year]
        return [
            one for one in self.begun if (one in wanted and one.starts_on <= self.term.starts_on) or one == self.before
        ]

    @property
    def earlier(self) -> list[TermRange]:
        """What it can be compared with."""
        return [one for one in self.begun if one.starts_on < self.term.starts_on]

    def name_of(self, term: TermRange) -> str:
        """With the year when that is another than the one looked at."""
        same_year = term.fiscal_year == self.term.fiscal_year
        return term.name if same_year else f"{fiscal_year_label(term.fiscal_year)}{term.name}"


def choose(ranges: Sequence[TermRange], today: date, term_id: int | None, before_id: int | None) -> Period | None:
    """The running term against the one before it, unless others are wanted; None while no term has begun.

    Raises NoSuchTerm.
    """
    begun = [one for one in ranges if one.starts_on <= today]
    if not begun:
        return None
    term = _wanted(begun, term_id) if term_id else begun[-1]
    earlier = [one for one in begun if one.starts_on < term.starts_on]
    before = _wanted(begun, before_id) if before_id else None
    if before not in earlier:
        before = earlier[-1] if earlier else None
    return Period(term, before, begun, today)


def _wanted(terms: Sequence[TermRange], term_id: int) -> TermRange:
    for one in terms:
        if one.term_id == term_id:
            return one
    raise NoSuchTerm("選ばれた学期は、まだ始まっていないか、比べられません。")
