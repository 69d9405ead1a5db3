"""A new tenant can begin at once: its centre, hours, years and New Year are there."""

from datetime import date, time

from portal.kernel import clock, tenancy
from portal.kernel.db import db
from portal.kernel.tenants import TenantKind, create_tenant, set_up
from portal.schools.calendar import Hours
from portal.schools.queries import calendar, schools, terms


def new_tenant(app, owner, kind):
    card = create_tenant(owner, "hinata", "ひなた市", kind, None)
    with app.app_context(), clock.at(date(2023, 1, 20)), tenancy.tenant(card.id):
        set_up(card)
        db.session.commit()
    return card


def test_a_municipality_has_centre_hours_years_and_new_year(app, owner, within):
    with within(new_tenant(app, owner, TenantKind.MUNICIPALITY)):
        assert schools.support_centre().name == "ひなた市GIGAスクール運営支援センター"
        assert calendar.hours_by_weekday() == dict.fromkeys(
            range(5), Hours(time(8, 30), time(17), time(12, 15), time(13))
        )
        assert terms.fiscal_years() == [2022, 2021]
        assert [term.name for term in terms.ranges_of(2022)] == ["1学期", "2学期", "3学期"]
        assert calendar.is_holiday(date(2022, 12, 29))


def test_an_association_has_no_school_terms(app, owner, within):
    with within(new_tenant(app, owner, TenantKind.ASSOCIATION)):
        assert schools.support_centre() is not None
        assert terms.fiscal_years() == []
