"""The fiscal year that an address asks for, and those to choose from."""

from dataclasses import dataclass
from typing import Self

from flask import abort, request

from portal.kernel import clock
from portal.kernel.dates import fiscal_year_label
from portal.schools.queries import terms
from portal.schools.queries.terms import TermRange

FIRST, LAST = 2000, 2100


@dataclass(frozen=True)
class Years:
    """`known` are the years with terms, newest first; `ranges` are the terms of the year wanted."""

    wanted: int
    known: list[int]
    ranges: list[TermRange]

    @classmethod
    def from_request(cls) -> Self:
        """This year unless another is asked for; the newest with terms when this year has none. One statement."""
        ranges = terms.all_ranges()
        known = sorted({one.fiscal_year for one in ranges}, reverse=True)
        this_year = clock.fiscal_year_of(clock.today())
        asked = request.args.get("fiscal_year")
        wanted = _number(asked) if asked else next((year for year in known if year <= this_year), this_year)
        return cls(wanted, known, [one for one in ranges if one.fiscal_year == wanted])

    @property
    def label(self) -> str:
        return fiscal_year_label(self.wanted)

    def choices(self) -> list[tuple[int, str]]:
        """The years of the select; one without terms stands there as long as it is the one asked for."""
        return [(year, fiscal_year_label(year)) for year in sorted({*self.known, self.wanted}, reverse=True)]


def _number(asked: str) -> int:
    if not asked.isascii() or not asked.isdigit() or not FIRST <= int(asked[:6]) <= LAST:
        abort(400, f"年度は{FIRST}から{LAST}までの西暦で指定してください。")
    return int(asked)
