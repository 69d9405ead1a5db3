"""Puts the term report together: the table, and per type of school, school and category behind it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from portal.kernel import clock
from portal.reports.queries import cases, subjects
from portal.reports.queries.cases import Count
from portal.reports.queries.subjects import CategoryFact, SchoolFact
from portal.reports.terms.figures import (
    KINDS,
    SCHOOL_TYPES,
    UNCATEGORISED,
    GroupLines,
    Line,
    NoTerms,
    SchoolTypeLine,
    TermTable,
    empty_line,
    report_terms,
    zeros,
)
from portal.schools.queries import terms
from portal.schools.queries.terms import TermRange
from portal.tickets.models import CategoryGroup


@dataclass(frozen=True)
class TermReport:
    """All that the page, the workbook and the paper show of a fiscal year."""

    table: TermTable
    school_types: list[SchoolTypeLine]
    school_sum: SchoolTypeLine
    schools: list[Line]
    branches: int
    groups: list[GroupLines]
    others: list[Line]


def table(fiscal_year: int) -> TermTable:
    """Kind × term of done cases; raises NoTerms."""
    ranges = terms.ranges_of(fiscal_year)
    return _table(fiscal_year, ranges, _counts(fiscal_year, ranges))


def report(fiscal_year: int, ranges: Sequence[TermRange] | None = None) -> TermReport:
    """The table with the rows behind it; raises NoTerms. `ranges` spares the statement for the year's terms."""
    ranges = terms.ranges_of(fiscal_year) if ranges is None else ranges
    counts = _counts(fiscal_year, ranges)
    result = _table(fiscal_year, ranges, counts)
    by_school = _lines(result, (count for count in counts if not count.by_category), lambda count: count.school_id)
    by_category = _lines(result, (count for count in counts if count.by_category), lambda count: count.category_code)
    schools = _schools_of_year(subjects.schools(), ranges[0], by_school)
    types = _school_types(result, schools, by_school)
    whole = SchoolTypeLine(None, "合計", *zeros(result.terms))
    for line in types:
        whole.add(line)
        whole.schools += line.schools
    return TermReport(
        table=result,
        school_types=types,
        school_sum=whole,
        schools=[_named(by_school, result, school) for school in schools],
        branches=sum(school.is_branch for school in schools),
        groups=_groups(result, subjects.categories(), by_category),
        others=_others(by_category),
    )


def _counts(fiscal_year: int, ranges: Sequence[TermRange]) -> list[Count]:
    if not ranges:
        raise NoTerms(f"{fiscal_year}年度の学期が登録されていません。学期の始まりの日を登録すると集計できます。")
    return cases.counts(ranges)


def _table(fiscal_year: int, ranges: Sequence[TermRange], counts: Iterable[Count]) -> TermTable:
    cells = {kind: [0] * len(ranges) for kind in KINDS}
    for count in counts:
        if not count.by_category:
            cells[count.kind][count.term] += count.cases
    today = clock.today()
    return TermTable(fiscal_year, today, report_terms(ranges, today), cells)


def _lines(result: TermTable, counts: Iterable[Count], key_of) -> dict[Any, Line]:
    lines: dict[Any, Line] = defaultdict(lambda: empty_line(result.terms))
    for count in counts:
        line = lines[key_of(count)]
        line.by_term[count.term] += count.cases
        line.by_kind[KINDS.index(count.kind)] += count.cases
    return lines


def _schools_of_year(schools: Iterable[SchoolFact], first: TermRange, with_cases: dict[Any, Line]) -> list[SchoolFact]:
    """Schools in use, those archived since the year began, and any that has a case."""
    begin = clock.start_of_day(first.starts_on)
    return [
        school
        for school in schools
        if school.archived_at is None or school.archived_at >= begin or school.id in with_cases
    ]


def _named(lines: dict[Any, Line], result: TermTable, school: SchoolFact) -> Line:
    line = lines.get(school.id) or empty_line(result.terms)
    line.key, line.label, line.detail = school.id, school.name, school.code
    return line


def _school_types(result: TermTable, schools: Sequence[SchoolFact], by_school: dict[Any, Line]) -> list[SchoolTypeLine]:
    lines = []
    for school_type in SCHOOL_TYPES:
        members = [school for school in schools if school.school_type == school_type]
        line = SchoolTypeLine(school_type.value, school_type.label, *zeros(result.terms), schools=len(members))
        for school in members:
            if school.id in by_school:
                line.add(by_school[school.id])
        if members:
            lines.append(line)
    return lines


def _groups(result: TermTable, categories: Sequence[CategoryFact], by_category: dict[Any, Line]) -> list[GroupLines]:
    groups = []
    for group in CategoryGroup:
        found = GroupLines(empty_line(result.terms, group.value, group.label))
        for category in categories:
            if category.group != group or (category.hidden and category.code not in by_category):
                continue
            line = by_category.pop(category.code, None) or empty_line(result.terms)
            line.key, line.label, line.detail = category.code, category.label, category.code
            found.items.append(line)
            found.sum.add(line)
        groups.append(found)
    return groups


def _others(rest: dict[Any, Line]) -> list[Line]:
    """Cases without a category, and under a code that the tenant does not know."""
    lines = []
    for code, line in sorted(rest.items(), key=lambda item: item[0] or ""):
        line.key, line.label, line.detail = (code, code, code) if code else ("none", UNCATEGORISED, "")
        lines.append(line)
    return lines
