"""Running numbers: none twice, none left out, each series, year and tenant by itself."""

import threading

from portal.kernel.db import db
from portal.kernel.numbering import next_numbers


def taken(within, card, series: str = "T", year: int = 2022, count: int = 1) -> list[int]:
    with within(card):
        return list(next_numbers(series, year, count))


def test_numbers_run_on(within, akagi):
    assert taken(within, akagi) == [1]
    assert taken(within, akagi, count=3) == [2, 3, 4]
    assert taken(within, akagi) == [5]


def test_each_series_year_and_tenant_counts_by_itself(within, akagi, minato):
    assert taken(within, akagi, count=2) == [1, 2]
    assert taken(within, akagi, year=2023) == [1]
    assert taken(within, akagi, series="V") == [1]
    assert taken(within, minato) == [1]


def test_a_number_of_an_undone_transaction_is_given_out_again(within, akagi):
    with within(akagi):
        assert list(next_numbers("T", 2022)) == [1]
        db.session.rollback()
    assert taken(within, akagi) == [1]


def test_many_at_once_get_each_number_once(within, akagi):
    numbers: list[int] = []

    def take() -> None:
        for _ in range(5):
            numbers.extend(taken(within, akagi, count=2))

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(numbers) == list(range(1, 41))
