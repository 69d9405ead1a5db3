"""Regular visits, what the contract promises, and a year of daily logs: files, as another system would give them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from portal.kernel.access import Actor
from portal.kernel.dates import WEEKDAYS
from portal.schools.models import SchoolType
from portal.visits.models import PromiseUnit
from portal.visits.operations import PromiseData, generate_rota, set_promise

Row = dict[str, str]
Works = Callable[[date], bool]

BOOKED_DAYS = 28
PROMISES = {SchoolType.ELEMENTARY: 22, SchoolType.JUNIOR_HIGH: 15, SchoolType.SPECIAL_NEEDS: 15}
# Half days (weekday, 0 = morning) at schools, in the order of a person's round; the others are spent at the centre.
# A round of seven schools does not fit: the seventh is visited on request alone, and falls short of its promise.
AT_SCHOOL = ((0, 0), (0, 1), (1, 0), (2, 0), (3, 0), (3, 1))
HALVES = (("9:00", "12:00"), ("13:15", "16:00"))
# Entries of half a day at a school, by beginning and end; which ways to fill it there are.
MORNINGS = (
    (("9:00", "9:45"), ("9:45", "10:30"), ("10:45", "12:00")),
    (("9:00", "10:00"), ("10:15", "11:30")),
    (("9:15", "10:00"), ("10:00", "10:45"), ("11:00", "11:30"), ("11:30", "12:00")),
)
AFTERNOONS = (
    (("13:15", "14:00"), ("14:15", "15:45")),
    (("13:30", "14:30"), ("14:30", "15:00"), ("15:00", "16:00")),
)
CLASSES = tuple(f"{grade}年{room}組" for grade in range(1, 7) for room in (1, 2, 3))
# Category, how often, and what was done; the places of a class are filled in.
WORK = (
    ("L5", 14, "{c} 算数 図形アプリの共同編集"),
    ("L5", 9, "{c} 国語 発表資料の作成の操作支援"),
    ("L5", 7, "{c} 総合的な学習 動画編集の操作支援"),
    ("L3", 9, "{c} 授業前の大型提示装置の準備"),
    ("L2", 7, "{c} 理科 観察記録シートの作成"),
    ("L7", 5, "{c} 授業中にアプリにサインインできない不具合への対応"),
    ("L10", 3, "活用状況の聞き取りと記録"),
    ("L8", 3, "{c} 端末の片付けと充電保管庫への収納"),
    ("A3", 5, "成績入力の操作支援"),
    ("A6", 4, "教職員の共有フォルダの整理"),
    ("A7", 5, "学校ウェブページの更新の操作支援"),
    ("A2", 3, "出欠席の入力の操作支援"),
    ("E1", 8, "充電保管庫と無線アクセスポイントの点検"),
    ("E2", 8, "電子黒板が映らない不具合の切り分け"),
    ("E4", 5, "タブレットの基本ソフトの更新"),
    ("T2", 2, "校内研修の資料の準備"),
    ("T3", 2, "校内研修の実施（アンケート作成）"),
    ("T4", 1, "校内研修の講師の補佐"),
)
AT_CENTRE = (("T2", "研修資料の作成"), ("E3", "年次更新の手順書の作成"), ("L9", "活用事例の取りまとめ"))


@dataclass(frozen=True)
class Patrol:
    """The staff, by mail address, and the codes of the schools that each of them visits week by week."""

    rounds: dict[str, Sequence[str]]

    @classmethod
    def shared_out(cls, addresses: Sequence[str], codes: Sequence[str]) -> "Patrol":
        return cls({address: codes[number :: len(addresses)] for number, address in enumerate(addresses)})

    def at(self, address: str, weekday: int, half: int) -> str:
        """The code of the school of half a working day; empty at the centre."""
        if (weekday, half) not in AT_SCHOOL:
            return ""
        codes = self.rounds[address]
        return codes[AT_SCHOOL.index((weekday, half)) % len(codes)]


def rota_rows(patrol: Patrol, starts_on: date) -> Iterator[Row]:
    """The weekly pattern, as a file of the rota."""
    for address in patrol.rounds:
        for weekday in range(5):
            for half, (starts, ends) in enumerate(HALVES):
                yield {
                    "担当者": address,
                    "学校コード": patrol.at(address, weekday, half),
                    "曜日": WEEKDAYS[weekday],
                    "開始": starts,
                    "終了": ends,
                    "開始日": starts_on.isoformat(),
                    "終了日": "",
                }


def log_rows(patrol: Patrol, first: date, last: date, works: Works) -> Iterator[Row]:
    """Entries of every working day from first to last, for everybody; the same ones for the same days."""
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        day = date.fromordinal(ordinal)
        if works(day):
            for address in patrol.rounds:
                yield from _day(patrol, address, day, Random(f"{address} {day}"))  # noqa: S311


def _day(patrol: Patrol, address: str, day: date, chance: Random) -> Iterator[Row]:
    for half, ways in enumerate((MORNINGS, AFTERNOONS)):
        code = patrol.at(address, day.weekday(), half)
        for starts, ends in chance.choice(ways):
            category, text = _work(code, chance)
            grade_class = chance.choice(CLASSES)
            yield {
                "担当者": address,
                "日付": day.isoformat(),
                "学校コード": code,
                "形態": "訪問" if code else "センター",
                "分類": category,
                "開始": starts,
                "終了": ends,
                "対象": grade_class if "{c}" in text else "",
                "内容": text.replace("{c} ", ""),
                "結果": chance.choices(("完了", "継続", "引継ぎ"), (18, 2, 1))[0],
            }


def _work(code: str, chance: Random) -> tuple[str, str]:
    if not code:
        return chance.choice(AT_CENTRE)
    category, _weight, text = chance.choices(WORK, [weight for _category, weight, _text in WORK])[0]
    return category, text


def promise_and_book(starts_on: date, today: date, *, actor: Actor) -> None:
    """Sets what the contract promises each type of school, and books this week and the coming ones."""
    for school_type, visits in PROMISES.items():
        data = PromiseData(PromiseUnit.YEAR, visits, starts_on, school_type=school_type)
        set_promise(data, actor=actor)
    monday = today - timedelta(days=today.weekday())
    generate_rota(monday, today + timedelta(days=BOOKED_DAYS), actor=actor)
