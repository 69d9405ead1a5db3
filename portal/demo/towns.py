"""The demo's two municipalities: what tells one from the other."""

from dataclasses import dataclass

from portal.demo import cases, people, schools
from portal.demo.cases import Case, plans
from portal.schools.operations import CentreData


@dataclass(frozen=True)
class Town:
    """`terms` are month and day of each term's beginning; `pace` is how many cases a year are done.

    Daily logs go back `logged_days`, to the first of that month.
    """

    name: str
    domain: str
    accounts: tuple
    schools: tuple
    centre: CentreData
    terms: tuple[tuple[int, int], ...]
    holidays: tuple[tuple[int, int, str], ...]
    pace: int
    cases: tuple[Case, ...]
    plans: tuple
    bookings: tuple
    views: tuple
    has_golden_year: bool = False
    logged_days: int = 90


AKAGI = Town(
    name="あかぎ市",
    domain="akagi.example",
    accounts=people.AKAGI,
    schools=schools.AKAGI,
    centre=CentreData(
        name="あかぎ市GIGAスクール運営支援センター",
        telephone="0270-00-0000",
        extension="312",
        head_post="センター長",
        head_name="久保田 直樹",
        contact_names="大谷・関口",
        addressee="あかぎ市教育委員会教育長",
        document_prefix="あ運支",
    ),
    terms=((4, 1), (9, 1), (1, 1)),
    holidays=((8, 14, "夏季の一斉閉所日"), (8, 15, "夏季の一斉閉所日"), (11, 1, "市制記念日")),
    pace=740,
    cases=cases.AKAGI,
    plans=plans.AKAGI_PLANS,
    bookings=plans.AKAGI_BOOKINGS,
    views=plans.AKAGI_VIEWS,
    has_golden_year=True,
    logged_days=365,
)
MINATO = Town(
    name="みなと市",
    domain="minato.example",
    accounts=people.MINATO,
    schools=schools.MINATO,
    centre=CentreData(
        name="みなと市ICT支援センター",
        telephone="000-000-0100",
        head_post="所長",
        head_name="浅倉 茂",
        contact_names="水野",
        addressee="みなと市教育委員会教育長",
        document_prefix="み支",
    ),
    terms=((4, 1), (10, 1)),
    holidays=((6, 12, "開港の日"),),
    pace=96,
    cases=cases.MINATO,
    plans=plans.MINATO_PLANS,
    bookings=plans.MINATO_BOOKINGS,
    views=plans.MINATO_VIEWS,
)
