"""Fills a municipality: calendar, people and schools first, then everything that happened, in the order of time."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

from portal.accounts.models import User
from portal.accounts.operations import create_user
from portal.demo import done, fieldwork, people, schools
from portal.demo.phrases import Place
from portal.demo.stage import Scene, Stage, play
from portal.demo.towns import Town
from portal.demo.when import Calendar
from portal.kernel import clock, import_runs
from portal.kernel.access import Actor, Role, system_actor
from portal.kernel.tenants import TenantCard, set_up
from portal.schools import operations
from portal.schools.models import SupportCentre
from portal.schools.operations import StaffData
from portal.schools.queries.calendar import work_calendar
from portal.schools.queries.schools import schools_by_code, support_centre

ACTOR = system_actor("デモの準備")
OPENING = time(8, 30)
AHEAD = timedelta(days=60)
GOLDEN_START = date(done.GOLDEN_YEAR, 4, 1)


def fill(card: TenantCard, town: Town) -> None:
    """Everything of one municipality, in the current transaction."""
    this_year = clock.fiscal_year_of(clock.today())
    began = beginning()
    with clock.at(began):
        set_up(card)
        operations.edit_centre(cast(SupportCentre, support_centre()), town.centre, actor=ACTOR)
        _set_calendar(town, this_year)
        users = {account[0]: add_user(town.domain, account) for account in town.accounts}
        _add_schools(town, users, began.date())
    works = work_calendar(GOLDEN_START, clock.today() + AHEAD).is_working_day
    stage = Stage(users, Calendar(works))
    play([*_past(town, began, stage.calendar), *stage.scenes(town.cases), *stage.plans(town.plans, town.bookings)])
    _work_in_the_field(town, began, stage.calendar)
    stage.keep_views(town.views)


def beginning() -> datetime:
    """When the tenants began to use the portal: on the first day of the last fiscal year."""
    first, _last = clock.fiscal_year_range(clock.fiscal_year_of(clock.today()) - 1)
    return datetime.combine(first, OPENING, clock.TOKYO)


def add_user(domain: str, account: tuple) -> User:
    local, family, given, family_kana, given_kana, role, *_place = account
    return create_user(
        f"{local}@{domain}",
        family,
        given,
        family_kana,
        given_kana,
        [role],
        actor=ACTOR,
        password=people.PASSWORD,
        invite=False,
    )


def _set_calendar(town: Town, this_year: int) -> None:
    own = {this_year - 2, this_year - 1, this_year}
    for year in sorted(own | ({done.GOLDEN_YEAR} if town.has_golden_year else set())):
        first, _last = clock.fiscal_year_range(year)
        starts = [date(year if month >= first.month else year + 1, month, day) for month, day in town.terms]
        operations.set_terms(year, starts, actor=ACTOR)
        operations.close_for_new_year(year, actor=ACTOR)
    for year in (this_year - 1, this_year):
        for month, day, name in town.holidays:
            operations.add_holiday(date(year, month, day), name, actor=ACTOR)


def _add_schools(town: Town, users: dict[str, User], began: date) -> None:
    take_in("schools", "学校一覧.csv", schools.import_rows(town.schools, town.name), ACTOR)
    take_in("contacts", "学校の連絡先.csv", people.contact_rows(town.schools, town.accounts, town.domain), ACTOR)
    known = schools_by_code()
    first_day = GOLDEN_START if town.has_golden_year else began
    for local, *_names, role, code, post in town.accounts:
        if role in (Role.SUPPORTER, Role.LEAD):
            operations.add_staff(users[local], StaffData(starts_on=first_day), actor=ACTOR)
        elif code:
            operations.link_contact(known[code], users[local], post, actor=ACTOR)


def _past(town: Town, began: datetime, calendar: Calendar) -> list[Scene]:
    """Done cases come in as files: the golden year's at the beginning, then those of a month when it is over."""
    team = _team(town)
    scenes = []
    if town.has_golden_year:
        rows = done.golden_rows(team, calendar.works)
        scenes.append(_import(began + timedelta(hours=2), f"支援記録_{done.GOLDEN_YEAR}年度.csv", rows))
    last_evening = calendar.moment(-1, "16:50")
    for year in (began.year, began.year + 1):
        rows = done.yearly_rows(team, year, town.pace, last_evening.date(), calendar.works)
        for (served_year, month), of_month in done.months(rows).items():
            name = f"支援記録_{served_year}-{month:02}.csv"
            scenes.append(_import(min(_month_after(served_year, month, calendar), last_evening), name, of_month))
    return scenes


def _work_in_the_field(town: Town, began: datetime, calendar: Calendar) -> None:
    """Daily logs in files of a month, up to the day before yesterday; then the rota and its coming visits."""
    team = _team(town)
    patrol = fieldwork.Patrol.shared_out([team.lead, *team.supporters], [code for code, *_rest in town.schools])
    today, last = calendar.now.date(), calendar.day(-2)
    first = max(began.date(), (today - timedelta(days=town.logged_days)).replace(day=1))
    while first <= last:
        end = min((first + timedelta(days=31)).replace(day=1) - timedelta(days=1), last)
        if rows := list(fieldwork.log_rows(patrol, first, end, calendar.works)):
            take_in("worklogs", f"日報_{first.year}-{first.month:02}.csv", rows, ACTOR)
        first = end + timedelta(days=1)
    year_began, _year_ends = clock.fiscal_year_range(clock.fiscal_year_of(today))
    take_in("rota", "巡回表.csv", fieldwork.rota_rows(patrol, year_began), ACTOR)
    fieldwork.promise_and_book(year_began, today, actor=ACTOR)


def _month_after(year: int, month: int, calendar: Calendar) -> datetime:
    """The morning of the first working day of the next month."""
    day = (date(year, month, 1) + timedelta(days=31)).replace(day=1)
    while not calendar.works(day):
        day += timedelta(days=1)
    return datetime.combine(day, time(9, 20), clock.TOKYO)


def _import(moment: datetime, name: str, rows: Sequence[done.Row]) -> Scene:
    return moment, lambda: take_in("tickets", name, rows, ACTOR)


def _team(town: Town) -> done.Team:
    addresses = {
        role: [f"{local}@{town.domain}" for local, *_names, theirs, _code, _post in town.accounts if theirs is role]
        for role in (Role.LEAD, Role.SUPPORTER)
    }
    places = [
        Place(code, name, schools.school_type(name)[0], pupils) for code, name, _address, pupils, _main in town.schools
    ]
    return done.Team(addresses[Role.LEAD][0], addresses[Role.SUPPORTER], places, town.domain)


def take_in(kind: str, name: str, rows: Iterable[dict[str, str]], actor: Actor) -> None:
    """Takes rows in as a file through the import of that kind; the demo's own rows are never refused."""
    rows = list(rows)
    with TemporaryDirectory(prefix="portal-demo-") as folder:
        path = Path(folder) / name
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        result = import_runs.take_in(import_runs.KINDS[kind], path, actor=actor, report_dir=Path(folder))
    if result.rejected:
        raise RuntimeError(f"{name}: {result.examples}")
