"""What an entry must look like: named and refused, or asked about when it is merely unusual. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, time

from portal.kernel import clock
from portal.schools.calendar import Hours
from portal.schools.models import School
from portal.visits.models import BookingMode
from portal.worklogs.errors import Overlap, Question, WrongInput
from portal.worklogs.models import EntryOutcome, LogEntry

STEP = 15
DAY_MINUTES = 1440
LONG_MINUTES = 720
MAX_LINE = 200
MAX_TEXT = 4000
# 山田さん, 山田 はなこさん, はなこちゃん, ハナコさん
NAME_LIKE = re.compile(
    r"(?:[一-龥々]{1,4}[ \u3000]?[一-龥々ぁ-んァ-ヶー]{0,4}|[ぁ-ん]{2,5}|[ァ-ヶー]{2,6})(?:さん|くん|君|ちゃん)"
)
NOT_NAMES = (
    "皆さん", "みなさん", "たくさん", "お客さん", "お子さん", "業者さん", "児童さん", "生徒さん", "保護者さん",
    "支援員さん", "用務員さん", "職員さん", "司書さん", "お母さん", "お父さん", "赤ちゃん", "諸君",
)  # fmt: skip


@dataclass(frozen=True)
class EntryData:
    """What a person says of one piece of work. Minutes follow from `starts` and `ends` where both are given."""

    school: School | None
    mode: BookingMode
    category_code: str
    minutes: int | None = None
    starts: time | None = None
    ends: time | None = None
    content: str = ""
    teacher: str = ""
    grade_class: str = ""
    subject: str = ""
    pupils: int | None = None
    tools: str = ""
    outcome: EntryOutcome = EntryOutcome.DONE
    wishes: str = ""
    ticket_id: int | None = None
    booking_id: int | None = None
    good_practice: bool = False


def cleaned(data: EntryData) -> EntryData:
    """The entry as it will be kept; raises WrongInput with the field."""
    if data.mode is BookingMode.VISIT and data.school is None:
        raise WrongInput("school", "訪問した学校を選んでください。")
    if data.pupils is not None and not 0 <= data.pupils <= 5000:
        raise WrongInput("pupils", "児童生徒の人数は0人から5,000人までです。")
    return replace(
        data,
        minutes=_minutes(data),
        content=_line("content", "内容", data.content),
        teacher=_line("teacher", "先生", data.teacher),
        grade_class=_line("grade_class", "学年・組", data.grade_class),
        subject=_line("subject", "教科", data.subject),
        tools=_line("tools", "使ったもの", data.tools),
        wishes=long_text("wishes", "要望", data.wishes),
    )


def _minutes(data: EntryData) -> int:
    if (data.starts is None) != (data.ends is None):
        raise WrongInput("starts", "開始と終了は両方入力するか、どちらも空けてください。")
    if data.starts is not None and data.ends is not None:
        spent = _of_day(data.ends) - _of_day(data.starts)
        if spent <= 0:
            raise WrongInput("ends", "日をまたぐ記録はできません。日ごとに分けて記録してください。")
        if data.minutes is not None and data.minutes != spent:
            raise WrongInput("minutes", f"時間（{data.minutes}分）が、開始から終了まで（{spent}分）と合いません。")
        return spent
    if data.minutes is None:
        raise WrongInput("minutes", "時間を入力してください。")
    if not 1 <= data.minutes <= DAY_MINUTES:
        raise WrongInput("minutes", f"時間は1分から{DAY_MINUTES:,}分（1日）までです。")
    return data.minutes


def day_of_log(day: date | None) -> date:
    if day is None:
        raise WrongInput("day", "日付を入力してください。")
    if day > clock.today():
        raise WrongInput("day", "未来の日付の日報は書けません。")
    return day


def refuse_overlap(data: EntryData, others: Iterable[LogEntry]) -> None:
    """Raises Overlap, or WrongInput when the day would hold more than 24 hours."""
    total = data.minutes or 0
    for other in others:
        total += other.minutes
        if not (data.starts and data.ends and other.starts and other.ends):
            continue
        if data.starts < other.ends and other.starts < data.ends:
            raise Overlap(f"{other.starts:%H:%M}〜{other.ends:%H:%M}")
    if total > DAY_MINUTES:
        raise WrongInput("minutes", f"この日の合計が{total:,}分になり、24時間を超えます。")


def questions(data: EntryData, *, hours: Hours | None, absent: str | None) -> list[Question]:
    """What is unusual about the entry. `hours` of the centre on that day (None: closed); `absent` says why, if so."""
    found = []
    if absent:
        found.append(Question("absent", f"この日は{absent}の届けがあります。記録してよいですか。"))
    if data.minutes and data.minutes > LONG_MINUTES:
        found.append(Question("long", f"1件で{data.minutes:,}分です。間違いありませんか。"))
    if hours is None:
        found.append(Question("closed", "この日は休業日です。記録してよいですか。"))
    elif data.starts and data.ends and (data.starts < hours.opens or data.ends > hours.closes):
        found.append(
            Question("outside", f"勤務時間（{hours.opens:%H:%M}〜{hours.closes:%H:%M}）の外です。間違いありませんか。")
        )
    if like := name_like(data):
        found.append(
            Question(
                "name",
                f"「{like}」は人の名前のように見えます。児童生徒の氏名は書かないでください。このままでよいですか。",
            )
        )
    return found


def name_like(data: EntryData) -> str | None:
    """The first words that look like a pupil's name; a teacher's own field is left alone."""
    for text in (data.content, data.wishes, data.grade_class, data.tools):
        for match in NAME_LIKE.finditer(text):
            if not text[: match.end()].endswith(NOT_NAMES):
                return match.group()
    return None


def working_hours(hours: Hours | None, starts: time | None, ends: time | None) -> Hours | None:
    """The hours of a log: its own begin and end where they are given, with the centre's break when it lies within."""
    opens = starts or (hours.opens if hours else None)
    closes = ends or (hours.closes if hours else None)
    if opens is None or closes is None or opens >= closes:
        return hours
    rest = (hours.break_starts, hours.break_ends) if hours else (None, None)
    if rest[0] and rest[1] and opens < rest[0] and rest[1] < closes:
        return Hours(opens, closes, *rest)
    return Hours(opens, closes)


def gaps(entries: Iterable[LogEntry], hours: Hours | None, *, at_least: int = 30) -> list[tuple[time, time]]:
    """Stretches of the opening hours, `at_least` minutes long, that no entry with times covers."""
    taken = sorted((one.starts, one.ends) for one in entries if one.starts and one.ends)
    free = []
    for opens, closes in hours.spans() if hours else []:
        at = opens
        for starts, ends in taken:
            if at < starts < closes and _of_day(starts) - _of_day(at) >= at_least:
                free.append((at, starts))
            at = max(at, ends)
        if at < closes and _of_day(closes) - _of_day(at) >= at_least:
            free.append((at, closes))
    return free


def _of_day(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def _line(field: str, name: str, text: str | None) -> str:
    line = " ".join((text or "").replace("\0", "").split())
    if len(line) > MAX_LINE:
        raise WrongInput(field, f"{name}は{MAX_LINE}文字までです（いま{len(line)}文字）。")
    return line


def long_text(field: str, name: str, text: str | None) -> str:
    typed = (text or "").replace("\0", "").replace("\r\n", "\n").strip()
    if len(typed) > MAX_TEXT:
        raise WrongInput(field, f"{name}は{MAX_TEXT:,}文字までです（いま{len(typed):,}文字）。")
    return typed
