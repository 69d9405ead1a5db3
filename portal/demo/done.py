"""Cases that were done: rows for the import of tickets, spread over schools, days, staff and channels.

Fiscal 2022 adds up to the centre's own table of 726 cases; later years run at the same pace.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from portal.demo.phrases import Phrases, Place
from portal.kernel.clock import fiscal_year_range

GOLDEN_YEAR = 2022
# Cases by kind and type of school in each term: together the rows of the report that the board was given.
GOLDEN = (
    (date(2022, 4, 6), date(2022, 8, 31),
     {"O": {"小": 3, "中": 2}, "V": {"小": 164, "中": 73, "特": 8, "高": 3}, "T": {"小": 9, "中": 5, "特": 1}}),
    (date(2022, 9, 1), date(2022, 12, 28),
     {"O": {"小": 6, "中": 3, "特": 1}, "V": {"小": 246, "中": 105, "特": 11, "高": 4},
      "T": {"小": 7, "中": 4, "高": 1}}),
    (date(2023, 1, 4), date(2023, 1, 20),
     {"O": {"小": 2, "中": 2}, "V": {"小": 42, "中": 18, "特": 1, "高": 1}, "T": {"小": 3, "中": 1}}),
)  # fmt: skip
KINDS = {"O": "オンライン", "V": "訪問", "T": "研修"}
# Share of the kinds in later years: online support is found out about.
SHARES = {"O": 0.09, "V": 0.86, "T": 0.05}
CHANNELS = {
    "O": (("リモート", 5), ("ポータル", 3), ("電話", 3), ("メール", 1)),
    "V": (("電話", 9), ("ポータル", 6), ("メール", 5), ("対面", 4), ("FAX", 3)),
    "T": (("メール", 4), ("電話", 3), ("ポータル", 2), ("FAX", 2)),
}
# Working days from request to support, at most.
LAGS = {"O": 2, "V": 8, "T": 20}
BUSY = {1: 0.9, 2: 1.0, 3: 0.6, 4: 1.2, 5: 0.9, 6: 1.1, 7: 0.8, 8: 0.3, 9: 1.1, 10: 1.2, 11: 1.1, 12: 0.8}
RESOLVED_DAYS = 14
LEAD_TRAINS = 0.6
AT_HOME = 0.7

Works = Callable[[date], bool]
Row = dict[str, str]


@dataclass(frozen=True)
class Team:
    """Mail addresses of the staff, and the schools they serve."""

    lead: str
    supporters: Sequence[str]
    places: Sequence[Place]
    seed: str


@dataclass(frozen=True)
class Case:
    """One case before it has words."""

    received: date
    served: date
    kind: str
    place: Place


def seeded(seed: int | str) -> Random:
    return Random(seed)  # noqa: S311 - a story that is told alike each time, no secret


def golden_rows(team: Team, works: Works) -> list[Row]:
    """The 726 cases of fiscal 2022."""
    random = seeded(GOLDEN_YEAR)
    start, _end = fiscal_year_range(GOLDEN_YEAR)
    cases = []
    for first, last, counts in GOLDEN:
        days = [day for day in _days(first, last) if works(day)]
        weights = [BUSY[day.month] for day in days]
        for kind, by_sort in counts.items():
            for sort, count in by_sort.items():
                places = [place for place in team.places if place.sort == sort]
                for served, place in zip(
                    random.choices(days, weights, k=count), _taking_turns(places, count, random), strict=True
                ):
                    cases.append(Case(_received(served, kind, start, works, random), served, kind, place))
    return _told(cases, team, random, open_since=None)


def yearly_rows(team: Team, fiscal_year: int, total: int, until: date, works: Works) -> list[Row]:
    """About `total` cases of a fiscal year, as far as they were done by the day `until`."""
    random = seeded(f"{team.seed} {fiscal_year}")
    start, end = fiscal_year_range(fiscal_year)
    days = [day for day in _days(start, end) if works(day)]
    pace = total / sum(BUSY[day.month] for day in days)
    served = [day for day in days for _ in range(int(pace * BUSY[day.month] + random.random()))]
    kinds = random.choices(tuple(SHARES), tuple(SHARES.values()), k=len(served))
    cases = [
        Case(_received(day, kind, start, works, random), day, kind, place)
        for day, kind, place in zip(served, kinds, _taking_turns(team.places, len(served), random), strict=True)
    ]
    rows = _told(cases, team, random, open_since=until - timedelta(days=RESOLVED_DAYS))
    return [row for row in rows if date.fromisoformat(row["実施日"]) <= until]


def _told(cases: Iterable[Case], team: Team, random: Random, *, open_since: date | None) -> list[Row]:
    """The rows in the order in which the requests came; what was done lately is not closed yet."""
    phrases = Phrases(random)
    rows = []
    for case in sorted(cases, key=lambda case: (case.received, case.served)):
        category, subject, text = phrases.draw(case.place, case.kind, case.received)
        channels, weights = zip(*CHANNELS[case.kind], strict=True)
        fresh = open_since is not None and case.served > open_since
        rows.append(
            {
                "受付日": case.received.isoformat(),
                "実施日": case.served.isoformat(),
                "学校コード": case.place.code,
                "種別": KINDS[case.kind],
                "経路": random.choices(channels, weights)[0],
                "分類": category,
                "件名": subject,
                "内容": text,
                "担当者": _who(case, team, random),
                "状態": "解決" if fresh else "終了",
            }
        )
    return rows


def _who(case: Case, team: Team, random: Random) -> str:
    """Mostly the person who goes to that school; the lead gives most of the training."""
    if case.kind == "T" and random.random() < LEAD_TRAINS:
        return team.lead
    if random.random() < AT_HOME:
        return team.supporters[team.places.index(case.place) % len(team.supporters)]
    return random.choice(team.supporters)


def _taking_turns(places: Sequence[Place], count: int, random: Random) -> list[Place]:
    """Every school comes up, the small ones seldom, some more often than others."""
    eager = {place: seeded(place.code + place.name).uniform(0.5, 1.7) for place in places}
    weights = [eager[place] * min(1.0, 0.15 + place.pupils / 250) for place in places]
    turns = random.choices(places, weights, k=count)
    if count > 2 * len(places):
        turns[: len(places)] = places
    random.shuffle(turns)
    return turns


def _received(served: date, kind: str, earliest: date, works: Works, random: Random) -> date:
    day = served
    for _ in range(random.randint(0 if kind == "O" else 1, LAGS[kind])):
        day -= timedelta(days=1)
        while not works(day):
            day -= timedelta(days=1)
    return max(day, earliest)


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=at) for at in range((last - first).days + 1)]


def months(rows: Iterable[Row]) -> dict[tuple[int, int], list[Row]]:
    """The rows by the month in which the support was given."""
    found: dict[tuple[int, int], list[Row]] = {}
    for row in rows:
        served = date.fromisoformat(row["実施日"])
        found.setdefault((served.year, served.month), []).append(row)
    return dict(sorted(found.items()))
