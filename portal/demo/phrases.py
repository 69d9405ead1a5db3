"""Puts invented requests together: a subject that suits the school and the month, with class, room and numbers."""

from dataclasses import dataclass
from datetime import date
from random import Random

from portal.demo.words import SUBJECTS, YOUNG
from portal.kernel.clock import fiscal_year_of

YOUNG_SINCE = 2024
# How often a category is asked for beside the others (1).
WEIGHTS = {
    "L3": 1.3, "L5": 2.2, "L7": 1.8, "E1": 1.6, "E2": 1.7, "E3": 1.4, "A7": 1.5, "T3": 2.0,
    "L9": 0.7, "L10": 0.8, "E5": 0.6, "E6": 0.4, "E7": 0.4,
}  # fmt: skip
# A subject comes up again only after so many others.
REST = 20
ROOMS = ("理科室", "図書室", "音楽室", "視聴覚室", "体育館", "家庭科室", "多目的室", "会議室")
LESSONS = {
    "low": ("国語", "算数", "生活", "音楽", "図工", "体育"),
    "小": ("国語", "算数", "理科", "社会", "外国語", "総合", "音楽", "図工", "体育"),
    "中": ("国語", "数学", "理科", "社会", "英語", "技術", "美術", "音楽", "保健体育"),
    "特": ("国語", "算数", "生活単元学習", "音楽", "図工", "体育"),
    "高": ("国語", "数学", "英語", "化学", "情報", "美術", "保健体育"),
}
CLOSINGS = (
    "",
    "",
    "",
    "",
    "放課後の15時40分以降でしたら、いつでも対応できます。",
    "午前中が空いています。",
    "当日は教頭が対応します。",
    "来校の日時は、学校へ電話でお知らせください。",
    "2校時と3校時の間が空いています。",
    "都合の悪い日があれば、学校から連絡します。",
)
LEARNT = {"low": 2, "小": 4, "中": 5, "特": 2, "高": 4}  # the first so many of LESSONS; the last three are done by hand
GRADES = {"小": (1, 2, 3, 3, 4, 4, 5, 5, 6, 6)}
LOW_GRADES = 2
CLASS_SIZE = 35
TINY = 40


@dataclass(frozen=True)
class Place:
    """What a request has to know of its school. `sort` is the first sign of its type: 小 中 特 高."""

    code: str
    name: str
    sort: str
    pupils: int


class Phrases:
    """Draws subjects so that none comes up twice in a short while; the same seed tells the same story."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self._recent: list[str] = []

    def draw(self, place: Place, kind: str, day: date) -> tuple[str, str, str]:
        """Category code, subject and text of a request; `kind` is V, O or T."""
        young = YOUNG if fiscal_year_of(day) >= YOUNG_SINCE else ()
        fitting = [
            row
            for row in (*SUBJECTS, *young)
            if kind in row[1] and row[2] in ("", place.sort) and (not row[3] or day.month in row[3])
        ]
        fresh = [row for row in fitting if row[4] not in self._recent] or fitting
        weights = [WEIGHTS.get(row[0], 1.0) * (2.0 if row[3] else 1.0) for row in fresh]
        category, _kinds, _sort, _months, subject, text = self.random.choices(fresh, weights)[0]
        self._recent = [*self._recent, subject][-REST:]
        words = self._words(place)
        closing = self.random.choice(CLOSINGS)
        return category, subject.format(**words), text.format(**words) + closing

    def _words(self, place: Place) -> dict[str, str | int]:
        """Class, grade, lesson (any, from books, by hand, arithmetic), room, floor and numbers for one request."""
        grade = self.random.choice(GRADES.get(place.sort, (1, 2, 3)))
        level = "low" if place.sort == "小" and grade <= LOW_GRADES else place.sort
        lessons = LESSONS[level]
        named = f"{grade}年"
        if place.sort == "特":
            named = f"{self.random.choice(('小学部', '中学部'))}{grade}年"
        grades = 6 if place.sort == "小" else 3
        classes = max(1, round(place.pupils / grades / CLASS_SIZE))
        small = place.pupils < TINY or place.sort == "特"
        return {
            "g": named,
            "c": named if small else f"{named}{self.random.randint(1, classes)}組",
            "s": self.random.choice(lessons),
            "k": self.random.choice(lessons[: LEARNT[level]]),
            "p": self.random.choice(lessons[-3:]),
            "a": lessons[1],
            "r": self.random.choice(ROOMS),
            "f": self.random.randint(1, 3),
            "n": self.random.randint(2, 7),
            "m": self.random.randint(12, 34),
        }
