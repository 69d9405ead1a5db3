"""The table of cases by term and kind, from ticket rows, in two tenants at once."""

from datetime import date

import pytest

from portal.kernel import clock
from portal.reports import terms
from portal.schools import operations as schools
from tests.reports import make

FIRST_DAY_OF_SECOND_TERM = date(2022, 9, 1)


@pytest.fixture
def golden_akagi(akagi, within, golden):
    with within(akagi):
        make.add_golden(golden)
    return akagi


def test_the_golden_table_comes_out_of_its_tickets(golden_akagi, within, golden):
    figures = golden["tickets_by_term"]
    with within(golden_akagi), clock.at(make.THIRD_TERM):
        table = terms.table(2022)
    assert table.as_dict() == {
        "fiscal_year": 2022,
        "terms": ["1学期", "2学期", "3学期"],
        **{kind: figures[kind] for kind in ("online", "visit", "training")},
    }
    assert table.term_totals == figures["computed"]["term_totals"]
    assert table.total == figures["computed"]["total"]


def test_another_tenants_tickets_do_not_count(golden_akagi, minato, within):
    with within(minato):
        make.add_ticket(make.school_ids()[0])
        assert terms.table(2022).total == 1


def test_schools_types_and_categories_add_up_to_the_table(golden_akagi, within):
    with within(golden_akagi):
        archived = make.make_school("900", "旧小学校", archived_at=clock.moment(2021, 3, 31))
        make.make_school("901", "分校", branch_of_id=archived.id)
        make.add_ticket(make.school_ids()[0], category_code="Z9")
        report = terms.report(2022)
    assert report.school_sum.total == report.table.total == 727
    assert sum(line.total for line in report.schools) == 727
    assert sum(group.sum.total for group in report.groups) + sum(line.total for line in report.others) == 727
    assert [line.label for line in report.others] == ["未分類", "Z9"]
    assert "旧小学校" not in [line.label for line in report.schools]
    assert report.schools[-1].label == "分校"
    assert report.schools[-1].total == 0
    assert report.branches == 1


def test_an_archived_school_with_cases_keeps_its_line(golden_akagi, within):
    with within(golden_akagi):
        closed = make.make_school("900", "旧小学校", archived_at=clock.moment(2021, 3, 31))
        make.add_ticket(closed.id)
        assert [line.total for line in terms.report(2022).schools if line.label == "旧小学校"] == [1]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2022, 8, 31), [1, 0, 0]),
        (date(2022, 9, 1), [0, 1, 0]),
        (date(2022, 12, 31), [0, 1, 0]),
        (date(2023, 1, 1), [0, 0, 1]),
        (date(2023, 3, 31), [0, 0, 1]),
        (date(2023, 4, 1), [0, 0, 0]),
    ],
)
def test_days_between_terms_belong_to_the_term_before(akagi, within, day, expected):
    with within(akagi):
        make.add_ticket(make.school_ids()[0], served_on=day)
        assert terms.table(2022).term_totals == expected


def test_the_days_before_a_late_first_term_belong_to_the_last_term_of_the_year_before(akagi, within):
    with within(akagi):
        schools.set_terms(2023, [date(2023, 4, 10)], actor=make.ACTOR)
        make.add_ticket(make.school_ids()[0], served_on=date(2023, 4, 5))
        assert terms.table(2022).term_totals == [0, 0, 1]
        assert terms.table(2023).term_totals == [0]


def test_a_tenant_with_two_terms_has_two_columns(golden_akagi, minato, within):
    with within(minato):
        schools.set_terms(2022, [date(2022, 4, 1), date(2022, 10, 11)], names=["前期", "後期"], actor=make.ACTOR)
        make.add_ticket(make.school_ids()[0], served_on=date(2022, 10, 10))
        make.add_ticket(make.school_ids()[0], served_on=date(2022, 10, 11))
        assert terms.table(2022).as_dict() == {
            "fiscal_year": 2022,
            "terms": ["前期", "後期"],
            "online": [0, 0],
            "visit": [1, 1],
            "training": [0, 0],
        }


def test_the_term_that_is_going_on_is_known_as_running(akagi, within):
    with within(akagi):
        with clock.at(make.THIRD_TERM):
            assert terms.table(2022).running_term.name == "3学期"
        with clock.at(date(2023, 4, 1)):
            assert terms.table(2022).running_term is None
        with clock.at(date(2022, 8, 31)):
            assert [term.state.value for term in terms.table(2022).terms] == ["running", "ahead", "ahead"]


def test_a_year_without_terms_is_said_so(akagi, within):
    with within(akagi), pytest.raises(terms.NoTerms, match="2019年度の学期が登録されていません"):
        terms.table(2019)


def test_shares_are_rounded_half_up_to_one_decimal(golden_akagi, within):
    with within(golden_akagi):
        table = terms.table(2022)
    assert [str(table.share(kind)) for kind in terms.KINDS] == ["2.6", "93.1", "4.3"]
    assert table.shares_add_up


def test_an_empty_year_has_no_shares(akagi, within):
    with within(akagi):
        table = terms.table(2022)
    assert table.share(terms.KINDS[0]) is None
    assert table.total == 0
    assert "－" in table.as_text()


def test_the_count_is_one_statement_after_that_for_the_terms(golden_akagi, within, queries):
    with within(golden_akagi):
        terms.table(2022)
        with queries() as counted:
            terms.table(2022)
    assert counted.count == 2
