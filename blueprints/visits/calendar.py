"""予定: the week or month of a person or a school, and the addresses for calendar programs."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask import abort, redirect, render_template, request, url_for

from blueprints import guards
from blueprints.guards import requires
from blueprints.tickets.people import people_choices
from blueprints.visits import days
from blueprints.visits.blueprint import calendars
from blueprints.visits.steps import offered_schools
from portal.accounts.models import User
from portal.kernel import clock
from portal.kernel.access import Permission
from portal.schools.models import School
from portal.schools.queries import schools
from portal.tickets import queries as tickets
from portal.visits import queries
from portal.visits.models import CalendarFeed
from portal.visits.operations import NewFeed
from portal.visits.providers import subjects_of

VIEWS = {"week": "週", "month": "月"}
READERS = (Permission.ROTA_READ, Permission.LOG_WRITE, Permission.TICKET_REQUEST)


@dataclass(frozen=True)
class Subject:
    """Whose calendar it is."""

    user: User | None = None
    school: School | None = None

    @property
    def name(self) -> str:
        return self.user.name if self.user else self.school.name

    def url(self, **values) -> str:
        if self.user:
            return url_for("calendars.person", user_id=self.user.id, **values)
        return url_for("calendars.school", school_id=self.school.id, **values)


@calendars.get("")
@requires(*READERS)
def index():
    """One's own calendar: the school's for a school, the person's for staff; else of whoever comes first."""
    actor, wanted = guards.actor(), {name: value for name, value in request.args.items() if name in ("day", "view")}
    person, school = request.args.get("person", type=int), request.args.get("school", type=int)
    if school or (actor.school_id and not actor.can(Permission.ROTA_READ)):
        return redirect(url_for("calendars.school", school_id=school or actor.school_id, **wanted))
    if person or actor.can(Permission.LOG_WRITE):
        return redirect(url_for("calendars.person", user_id=person or actor.user_id, **wanted))
    people = tickets.assignable_people() if actor.can(Permission.ROTA_READ) else []
    if not people:
        return render_template("visits/no_calendar.html")
    return redirect(url_for("calendars.person", user_id=people[0].id, **wanted))


@calendars.get("/people/<int:user_id>")
@requires(*READERS)
def person(user_id: int):
    return render_calendar(person_or_404(user_id))


@calendars.get("/schools/<int:school_id>")
@requires(*READERS)
def school(school_id: int):
    return render_calendar(school_or_404(school_id))


def person_or_404(user_id: int) -> Subject:
    """Staff see everybody's, other people none but their own."""
    actor = guards.actor()
    if not actor.can(Permission.ROTA_READ) and user_id != actor.user_id:
        abort(404)
    return Subject(user=tickets.assignable_user(user_id) or abort(404))


def school_or_404(school_id: int) -> Subject:
    actor = guards.actor()
    if not actor.can(Permission.ROTA_READ) and school_id != actor.school_id:
        abort(404)
    return Subject(school=schools.visible_school(actor, school_id) or abort(404))


def render_calendar(subject: Subject, new_feed: NewFeed | None = None) -> str:
    """The days, and below them the addresses that calendar programs read."""
    day, view = days.wanted_day(), request.args.get("view", "week")
    if view not in VIEWS:
        abort(400, "表示は week か month を指定してください。")
    first, last = _range(day, view)
    span = (
        queries.person_calendar(subject.user.id, first, last)
        if subject.user
        else queries.school_calendar(subject.school.id, first, last)
    )
    return render_template(
        "visits/calendar.html",
        subject=subject,
        span=span,
        view=view,
        views=VIEWS,
        day=day,
        today=clock.today(),
        heading=f"{day.year}年{day.month}月" if view == "month" else days.span_label(first, last),
        before=_step(day, view, -1),
        after=_step(day, view, 1),
        subjects=subjects_of([row.id for one in span.days for row in one.bookings]),
        new_feed=new_feed,
        **_feeds(subject),
        **_choices(subject),
    )


def _range(day: date, view: str) -> tuple[date, date]:
    """A week from Monday, or the whole weeks of a month."""
    if view == "week":
        monday = days.monday_of(day)
        return monday, monday + timedelta(days=6)
    first = day.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return days.monday_of(first), days.monday_of(last) + timedelta(days=6)


def _step(day: date, view: str, by: int) -> str:
    if view == "week":
        return (day + timedelta(weeks=by)).isoformat()
    first = day.replace(day=1)
    return (first - timedelta(days=1) if by < 0 else first + timedelta(days=31)).replace(day=1).isoformat()


def may_have_feeds(subject: Subject) -> bool:
    """Who may make and revoke addresses of this calendar."""
    actor = guards.actor()
    own = subject.user is not None and subject.user.id == actor.user_id
    own_school = subject.school is not None and subject.school.id == actor.school_id
    return own or own_school or actor.can(Permission.ROTA_MANAGE)


def _feeds(subject: Subject) -> dict[str, list[CalendarFeed] | bool]:
    if not may_have_feeds(subject):
        return {"feeds": [], "may_have_feeds": False}
    found = queries.feeds_of_user(subject.user.id) if subject.user else queries.feeds_of_school(subject.school.id)
    return {"feeds": found, "may_have_feeds": True}


def _choices(subject: Subject) -> dict:
    """Other calendars for who may see them; adding for who may add here."""
    actor = guards.actor()
    own = subject.user is not None and subject.user.id == actor.user_id and actor.can(Permission.LOG_WRITE)
    seen = actor.can(Permission.ROTA_READ)
    return {
        "may_add": own or actor.can(Permission.ROTA_MANAGE),
        "may_manage": actor.can(Permission.ROTA_MANAGE),
        "may_read": seen,
        "reads_own": actor.can(Permission.LOG_WRITE),
        "people": people_choices() if seen else [],
        "schools": offered_schools("学校を選ぶ") if seen else [],
    }
