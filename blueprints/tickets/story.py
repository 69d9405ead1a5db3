"""What changed in a step, as the time line and the history of a ticket say it."""

import re
from datetime import date, datetime
from typing import Any

from portal.kernel.templating import day, moment
from portal.kernel.text import one_line
from portal.tickets.queries import Entry

GOOD = frozenset({"ticket.appointment_accepted", "ticket.resolved", "ticket.closed"})
ISO = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?([+-]\d\d:\d\d|Z)?)?")
STATUS, STARTS, ENDS, REASON = "状態", "開始", "終了", "理由"
LONGEST = 40


def changes(entry: Entry) -> str:
    """Beside what the step's own name says: 担当 佐藤 美咲、優先度 通常 → 高. Its state is not repeated."""
    return "、".join(_lines(entry, {STATUS}))


def history_line(entry: Entry) -> str:
    """One line of the history: 佐藤：受付 → 予定あり, or the name of the step."""
    family = entry.author_name.split(" ")[0]
    status = entry.changed.get(STATUS)
    said = f"{status[0]} → {status[1]}" if status and status[0] else entry.text
    details = _lines(entry, {STATUS, REASON})
    return f"{family}：{'、'.join([said, *details])}"


def _lines(entry: Entry, left_out: set[str]) -> list[str]:
    changed = {label: pair for label, pair in entry.changed.items() if label not in left_out}
    lines = []
    if STARTS in changed:
        lines.append(_period(changed.pop(STARTS), changed.pop(ENDS, (None, None))))
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
