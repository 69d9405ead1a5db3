"""Setting a fiscal year and its terms."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from portal.kernel import audit, clock
from portal.kernel.access import Actor, Permission
from portal.kernel.dates import fiscal_year_label, short_date
from portal.kernel.db import db
from portal.schools.models import FiscalYear, Term
from portal.schools.queries import terms
from portal.schools.queries.terms import TermRange

YEARS = range(2000, 2101)

audit.label_actions({"fiscal_year.terms_set": "年度と学期を設定した"})
audit.label_fields("fiscal_year", {"starts_on": "年度の初日", "ends_on": "年度の末日", "terms": "学期"})


class TermsWrong(ValueError):
    """The year or its terms cannot be so; the message is for people."""


def default_names(count: int) -> list[str]:
    """How schools call their terms when nothing else is said."""
    if count == 1:
        return ["通年"]
    return ["前期", "後期"] if count == 2 else [f"{number}学期" for number in range(1, count + 1)]


def set_terms(
    fiscal_year: int,
    starts: Sequence[date],
    *,
    actor: Actor,
    names: Sequence[str] | None = None,
    year_starts: date | None = None,
    year_ends: date | None = None,
) -> FiscalYear:
    """Makes these the terms of the year, instead of those it had; raises TermsWrong.

    The year's own days stay as they are when none are given, and are 1 April to 31 March at first.
    """
    actor.require(Permission.CALENDAR_MANAGE)
    names = list(names or default_names(len(starts)))
    year = terms.fiscal_year(fiscal_year)
    first, last = _period(fiscal_year, year, year_starts, year_ends)
    check_terms(fiscal_year, first, last, starts, names)
    _check_neighbours(fiscal_year, first, last)
    before = _content(year)
    if year is None:
        year = FiscalYear(year=fiscal_year)
        db.session.add(year)
    year.starts_on, year.ends_on = first, last
    db.session.flush()
    _replace(year, list(zip(names, starts, strict=True)))
    year = terms.existing_fiscal_year(fiscal_year)
    after = _content(year)
    if before != after:
        changes = {key: (before.get(key), after[key]) for key in after if before.get(key) != after[key]}
        audit.record("fiscal_year.terms_set", year, actor=actor, label=fiscal_year_label(fiscal_year), changes=changes)
    return year


def preview_terms(fiscal_year: int, starts: Sequence[date], *, actor: Actor, **options: Any) -> list[TermRange]:
    """The days that each term would cover if `set_terms` were told the same; changes nothing. Raises TermsWrong."""
    trial = db.session.begin_nested()
    try:
        set_terms(fiscal_year, starts, actor=actor, **options)
        return terms.ranges_of(fiscal_year)
    finally:
        trial.rollback()


def check_terms(fiscal_year: int, first: date, last: date, starts: Sequence[date], names: Sequence[str]) -> None:
    """Raises TermsWrong unless the terms are named, in order and inside the year."""
    if fiscal_year not in YEARS:
        raise TermsWrong(f"年度は{YEARS[0]}から{YEARS[-1]}までの西暦で指定してください。")
    if first >= last:
        raise TermsWrong("年度の末日は、初日より後の日にしてください。")
    if not starts:
        raise TermsWrong("学期を1つ以上決めてください。")
    if len(names) != len(starts):
        raise TermsWrong("学期の名前と開始日の数が合いません。")
    if not all(name.strip() for name in names) or len(set(names)) < len(names):
        raise TermsWrong("学期の名前は、空にせず、それぞれ違う名前にしてください。")
    for name, start in zip(names, starts, strict=True):
        if not first <= start <= last:
            raise TermsWrong(
                f"{name}の開始日（{short_date(start)}）が{fiscal_year_label(fiscal_year)}"
                f"（{short_date(first)}～{short_date(last)}）の外にあります。"
            )
    if any(later <= earlier for earlier, later in pairwise(starts)):
        raise TermsWrong("学期の開始日は、早い順に、それぞれ違う日にしてください。")


def _period(fiscal_year: int, year: FiscalYear | None, first: date | None, last: date | None) -> tuple[date, date]:
    if fiscal_year not in YEARS:
        raise TermsWrong(f"年度は{YEARS[0]}から{YEARS[-1]}までの西暦で指定してください。")
    known = (year.starts_on, year.ends_on) if year else clock.fiscal_year_range(fiscal_year)
    return first or known[0], last or known[1]


def _check_neighbours(fiscal_year: int, first: date, last: date) -> None:
    for other in terms.fiscal_year_rows():
        if other.year != fiscal_year and other.starts_on <= last and first <= other.ends_on:
            raise TermsWrong(
                f"{fiscal_year_label(other.year)}（{short_date(other.starts_on)}～{short_date(other.ends_on)}）と"
                "期間が重なります。"
            )


def _content(year: FiscalYear | None) -> dict[str, object]:
    if year is None:
        return {}
    listed = [f"{term.name} {short_date(term.starts_on)}～" for term in year.terms]
    return {"starts_on": year.starts_on, "ends_on": year.ends_on, "terms": listed}


def _replace(year: FiscalYear, wanted: list[tuple[str, date]]) -> None:
    """Terms that stay as they are keep their rows."""
    kept = set()
    for term in terms.rows_of(year):
        if (term.name, term.starts_on) in wanted:
            kept.add((term.name, term.starts_on))
        else:
            db.session.delete(term)
    db.session.flush()
    for name, start in wanted:
        if (name, start) not in kept:
            db.session.add(Term(fiscal_year_id=year.id, name=name, starts_on=start))
    db.session.flush()
