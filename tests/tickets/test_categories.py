"""The list of support work, and what a tenant makes of it."""

import pytest

from portal.kernel.access import NotAllowed
from portal.kernel.db import db
from portal.tickets import operations, queries
from portal.tickets.categories import NATIONAL_LIST
from portal.tickets.errors import CodeTaken, WrongInput
from portal.tickets.models import CategoryGroup
from tests.tickets.make import make_ticket


def test_the_list_in_the_code_is_the_ministrys(golden):
    listed = [
        (group.value, group.label, [{"code": code, "label": label} for code, label in items])
        for group, items in NATIONAL_LIST.items()
    ]
    assert listed == [(one["group"], one["label"], one["items"]) for one in golden["support_categories"]]


def test_a_new_municipality_has_it_and_an_association_has_not(within, akagi, minato, kyokai):
    for card, expected in ((akagi, 28), (minato, 28), (kyokai, 0)):
        with within(card):
            found = queries.categories()
            assert len(found) == expected and all(one.national for one in found)


def test_a_tenant_relabels_hides_and_adds_items_of_its_own(within, akagi, minato, actor):
    with within(akagi):
        lead = actor("lead")
        operations.relabel_category(queries.category("E2"), "故障・不具合対応", actor=lead)
        operations.hide_category(queries.category("L6"), actor=lead)
        operations.add_category("ｘ１", CategoryGroup.ENVIRONMENT, "端末の配備", actor=lead)
        groups = dict(queries.grouped(queries.categories()))
        assert ("E2", "故障・不具合対応") in groups[CategoryGroup.ENVIRONMENT]
        assert groups[CategoryGroup.ENVIRONMENT][-1] == ("X1", "端末の配備")
        assert "L6" not in dict(groups[CategoryGroup.LESSON])
        with pytest.raises(WrongInput):
            make_ticket(category_code="L6")
        make_ticket(category_code="X1")
        operations.show_category(queries.category("L6"), actor=lead)
        make_ticket(category_code="L6")
    with within(minato):
        assert queries.category("E2").label == "障害トラブル対応" and queries.category("X1") is None


def test_a_ticket_keeps_a_category_that_was_hidden_since(within, akagi, actor):
    with within(akagi):
        ticket = make_ticket(category_code="L6")
        operations.hide_category(queries.category("L6"), actor=actor("lead"))
        operations.edit_ticket(ticket, {"category_code": "L6", "subject": "運動会"}, version=None, actor=actor("lead"))
        assert (ticket.category_code, ticket.subject) == ("L6", "運動会")


def test_codes_stay_unique_and_well_formed(within, akagi, actor):
    with within(akagi):
        with pytest.raises(CodeTaken):
            operations.add_category("e2", CategoryGroup.ENVIRONMENT, "x", actor=actor("lead"))
        for code in ("", "1", "XXXX1", "X", "X-1"):
            with pytest.raises(WrongInput):
                operations.add_category(code, CategoryGroup.ENVIRONMENT, "x", actor=actor("lead"))
        with pytest.raises(NotAllowed):
            operations.add_category("X1", CategoryGroup.ENVIRONMENT, "x", actor=actor("supporter"))
        db.session.rollback()
