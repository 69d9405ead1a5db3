"""Planning visits to many schools: a proposal first, then all of them at once or none."""

from datetime import date, timedelta

from flask import flash, redirect, render_template, request, url_for

from blueprints import guards
from blueprints.forms import options
from blueprints.guards import requires
from blueprints.tickets.appointment import span
from blueprints.tickets.blueprint import tickets
from blueprints.tickets.forms.planning import PlanForm, ProposalForm, SubjectForm
from blueprints.tickets.forms.receive import category_choices
from blueprints.tickets.people import chosen_person, people_choices
from blueprints.tickets.steps import REFUSALS, note_refusal
from portal.kernel import clock
from portal.kernel.access import Permission
from portal.kernel.db import db
from portal.schools.models import School, SchoolType
from portal.schools.queries import calendar, schools
from portal.schools.queries.schools import SchoolFilter, SchoolRow
from portal.tickets import operations, queries
from portal.tickets.operations import PlannedVisit

MOST_SCHOOLS = 1000


@tickets.route("/planning", methods=["GET", "POST"])
@requires(Permission.TICKET_ASSIGN)
def planning():
    """The wish; sent, it becomes a proposal to look through."""
    form, rows = PlanForm(), _schools()
    _offer_categories(form)
    form.assignees.choices = people_choices()
    form.schools.choices = options([(str(row.id), row.name) for row in rows])
    form.school_types.choices = options(
        [(group.value, f"{group.label} {len(found)}校") for group, found in _by_type(rows)]
    )
    if form.validate_on_submit() and "change" not in request.form:
        proposal = _proposal(form, rows)
        if proposal is not None:
            return render_template("tickets/proposal.html", form=proposal, reasons={})
    picked = {int(value) for value in form.schools.data or () if value.isdigit()}
    page = render_template("tickets/planning.html", form=form, groups=_by_type(rows), picked=picked)
    return page, 422 if form.errors else 200


@tickets.post("/planning/visits")
@requires(Permission.TICKET_ASSIGN)
def planned_visits():
    form = ProposalForm()
    _offer_people(form)
    reasons: dict[str, str] = {}
    if form.validate_on_submit():
        try:
            made = operations.plan_visits(_visits(form), **_common(form), actor=guards.actor())
            flash(f"{len(made)}件の訪問を計画し、学校にお知らせします。", "success")
            return redirect(url_for("tickets.index", planned="1"), 303)
        except REFUSALS as refusal:
            db.session.rollback()
            note_refusal(form, refusal)
            reasons = dict(getattr(refusal, "reasons", ()))
    return render_template("tickets/proposal.html", form=form, reasons=reasons), 422


def _schools() -> list[SchoolRow]:
    return schools.page(SchoolFilter(), sort="type", descending=False, limit=MOST_SCHOOLS, offset=0)


def _by_type(rows: list[SchoolRow]) -> list[tuple[SchoolType, list[SchoolRow]]]:
    """The schools by type, in the order of types; types without a school are left out."""
    groups = [(school_type, [row for row in rows if row.school_type is school_type]) for school_type in SchoolType]
    return [(school_type, found) for school_type, found in groups if found]


def _offer_categories(form: SubjectForm) -> None:
    form.category_code.choices = category_choices(queries.grouped(queries.categories()))


def _offer_people(form: ProposalForm) -> None:
    _offer_categories(form)
    people = people_choices("担当なし")
    for visit in form.visits:
        visit.assignee.choices = people


def _proposal(form: PlanForm, rows: list[SchoolRow]) -> ProposalForm | None:
    """A visit for each school on the working days of the period; None, with an error, when they do not fit."""
    wanted = [row for row in rows if str(row.id) in form.schools.data or row.school_type in form.school_types.data]
    try:
        visits = operations.spread_visits(
            wanted,
            days=_days(form),
            starts=form.starts.data,
            ends=form.ends.data,
            per_day=form.per_day.data,
            assignees=[chosen_person(value) for value in form.assignees.data],
        )
    except REFUSALS as refusal:
        note_refusal(form, refusal)
        return None
    common = {name: form[name].data for name in ("subject", "body", "category_code", "once_key")}
    proposal = ProposalForm(formdata=None, data=common | {"visits": [_line(visit) for visit in visits]})
    _offer_people(proposal)
    return proposal


def _days(form: PlanForm) -> list[date]:
    """The working days of the period that fall on the chosen weekdays."""
    first, last = form.first_day.data, form.last_day.data
    working = calendar.work_calendar(first, last)
    period = (first + timedelta(days=ahead) for ahead in range((last - first).days + 1))
    return [day for day in period if str(day.weekday()) in form.weekdays.data and working.is_working_day(day)]


def _line(visit: PlannedVisit) -> dict:
    first, last = clock.local(visit.starts_at), clock.local(visit.ends_at)
    return {
        "school": str(visit.school.id),
        "name": visit.school.name,
        "day": first.date(),
        "starts": first.time(),
        "ends": last.time(),
        "assignee": str(visit.assignee.id) if visit.assignee else "",
    }


def _visits(form: ProposalForm) -> list[PlannedVisit]:
    known = {str(school.id): school for school in schools.schools_by_code().values()}
    people = {value: chosen_person(value) for value in {visit.assignee.data for visit in form.visits}}
    return [PlannedVisit(_known(known, visit), *span(visit), people[visit.assignee.data]) for visit in form.visits]


def _known(known: dict[str, School], visit) -> School:
    school = known.get(visit.school.data)
    if school is None:
        raise operations.WrongInput("visits", "学校を選び直してください。")
    return school


def _common(form: ProposalForm) -> dict:
    return {
        "subject": form.subject.data,
        "body": form.body.data or "",
        "category_code": form.category_code.data or None,
        "batch_key": form.once_key.data,
    }
