"""The filters above the list: what each select offers, what is set as chips, and the views at the side."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import url_for

from portal.kernel.dates import fiscal_year_label
from portal.kernel.templating import day
from portal.schools.models import SchoolType
from portal.schools.models.schools import shortened
from portal.tickets.filters import DUE, STATUS_GROUPS, TicketFilters
from portal.tickets.models import Channel, Kind, Priority, TicketStatus
from portal.tickets.queries import FilterChoices, ViewCount

Option = tuple[str, str]
DATES = {
    "received_from": "受付日 から",
    "received_to": "受付日 まで",
    "served_from": "実施日 から",
    "served_to": "実施日 まで",
}
ORDER = ("sort", "descending", "page")


@dataclass(frozen=True)
class Select:
    """One select: its groups of options (a group without a name stands bare) and the value it has now."""

    name: str
    label: str
    groups: list[tuple[str, list[Option]]]
    value: str = ""

    @property
    def text(self) -> str:
        """What is chosen, in words."""
        return next((text for _, options in self.groups for value, text in options if value == self.value), self.value)


@dataclass(frozen=True)
class FilterBar:
    filters: TicketFilters
    choices: FilterChoices
    args: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "args", self.filters.to_args())

    @property
    def plain(self) -> list[Select]:
        """The selects that always stand there."""
        people = [(str(id_), name) for id_, name in self.choices.people]
        return [
            self._select("school", "学校", [(str(id_), shortened(name)) for id_, _, name in self.choices.schools]),
            self._select("kind", "種別", Kind.choices()),
            Select(
                "status", "状態", [("", [*STATUS_GROUPS.items(), *TicketStatus.choices()])], str(self.filters.status)
            ),
            self._select("assignee", "担当", [("me", "自分"), ("none", "なし"), *people]),
            self._terms(),
        ]

    @property
    def more(self) -> list[Select]:
        """The selects behind 条件を足す."""
        return [
            self._categories(),
            self._select("school_type", "校種", SchoolType.choices()),
            self._select("channel", "受けた方法", Channel.choices()),
            self._select("priority", "優先度", Priority.choices()),
            self._select("due", "期限", DUE.items()),
            self._select("planned", "計画訪問", [("1", "計画訪問だけ"), ("0", "依頼だけ")]),
            self._select("answered", "最初の回答", [("0", "まだ"), ("1", "あり")]),
            self._select("fiscal_year", "年度", [(str(year), fiscal_year_label(year)) for year in self.years]),
        ]

    @property
    def dates(self) -> list[tuple[str, str, str]]:
        """Name, label and value of the date inputs."""
        return [(name, label, self.args.get(name, "")) for name, label in DATES.items()]

    @property
    def chips(self) -> list[tuple[str, str, str]]:
        """What is set beside the plain selects: label, value, and the address without it."""
        given = [(select.name, select.label, select.text) for select in self.more if select.value]
        given += [(name, label, day(date.fromisoformat(value))) for name, label, value in self.dates if value]
        return [(label, text, self.url(**{name: None})) for name, label, text in given]

    @property
    def narrowed(self) -> bool:
        """Whether anything but the state and the order is chosen."""
        return bool(self.args.keys() - {"status", *ORDER})

    @property
    def years(self) -> list[int]:
        return sorted({year for _, _, year in self.choices.terms}, reverse=True)

    @property
    def status_text(self) -> str:
        status = self.filters.status
        return STATUS_GROUPS.get(status) or TicketStatus(status).label

    def year_label(self, year: int) -> str:
        return fiscal_year_label(year)

    @property
    def own(self) -> list[Select]:
        """What a school narrows its own list by."""
        return [select for select in self.plain if select.name in ("kind", "status", "term")]

    @property
    def in_words(self) -> str:
        """Everything that is set, for the list of saved views."""
        chosen = [f"{select.label} {select.text}" for select in self.plain if select.value]
        searched = [f"「{self.filters.q}」"] if self.filters.q else []
        return "、".join(searched + chosen + [f"{label} {text}" for label, text, _ in self.chips])

    def url(self, **changes: str | None) -> str:
        return url_for("tickets.index", **self.filters.to_args(**changes))

    def shows(self, args: dict[str, Any]) -> bool:
        """Whether these arguments of a view are the list's own, whatever its order."""
        return _unordered(args) == _unordered(self.args)

    def title(self, views: Iterable[ViewCount]) -> str:
        """The list's heading: the view that is open, else what its state says."""
        for view in views:
            if self.shows(view.args):
                return f"{view.label}のチケット" if view.name != "overdue" else "期限を過ぎたチケット"
        for _, name, args in self.choices.views:
            if self.shows(args):
                return name
        if self.filters.q:
            return f"「{self.filters.q}」を含むチケット"
        return {"open": "未完了のチケット", "any": "すべてのチケット"}.get(self.filters.status, "チケット")

    def _select(self, name: str, label: str, options: Iterable[Option]) -> Select:
        return Select(name, label, [("", [("", "すべて"), *options])], self.args.get(name, ""))

    def _terms(self) -> Select:
        terms = [(str(id_), f"{fiscal_year_label(year)} {name}") for id_, name, year in self.choices.terms]
        return self._select("term", "学期", terms)

    def _categories(self) -> Select:
        groups: list[tuple[str, list[Option]]] = [("", [("", "すべて"), ("none", "未分類")])]
        for group, items in self.choices.categories:
            options = [(code, f"{code} {label}") for code, label in items]
            groups.append((group.label, [(group.value, f"{group.label} すべて"), *options]))
        return Select("category", "分類", groups, self.args.get("category", ""))


def _unordered(args: dict[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in args.items() if name not in ORDER}
