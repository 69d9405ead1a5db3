"""The clock: instants in UTC, days in Japan, years from April."""

from datetime import UTC, date, datetime

import pytest

from portal.kernel import clock


def test_the_clock_stands_where_it_was_put_and_runs_again_afterwards():
    with clock.at(clock.moment(2023, 1, 20, 10, 31)):
        assert clock.now() == datetime(2023, 1, 20, 1, 31, tzinfo=UTC)
        with clock.at(date(2022, 9, 1)):
            assert clock.today() == date(2022, 9, 1)
        assert clock.today() == date(2023, 1, 20)
    assert abs((clock.now() - datetime.now(UTC)).total_seconds()) < 5


def test_the_day_changes_at_midnight_in_japan_not_in_greenwich():
    with clock.at(datetime(2023, 3, 31, 14, 59, tzinfo=UTC)):
        assert clock.today() == date(2023, 3, 31)
    with clock.at(datetime(2023, 3, 31, 15, 0, tzinfo=UTC)):
        assert clock.today() == date(2023, 4, 1)


def test_a_naive_time_given_to_the_clock_is_japanese_wall_time():
    with clock.at(datetime(2023, 1, 20, 9, 0)):  # noqa: DTZ001
        assert clock.now() == datetime(2023, 1, 20, 0, 0, tzinfo=UTC)


def test_a_naive_time_has_no_local_time():
    with pytest.raises(ValueError, match="naive"):
        clock.local(datetime(2023, 1, 20))  # noqa: DTZ001


def test_the_fiscal_year_starts_on_the_first_of_april():
    assert clock.fiscal_year_of(date(2023, 3, 31)) == 2022
    assert clock.fiscal_year_of(date(2023, 4, 1)) == 2023
    assert clock.fiscal_year_range(2022) == (date(2022, 4, 1), date(2023, 3, 31))
