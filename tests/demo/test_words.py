"""The demo's vocabulary and names, without a database."""

from collections import Counter
from datetime import date, time
from itertools import pairwise

import pytest

from portal.demo import cases, done, people, schools
from portal.demo.phrases import CLOSINGS, Place
from portal.demo.words import SUBJECTS, YOUNG
from portal.schools.calendar import Hours, WorkCalendar

pytestmark = pytest.mark.xdist_group("demo")  # making roles in two databases at once would clash

PLACES = [Place(code, name, schools.school_type(name)[0], pupils) for code, name, _a, pupils, _m in schools.AKAGI]
TEAM = done.Team("lead@akagi.example", [f"supporter{at}@akagi.example" for at in range(9)], PLACES, "akagi.example")
WORKS = WorkCalendar(dict.fromkeys(range(5), Hours(time(8, 30), time(17)))).is_working_day


@pytest.fixture(scope="module")
def rows():
    return done.golden_rows(TEAM, WORKS)


def test_akagi_has_the_schools_of_the_report():
    assert Counter(place.sort for place in PLACES) == {"小": 46, "中": 21, "特": 2, "高": 1}
    assert len({place.name for place in PLACES}) == 70
    assert [name for _c, name, _a, _p, main in schools.AKAGI if main] == [
        "水沢小学校大平分校",
        "三里小学校滝の上分校",
    ]


def test_pupils_add_up_to_the_fleets(golden):
    assert sum(place.pupils for place in PLACES if place.sort != "高") == golden["devices"]["ipad"]["deployed"]
    assert sum(place.pupils for place in PLACES if place.sort == "高") == golden["devices"]["chromebook"]["deployed"]


def test_nobody_has_the_same_name_twice():
    names = [row["氏名"] for row in people.contact_rows(schools.AKAGI, people.AKAGI, "akagi.example")]
    names += [row["氏名"] for row in people.contact_rows(schools.MINATO, people.MINATO, "minato.example")]
    names += [
        f"{family} {given}" for account in people.AKAGI if not account[6] for _l, family, given, *_rest in [account]
    ]
    assert not [name for name, count in Counter(names).items() if count > 1]


def test_the_vocabulary_serves_every_category(golden):
    codes = {item["code"] for group in golden["support_categories"] for item in group["items"]}
    assert {category for category, *_rest in SUBJECTS} == codes
    assert len(SUBJECTS) >= 120
    assert len({subject for *_c, subject, _text in (*SUBJECTS, *YOUNG)}) == len(SUBJECTS) + len(YOUNG)


def test_each_kind_has_something_to_ask_in_every_month_and_type_of_school():
    for kind in "OVT":
        for sort in "小中特高":
            for month in range(1, 13):
                fitting = [
                    row
                    for row in SUBJECTS
                    if kind in row[1] and row[2] in ("", sort) and (not row[3] or month in row[3])
                ]
                assert len(fitting) >= 10, (kind, sort, month)


def test_fiscal_2022_is_told_with_many_words_and_without_repeats(rows):
    assert len(rows) == 726
    assert len({row["件名"] for row in rows}) > 250
    heads = [row["件名"].split("（")[0] for row in rows]
    assert not [first for first, second in pairwise(heads) if first == second]
    assert not [row for row in rows if "{" in row["件名"] + row["内容"]]
    assert {row["学校コード"] for row in rows} == {place.code for place in PLACES}
    assert {row["担当者"] for row in rows} == {TEAM.lead, *TEAM.supporters}
    assert any(row["内容"].endswith(CLOSINGS[-1]) for row in rows)


def test_support_follows_the_request_on_working_days(rows):
    for row in rows:
        received, served = date.fromisoformat(row["受付日"]), date.fromisoformat(row["実施日"])
        assert received <= served
        assert WORKS(served)
    assert max(row["実施日"] for row in rows) <= "2023-01-20"


def test_the_same_story_is_told_each_time(rows):
    assert done.golden_rows(TEAM, WORKS) == rows
    until = date(2026, 7, 17)
    early = done.yearly_rows(TEAM, 2026, 700, until, WORKS)
    late = done.yearly_rows(TEAM, 2026, 700, date(2026, 12, 1), WORKS)
    told = [(row["受付日"], row["件名"], row["学校コード"]) for row in late if row["実施日"] <= until.isoformat()]
    assert [(row["受付日"], row["件名"], row["学校コード"]) for row in early] == told


@pytest.mark.parametrize("listed", [cases.AKAGI, cases.MINATO])
def test_cases_have_names_of_their_own(listed):
    assert len({case.key for case in listed}) == len(listed)
