"""One page of a list: which page, how it is sorted, and the addresses of its other pages."""

from collections.abc import Collection
from dataclasses import dataclass, field
from math import ceil
from typing import Any, Self

from flask import abort, request, url_for

PER_PAGE = 50
LAST_PAGE = 100_000


@dataclass
class Listing:
    """Made from the request's `page`, `sort` and `descending`; the view tells the total before it reads the rows.

    With `total_capped` there are at least `total` rows: counting stopped there.
    """

    sort: str
    descending: bool
    page: int
    per_page: int = PER_PAGE
    total: int = 0
    total_capped: bool = False
    arguments: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def from_request(cls, sortable: Collection[str], default: str, *, per_page: int = PER_PAGE) -> Self:
        """`default` is one of `sortable`, with "-" in front for descending. Answers 400 to what no link asks for."""
        sort = request.args.get("sort") or default.lstrip("-")
        if sort not in sortable:
            abort(400, "この一覧は、指定された項目では並べ替えられません。")
        wanted = request.args.get("descending")
        descending = default.startswith("-") and sort == default[1:] if wanted is None else wanted == "1"
        return cls(
            sort, descending, _page(request.args.get("page", "1")), per_page, arguments=request.args.to_dict(flat=False)
        )

    def counted(self, total: int, *, capped: bool = False) -> Self:
        """Notes how many rows there are; a page beyond the last becomes the last."""
        self.total, self.total_capped = total, capped
        if not capped:
            self.page = min(self.page, self.pages)
        return self

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.per_page

    @property
    def limit(self) -> int:
        return self.per_page

    @property
    def pages(self) -> int:
        known = max(1, ceil(self.total / self.per_page))
        return max(known, self.page + 1) if self.total_capped else known

    @property
    def first(self) -> int:
        return self.offset + 1 if self.total else 0

    @property
    def last(self) -> int:
        end = self.offset + self.per_page
        return end if self.total_capped else min(end, self.total)

    def url(self, **changes: Any) -> str:
        """This list's address with some arguments changed; None takes one away."""
        arguments = {**self.arguments}
        for name, value in changes.items():
            arguments[name] = int(value) if isinstance(value, bool) else value
        if arguments.get("page") in (1, ["1"]):
            del arguments["page"]
        kept = {name: value for name, value in arguments.items() if value not in (None, "", [""])}
        return url_for(request.endpoint, **(request.view_args or {}), **kept)


def _page(typed: str) -> int:
    if not typed.isascii() or not typed.isdigit() or not 1 <= int(typed) <= LAST_PAGE:
        abort(400, "ページ番号が正しくありません。")
    return int(typed)
