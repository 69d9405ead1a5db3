"""The form in which living cases are told. Pure data; `portal.demo.stage` plays it with the real operations."""

from typing import Any, NamedTuple

# So many working days ago; or a day (0 is today) and a time of it, left out while it is still to come.
When = float | tuple[int, str]
# When, who (local part of the address), verb, and what the verb needs.
Step = tuple[Any, ...]


class Case(NamedTuple):
    """One request and what became of it so far. Days count from today in working days.

    What follows a step at a fixed day is told a working day later than that at least, so that it holds on weekends too.
    `asked` is when and by whom it came in: a school's user, or the member of staff who noted it for `post`.
    """

    key: str
    school: str
    kind: str
    category: str
    subject: str
    body: str
    asked: tuple[When, str]
    steps: tuple[Step, ...] = ()
    channel: str = "ポータル"
    post: str = "情報教育主任"
    due: int | None = None
    high: bool = False
    wishes: tuple[tuple[int, str, str], ...] = ()
    photos: tuple[tuple[str, str], ...] = ()
