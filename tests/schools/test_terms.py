"""Each day of a known year counts in just one term; days between terms belong to the term before."""

from datetime import date

import pytest
import sqlalchemy as sa

from portal.kernel.audit import AuditEvent
from portal.kernel.db import db
from portal.schools.operations import TermsWrong, set_terms
from portal.schools.queries import terms
from tests.schools.make import ACTOR, set_three_terms


@pytest.fixture(autouse=True)
def work(within, akagi):
    """Each test works for a tenant whose calendar is empty."""
    with within(akagi):
        for year in terms.fiscal_year_rows():
            db.session.delete(year)
        db.session.flush()
        yield


def name_on(*day: int) -> tuple[int, str] | None:
    term = terms.term_of(date(*day))
    return term and (term.fiscal_year, term.name)


def test_three_terms_are_called_by_number():
    assert [term.name for term in set_three_terms(2022).terms] == ["1学期", "2学期", "3学期"]


def test_two_terms_are_called_first_and_second_half():
    year = set_terms(2022, [date(2022, 4, 1), date(2022, 10, 11)], actor=ACTOR)
    assert [term.name for term in year.terms] == ["前期", "後期"]
    assert name_on(2022, 10, 10) == (2022, "前期")
    assert name_on(2022, 10, 11) == (2022, "後期")
    assert name_on(2023, 3, 31) == (2022, "後期")


def test_days_between_terms_belong_to_the_term_before():
    set_three_terms(2022)
    assert name_on(2022, 8, 15) == (2022, "1学期")
    assert name_on(2022, 12, 31) == (2022, "2学期")


def test_the_last_term_ends_with_its_year_when_nothing_follows():
    set_three_terms(2022)
    assert name_on(2023, 3, 31) == (2022, "3学期")
    assert name_on(2023, 4, 1) is None


def test_april_before_the_first_term_belongs_to_the_last_term_of_the_year_before():
    set_three_terms(2022)
    set_terms(2023, [date(2023, 4, 7), date(2023, 9, 1), date(2024, 1, 9)], actor=ACTOR)
    assert name_on(2023, 4, 6) == (2022, "3学期")
    assert name_on(2023, 4, 7) == (2023, "1学期")


def test_a_year_that_was_never_set_up_belongs_to_no_term():
    set_three_terms(2022)
    set_three_terms(2025)
    assert name_on(2023, 6, 1) is None
    assert name_on(2025, 3, 31) is None


def test_a_date_before_the_first_term_belongs_to_none():
    set_terms(2022, [date(2022, 4, 7), date(2022, 9, 1)], actor=ACTOR)
    assert name_on(2022, 4, 6) is None


def test_the_leap_day_counts():
    set_three_terms(2023)
    assert name_on(2024, 2, 29) == (2023, "3学期")


def test_a_year_may_have_its_own_days():
    set_terms(2022, [date(2022, 4, 1)], names=["通年"], year_ends=date(2023, 3, 24), actor=ACTOR)
    assert name_on(2023, 3, 24) == (2022, "通年")
    assert name_on(2023, 3, 25) is None


def test_ranges_tell_the_last_day():
    set_three_terms(2022)
    assert [term.last_day for term in terms.ranges_of(2022)] == [
        date(2022, 8, 31),
        date(2022, 12, 31),
        date(2023, 3, 31),
    ]


def test_setting_the_same_terms_again_changes_nothing():
    set_three_terms(2022)
    db.session.commit()
    before = [(term.term_id, term.name) for term in terms.ranges_of(2022)]
    events = db.session.scalar(sa.select(sa.func.count(AuditEvent.id)))
    set_three_terms(2022)
    db.session.commit()
    assert [(term.term_id, term.name) for term in terms.ranges_of(2022)] == before
    assert db.session.scalar(sa.select(sa.func.count(AuditEvent.id))) == events


def test_new_terms_replace_those_of_the_year_alone():
    set_three_terms(2022)
    set_three_terms(2023)
    set_terms(2022, [date(2022, 4, 1), date(2022, 10, 1)], actor=ACTOR)
    assert [term.name for term in terms.all_ranges()] == ["前期", "後期", "1学期", "2学期", "3学期"]


def test_terms_may_swap_their_names():
    set_terms(2022, [date(2022, 4, 1), date(2022, 10, 1)], names=["春", "秋"], actor=ACTOR)
    set_terms(2022, [date(2022, 4, 1), date(2022, 10, 1)], names=["秋", "春"], actor=ACTOR)
    assert [term.name for term in terms.ranges_of(2022)] == ["秋", "春"]


@pytest.mark.parametrize(
    ("starts", "options", "reason"),
    [
        ([], {}, "1つ以上"),
        ([date(2022, 9, 1), date(2022, 4, 1)], {}, "早い順"),
        ([date(2022, 4, 1), date(2022, 4, 1)], {}, "早い順"),
        ([date(2022, 3, 31)], {}, "外にあります"),
        ([date(2023, 4, 1)], {}, "外にあります"),
        ([date(2022, 4, 1)], {"names": ["前期", "後期"]}, "数が合いません"),
        ([date(2022, 4, 1), date(2022, 9, 1)], {"names": ["学期", "学期"]}, "違う名前"),
        ([date(2022, 4, 1), date(2022, 9, 1)], {"names": ["前期", " "]}, "空にせず"),
        ([date(2022, 4, 1)], {"year_ends": date(2022, 3, 1)}, "末日"),
    ],
)
def test_terms_that_cannot_be_are_refused_with_a_reason(starts, options, reason):
    with pytest.raises(TermsWrong, match=reason):
        set_terms(2022, starts, actor=ACTOR, **options)


def test_a_year_outside_of_the_century_is_refused():
    with pytest.raises(TermsWrong, match="西暦"):
        set_terms(4, [date(2022, 4, 1)], actor=ACTOR)


def test_years_must_not_overlap():
    set_three_terms(2022)
    with pytest.raises(TermsWrong, match="重なります"):
        set_terms(2023, [date(2023, 4, 1)], year_starts=date(2023, 3, 25), actor=ACTOR)


def test_another_tenants_terms_cut_nothing(within, minato):
    set_three_terms(2022)
    with within(minato):
        set_terms(2022, [date(2022, 4, 1), date(2022, 6, 1)], actor=ACTOR)
        assert name_on(2022, 7, 1) == (2022, "後期")
    assert name_on(2022, 7, 1) == (2022, "1学期")
    assert len(terms.all_ranges()) == 3
