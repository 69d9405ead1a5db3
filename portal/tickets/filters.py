"""What a list of tickets is narrowed by and sorted by: one object for pages, exports and saved views."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Self

from portal.kernel.choices import Choice
from portal.kernel.dates import parse_date
from portal.kernel.text import normalise_digits
from portal.schools.models import SchoolType
from portal.tickets.models import CategoryGroup, Channel, Kind, Priority, TicketStatus

SORTS = {
    "number": "番号",
    "received": "受付日",
    "due": "期限",
    "updated": "更新",
    "school": "学校",
    "status": "状態",
    "kind": "種別",
    "assignee": "担当",
}
DUE = {"today": "今日", "overdue": "過ぎた", "set": "あり", "none": "なし"}
STATUS_GROUPS = {"open": "未完了", "done": "完了", "any": "すべて"}
MAX_TEXT = 100
MAX_ID = 2**53
MAX_YEAR = 2100


class BadFilter(ValueError):
    """A filter that does not exist; the message is for people."""


def _choice(kind: type[Choice], name: str) -> Callable[[str], Choice]:
    def read(text: str) -> Choice:
        try:
            return kind(text)
        except ValueError:
            raise BadFilter(f"{name}の指定「{text[:40]}」は使えません。") from None

    return read


def _one_of(allowed: Mapping[str, str], name: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in allowed:
            raise BadFilter(f"{name}の指定「{text[:40]}」は使えません。")
        return text

    return read


def _number(name: str, maximum: int = MAX_ID) -> Callable[[str], int]:
    def read(text: str) -> int:
        digits = normalise_digits(text)
        if not digits.isascii() or not digits.isdigit() or not 0 < int(digits[:20]) <= maximum:
            raise BadFilter(f"{name}の指定「{text[:40]}」は使えません。")
        return int(digits)

    return read


def _day(name: str) -> Callable[[str], date]:
    def read(text: str) -> date:
        try:
            return parse_date(text)
        except ValueError as problem:
            raise BadFilter(f"{name}: {problem}") from None

    return read


def _status(text: str) -> str:
    return text if text in STATUS_GROUPS else _choice(TicketStatus, "状態")(text).value


def _assignee(text: str) -> str | int:
    return text if text in ("none", "me") else _number("担当")(text)


def _yes_no(name: str) -> Callable[[str], bool]:
    return lambda text: _one_of({"1": "", "0": ""}, name)(text) == "1"


READERS: dict[str, Callable[[str], Any]] = {
    "q": lambda text: text.strip()[:MAX_TEXT],
    "school": _number("学校"),
    "school_type": _choice(SchoolType, "校種"),
    "kind": _choice(Kind, "種別"),
    "category": lambda text: text.strip()[:20],
    "status": _status,
    "assignee": _assignee,
    "channel": _choice(Channel, "経路"),
    "priority": _choice(Priority, "優先度"),
    "planned": _yes_no("計画訪問"),
    "answered": _yes_no("最初の回答"),
    "term": _number("学期"),
    "fiscal_year": _number("年度", MAX_YEAR),
    "received_from": _day("受付日"),
    "received_to": _day("受付日"),
    "served_from": _day("実施日"),
    "served_to": _day("実施日"),
    "due": _one_of(DUE, "期限"),
    "sort": _one_of(SORTS, "並べ替え"),
    "descending": _yes_no("並べ替え"),
    "page": _number("ページ"),
}


@dataclass(frozen=True)
class TicketFilters:
    """Unset filters are None (or ""). `term` is by the day of service, `fiscal_year` that of the number.

    `base` are arguments that hold for a list unless others are given: they never stand in its address.
    """

    q: str = ""
    school: int | None = None
    school_type: SchoolType | None = None
    kind: Kind | None = None
    category: str = ""
    status: str = "open"
    assignee: int | str | None = None
    channel: Channel | None = None
    priority: Priority | None = None
    planned: bool | None = None
    answered: bool | None = None
    term: int | None = None
    fiscal_year: int | None = None
    received_from: date | None = None
    received_to: date | None = None
    served_from: date | None = None
    served_to: date | None = None
    due: str | None = None
    sort: str = ""
    descending: bool | None = None
    page: int = 1
    base: tuple[tuple[str, str], ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        usual_sort, usual_way = ("due", False) if self.status == "open" else ("updated", True)
        if self.descending is None:
            object.__setattr__(self, "descending", usual_way if self.sort in ("", usual_sort) else False)
        object.__setattr__(self, "sort", self.sort or usual_sort)

    @classmethod
    def from_args(cls, args: Mapping[str, str], *, base: Mapping[str, str] | None = None) -> Self:
        """Reads a query string or a saved view; other arguments and blank ones are passed over. Raises BadFilter."""
        given = {name: args[name] for name in READERS if args.get(name)}
        texts = {**(base or {}), **given}
        values = {name: READERS[name](str(text).replace("\0", "")) for name, text in texts.items()}
        return cls(**values, base=tuple((base or {}).items()))

    @property
    def category_group(self) -> CategoryGroup | None:
        return CategoryGroup(self.category) if self.category in set(CategoryGroup) else None

    def is_set(self, name: str) -> bool:
        """Whether a filter narrows the list (or sorts it) otherwise than when nothing is chosen."""
        return name in self.to_args()

    def to_args(self, **changes: str | int | None) -> dict[str, str]:
        """Arguments for the address of this list. `changes`: other values, None takes one away; page 1 unless given."""
        bare = TicketFilters.from_args({}, base=dict(self.base))
        usual = replace(bare, status=self.status, sort="", descending=None)
        plain = {name: getattr(usual if name in ("sort", "descending") else bare, name) for name in READERS}
        args = {
            name: _written(getattr(self, name))
            for name in READERS
            if name != "page" and getattr(self, name) != plain[name]
        }
        if "descending" in args:
            args["sort"] = self.sort
        elif "sort" in args:
            args["descending"] = _written(self.descending)
        args |= {name: str(value) for name, value in changes.items() if value is not None}
        return {name: text for name, text in args.items() if name not in changes or changes[name] is not None}

    def to_keep(self) -> dict[str, str]:
        """What a saved view keeps: the same list without any base."""
        return replace(self, base=()).to_args()


def _written(value: Any) -> str:
    """A value as READERS read it; a filter that the base sets and this list does not is written as blank."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)
