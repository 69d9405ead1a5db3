"""When requests come in, by weekday and hour in Japan: the heat map of the centre's year."""

from datetime import date

from portal.kernel import clock
from portal.tickets import queries
from portal.tickets.queries.calls import LEVELS
from tests.tickets import make

YEAR = (date(2022, 4, 1), date(2023, 3, 31))


def received(hour: int, day: int, actor) -> None:
    with clock.at(clock.moment(2022, 9, day, hour, 30)):
        make.make_ticket(actor=actor, received_on=clock.today())


def test_requests_are_counted_by_weekday_and_hour_of_the_tenant_alone(within, akagi, minato, actor):
    lead = actor("lead")
    with within(akagi):
        for hour, day in ((9, 5), (9, 12), (16, 9)):
            received(hour, day, lead)
    with within(minato):
        received(9, 5, actor("lead", "minato"))
    with within(akagi):
        found = queries.calls_by_hour(lead, *YEAR)
        assert found.counts == {(0, 9): 2, (4, 16): 1}
        assert queries.calls_by_hour(lead, date(2021, 4, 1), date(2022, 3, 31)).total == 0
    assert list(found.hours) == list(range(9, 17))
    assert [name for name, _cells in found.rows] == ["月", "火", "水", "木", "金"]
    assert found.rows[0][1][0] == (2, LEVELS)


def test_a_year_without_requests_draws_nothing(within, akagi, actor):
    with within(akagi):
        found = queries.calls_by_hour(actor("lead"), *YEAR)
    assert (found.total, list(found.hours)) == (0, [])


def test_the_lead_sees_the_map_below_the_months_reports(sign_in, within, akagi, actor):
    lead = actor("lead")
    with within(akagi):
        received(10, 6, lead)
    page = sign_in("lead").get("/akagi/monthly-reports/?month=2022-10").get_data(as_text=True)
    assert "依頼の多い曜日と時間帯" in page and "10時" in page
