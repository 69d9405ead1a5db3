"""What the values of a ticket must look like: cleans what was typed, or says what is wrong with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time

from portal.accounts.models import User
from portal.kernel import clock
from portal.kernel.dates import era_date
from portal.schools.queries import terms
from portal.tickets import queries
from portal.tickets.errors import WrongAssignee, WrongInput
from portal.tickets.queries.people import WORKERS

MAX_SUBJECT = 100
MAX_NAME = 60
MAX_TEXT = 10_000
MAX_WISHES = 5
MAX_MINUTES = 1440


@dataclass(frozen=True)
class Wish:
    """A time that would suit the school; without times the whole day does."""

    day: date
    starts: time | None = None
    ends: time | None = None

    @property
    def label(self) -> str:
        times = f" {self.starts:%H:%M}〜" if self.starts else ""
        return f"{self.day.isoformat()}{times}{f'{self.ends:%H:%M}' if self.ends else ''}"


def one_line(field: str, name: str, text: str | None, *, limit: int, required: bool = True) -> str:
    """Text of one line; runs of spaces and line breaks become one space."""
    line = " ".join((text or "").replace("\0", "").split())
    if required and not line:
        raise WrongInput(field, f"{name}を入力してください。")
    if len(line) > limit:
        raise WrongInput(field, f"{name}は{limit}文字までです（いま{len(line)}文字）。")
    return line


def long_text(field: str, name: str, text: str | None, *, required: bool = False) -> str:
    """Text of several lines, with the line breaks of one system."""
    typed = (text or "").replace("\0", "").replace("\r\n", "\n").replace("\r", "\n").strip()
    if required and not typed:
        raise WrongInput(field, f"{name}を入力してください。")
    if len(typed) > MAX_TEXT:
        raise WrongInput(field, f"{name}は{MAX_TEXT:,}文字までです（いま{len(typed):,}文字）。")
    return typed


def not_in_future(field: str, name: str, day: date | None) -> date:
    if day is None:
        raise WrongInput(field, f"{name}を入力してください。")
    if day > clock.today():
        raise WrongInput(field, f"{name}に未来の日付は使えません。")
    return day


def day_of_service(day: date | None) -> date:
    """The day that decides in which term a ticket counts; before the request is fine, since calls are noted later."""
    served = not_in_future("served_on", "実施日", day)
    if terms.term_of(served) is None:
        raise WrongInput(
            "served_on", f"実施日（{era_date(served)}）は、どの学期にも入りません。年度と学期の設定を確かめてください。"
        )
    return served


def duration(minutes: int | None) -> int:
    if minutes is None:
        raise WrongInput("minutes", "所要時間を入力してください。")
    if not 0 <= minutes <= MAX_MINUTES:
        raise WrongInput("minutes", f"所要時間は0分から{MAX_MINUTES}分までです。")
    return minutes


def wishes(slots: Iterable[Wish], *, earliest: date) -> list[Wish]:
    """The wished times without doubles, in the order of preference."""
    wanted = list(dict.fromkeys(slots))
    if len(wanted) > MAX_WISHES:
        raise WrongInput("slots", f"希望日時は{MAX_WISHES}つまでです。")
    for wish in wanted:
        if wish.day < earliest:
            raise WrongInput("slots", f"希望日（{era_date(wish.day)}）が過ぎています。これからの日付にしてください。")
        if wish.ends and not wish.starts:
            raise WrongInput("slots", "希望日時の開始時刻を入力してください。")
        if wish.starts and wish.ends and wish.ends <= wish.starts:
            raise WrongInput("slots", "希望日時の終了時刻は開始時刻より後にしてください。")
    return wanted


def worker(user: User | None) -> User:
    """Only active supporters and leads are given tickets and appointments."""
    if user is None:
        raise WrongAssignee("担当者を選んでください。")
    if not user.is_active:
        raise WrongAssignee(f"{user.name}さんは利用を停止しているため、担当にできません。")
    if not user.role_set & set(WORKERS):
        raise WrongAssignee(f"{user.name}さんはICT支援員・リーダーではないため、担当にできません。")
    return user


def category_in_use(code: str | None, *, known: bool | None = None) -> str | None:
    """A category's code, or none at all; `known` when somebody looked already."""
    if not code:
        return None
    if not (queries.category_in_use(code) if known is None else known):
        raise WrongInput("category_code", "この分類は使えません。一覧から選び直してください。")
    return code
