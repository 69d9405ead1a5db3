"""What changed in a step, as the time line and the history of a ticket say it."""

import re
from datetime import date, datetime
from typing import Any

from portal.kernel.templating import day, moment
from portal.kernel.text import one_line
from portal.tickets.models import AuthorSide
from portal.tickets.queries import Entry

GOOD = frozenset({"ticket.appointment_accepted", "ticket.resolved", "ticket.closed"})
ISO = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?([+-]\d\d:\d\d|Z)?)?")
STATUS, STARTS, ENDS, REASON, PRIORITY = "状態", "開始", "終了", "理由", "優先度"
LONGEST = 40


def changes(entry: Entry, side: AuthorSide) -> str:
    """Beside what the step's own name says: 担当 佐藤 美咲、優先度 通常 → 高. Its state is not repeated."""
    return "、".join(_lines(entry, {STATUS, *_not_for(side)}))


def history_line(entry: Entry, side: AuthorSide) -> str:
    """One line of the history: 佐藤：受付 → 予定あり、1月20日 13:15–14:30, or the name of the step."""
    status = entry.changed.get(STATUS)
    said = [f"{status[0]} → {status[1]}"] if status and status[0] else []
    said += _lines(entry, {STATUS, REASON, *_not_for(side)})
    return f"{entry.author_name.split(' ')[0]}：{'、'.join(said) or entry.text}"


def _not_for(side: AuthorSide) -> set[str]:
    """How the centre ranks its work is its own affair."""
    return {PRIORITY} if side is AuthorSide.SCHOOL else set()


def _lines(entry: Entry, left_out: set[str]) -> list[str]:
    changed = {label: pair for label, pair in entry.changed.items() if label not in left_out}
    lines = []
    starts, ends = changed.pop(STARTS, None), changed.pop(ENDS, None)
    if starts and ends:
        lines.append(_period(starts, ends))
    if REASON in changed:
        lines.append(f"「{one_line(changed.pop(REASON)[1], LONGEST)}」")
    return lines + [_line(label, before, after) for label, (before, after) in changed.items()]


def _period(starts: tuple, ends: tuple) -> str:
    after = f"{_shown(starts[1])}{f'–{_shown(ends[1]).split()[-1]}' if ends[1] else ''}" if starts[1] else ""
    return f"{_shown(starts[0])} → {after}" if starts[0] and after else after or _shown(starts[0])


def _line(label: str, before: Any, after: Any) -> str:
    if before in (None, "", []):
        return f"{label} {_shown(after)}"
    return f"{label} {_shown(before)} → {_shown(after)}"


def _shown(value: Any) -> str:
    if value in (None, "", []):
        return "なし"
    if isinstance(value, list):
        return "、".join(map(_shown, value))
    text = str(value)
    if ISO.fullmatch(text):
        return day(date.fromisoformat(text)) if len(text) == 10 else moment(datetime.fromisoformat(text))
    return one_line(text, LONGEST)
