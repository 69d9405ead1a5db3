"""The panel of what the support was about: four groups of categories, against an earlier term. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from portal.reports.dashboard.period import Period
from portal.reports.queries.cases import Count
from portal.reports.terms.figures import UNCATEGORISED
from portal.tickets.models import CategoryGroup


@dataclass(frozen=True)
class GroupShare:
    """A group of categories in the term and in the one compared. `key` filters the list of tickets."""

    key: str
    label: str
    cases: int
    percent: int
    cases_before: int
    percent_before: int


@dataclass(frozen=True)
class GroupPanel:
    finding: str
    total: int
    total_before: int
    groups: list[GroupShare]

    @property
    def largest(self) -> int:
        """The largest percentage, on which the bars stand."""
        return max(max(group.percent, group.percent_before) for group in self.groups)


def group_panel(period: Period, counts: Iterable[Count], group_of: Mapping[str, CategoryGroup]) -> GroupPanel:
    """The four groups, and cases without a category when there are any."""
    labels = {**{group.value: group.label for group in CategoryGroup}, "none": UNCATEGORISED}
    now, before = dict.fromkeys(labels, 0), dict.fromkeys(labels, 0)
    for count in counts:
        if count.by_category:
            key = str(group_of.get(count.category_code or "", "none"))
            term = period.shown[count.term]
            if term == period.term:
                now[key] += count.cases
            elif term == period.before:
                before[key] += count.cases
    total, total_before = sum(now.values()), sum(before.values())
    groups = [
        GroupShare(key, label, now[key], percent(now[key], total), before[key], percent(before[key], total_before))
        for key, label in labels.items()
        if key != "none" or now[key] or before[key]
    ]
    return GroupPanel(_shift(period, groups, total, total_before), total, total_before, groups)


def _shift(period: Period, groups: Sequence[GroupShare], total: int, total_before: int) -> str:
    if not total:
        return "まだ件数がありません"
    if not total_before:
        most = max(groups, key=lambda group: group.cases)
        return f"{most.label}が{most.percent}％でいちばん多い"
    moved = max(groups, key=lambda group: abs(group.percent - group.percent_before))
    points = moved.percent - moved.percent_before
    if not points:
        return f"割合は{period.name_before}と同じ"
    return f"{moved.label}が{abs(points)}ポイント{'増' if points > 0 else '減'}"


def percent(part: int, whole: int) -> int:
    """Half up to whole percent; 0 of nothing."""
    return (200 * part + whole) // (2 * whole) if whole else 0
