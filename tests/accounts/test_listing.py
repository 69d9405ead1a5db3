"""Pages of a list and their addresses."""

from urllib.parse import unquote

import pytest
from werkzeug.exceptions import BadRequest

from blueprints.listing import Listing


@pytest.fixture
def listing(app):
    def make(query="", default="-number", **options) -> Listing:
        with app.test_request_context(f"/readyz?{query}"):
            return Listing.from_request({"number", "name"}, default, **options)

    return make


def test_without_arguments_the_default_order_and_first_page(listing):
    found = listing()
    assert (found.sort, found.descending, found.page, found.offset, found.limit) == ("number", True, 1, 0, 50)


def test_another_column_begins_ascending(listing):
    assert not listing("sort=name").descending
    assert listing("sort=name&descending=1").descending
    assert not listing("descending=0").descending


@pytest.mark.parametrize(
    "query", ["sort=password", "page=0", "page=-1", "page=x", "page=1.5", "page=９", "page=9999999"]
)
def test_what_no_link_asks_for_is_a_bad_request(listing, query):
    with pytest.raises(BadRequest) as refusal:
        listing(query)
    assert refusal.value.description.endswith("。")


def test_a_page_beyond_the_end_is_the_last(listing):
    found = listing("page=9").counted(120)
    assert (found.page, found.pages, found.first, found.last) == (3, 3, 101, 120)


def test_an_empty_list_has_one_page_from_zero_to_zero(listing):
    found = listing().counted(0)
    assert (found.page, found.pages, found.first, found.last) == (1, 1, 0, 0)


def test_where_counting_stopped_there_is_always_a_next_page(listing):
    assert listing("page=40").counted(1000, capped=True).pages == 41


def test_addresses_keep_the_filter_and_change_what_they_should(app):
    with app.test_request_context("/readyz?q=あ&role=lead&role=board&page=3"):
        found = Listing.from_request({"name"}, "name").counted(500)
        assert unquote(found.url(page=4)) == "/readyz?q=あ&role=lead&role=board&page=4"
        assert (
            unquote(found.url(sort="name", descending=True, page=1))
            == "/readyz?q=あ&role=lead&role=board&sort=name&descending=1"
        )
        assert unquote(found.url(role=None, q="", page=1)) == "/readyz"
