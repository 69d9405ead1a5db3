"""Views of the list that people keep."""

import pytest

from portal.kernel.access import NotAllowed
from portal.tickets import operations, queries
from portal.tickets.errors import TicketError, ViewNameTaken, WrongInput
from portal.tickets.filters import TicketFilters


def names(actor) -> list[str]:
    return [name for _, name, _ in queries.filter_choices(actor).views]


def test_a_view_is_kept_and_comes_back_as_it_was(within, akagi, actor):
    with within(akagi):
        me, filters = actor("lead"), TicketFilters.from_args({"q": "黒板", "status": "any", "sort": "number"})
        view = operations.save_view(" 中学校の 電子黒板 ", filters, actor=me)
        assert TicketFilters.from_args(queries.saved_view(me, view.id).query) == filters
        assert names(me) == ["中学校の 電子黒板"]


def test_the_same_name_replaces_and_another_ones_name_is_refused(within, akagi, actor):
    with within(akagi):
        me = actor("lead")
        first = operations.save_view("a", TicketFilters(), actor=me)
        assert operations.save_view("a", TicketFilters(q="x"), actor=me).id == first.id
        second = operations.save_view("b", TicketFilters(), actor=me)
        with pytest.raises(ViewNameTaken):
            operations.rename_view(second, "a", actor=me)
        assert operations.rename_view(second, "c", actor=me).name == "c"
        operations.delete_view(first, actor=me)
        assert names(me) == ["c"]


def test_views_are_ones_own(within, akagi, minato, actor):
    with within(akagi):
        me, other = actor("lead"), actor("supporter")
        view = operations.save_view("a", TicketFilters(), actor=me)
        assert queries.saved_view(other, view.id) is None and names(other) == []
        for step in (
            lambda: operations.rename_view(view, "b", actor=other),
            lambda: operations.delete_view(view, actor=other),
        ):
            with pytest.raises(NotAllowed):
                step()
        view_id = view.id
    with within(minato):
        assert queries.saved_view(actor("lead", "minato"), view_id) is None


def test_names_and_numbers_have_limits(within, akagi, actor):
    with within(akagi):
        me = actor("lead")
        for name in ("", " ", "長" * 41):
            with pytest.raises(WrongInput):
                operations.save_view(name, TicketFilters(), actor=me)
        for at in range(30):
            operations.save_view(f"見方{at}", TicketFilters(), actor=me)
        with pytest.raises(TicketError, match="30"):
            operations.save_view("もう1つ", TicketFilters(), actor=me)
