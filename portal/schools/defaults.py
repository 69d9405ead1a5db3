"""What a new tenant begins with: the support centre, opening hours, and a municipality's years, terms and New Year."""

from datetime import date, time

from portal.kernel import clock
from portal.kernel.access import system_actor
from portal.kernel.db import db
from portal.kernel.tenants import TenantCard, TenantKind, on_set_up
from portal.schools.calendar import Hours
from portal.schools.models import SupportCentre
from portal.schools.operations import close_for_new_year, set_terms, set_working_hours

WORKDAY = Hours(time(8, 30), time(17), time(12, 15), time(13))


@on_set_up
def fill_calendar(card: TenantCard) -> None:
    actor = system_actor("初期設定")
    db.session.add(SupportCentre(name=f"{card.name}GIGAスクール運営支援センター", head_post="センター長"))
    set_working_hours(dict.fromkeys(range(5), WORKDAY), actor=actor)
    if card.kind is not TenantKind.MUNICIPALITY:
        return
    this_year = clock.fiscal_year_of(clock.today())
    for year in (this_year - 1, this_year):
        set_terms(year, [date(year, 4, 1), date(year, 9, 1), date(year + 1, 1, 1)], actor=actor)
        close_for_new_year(year, actor=actor)
