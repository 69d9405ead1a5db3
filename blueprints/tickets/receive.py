"""Making a ticket: a school asks for support, or the centre notes what it was asked."""

from flask import abort, flash, redirect, render_template, request

from blueprints import guards
from blueprints.guards import requires
from blueprints.tickets.blueprint import tickets
from blueprints.tickets.forms.receive import ACCEPTED, KIND_TEXTS, ReceiveForm, RequestForm
from blueprints.tickets.steps import refusals_in, ticket_url
from portal.kernel import clock
from portal.kernel.access import Permission
from portal.schools.models import School
from portal.schools.queries import calendar, schools
from portal.tickets import operations, queries
from portal.tickets.models import Channel, Kind, Priority


@tickets.route("/new", methods=["GET", "POST"])
@requires(Permission.TICKET_WORK, Permission.TICKET_REQUEST)
def new():
    """One address for both: the form is the centre's for who works there, else the school's."""
    return _receive() if guards.actor().can(Permission.TICKET_WORK) else _request()


def _request():
    school = _own_school()
    form = RequestForm(kind=_asked_kind())
    if form.validate_on_submit():
        with refusals_in(form):
            ticket = operations.receive_ticket(school, **_wanted(form), actor=guards.actor())
            flash(f"{ticket.label}として受け付けました。担当と日時が決まると、メールでお知らせします。", "success")
            return redirect(ticket_url(ticket.id), 303)
    form.offer_wishes(calendar.hours_by_weekday())
    page = render_template("tickets/request.html", form=form, school=school, kind_texts=KIND_TEXTS, accepted=ACCEPTED)
    return page, 422 if form.errors else 200


def _receive():
    form = ReceiveForm(kind=_asked_kind(), school=request.args.get("school", ""), received_on=clock.today())
    if form.validate_on_submit():
        with refusals_in(form):
            ticket = operations.receive_ticket(_chosen_school(form), **_wanted(form), **_noted(form))
            flash(f"{ticket.label}を登録しました。", "success")
            return redirect(ticket_url(ticket.id), 303)
    form.offer(queries.filter_choices(guards.actor()))
    form.offer_wishes(calendar.hours_by_weekday())
    return render_template("tickets/receive.html", form=form, accepted=ACCEPTED), 422 if form.errors else 200


def _asked_kind() -> str | None:
    """The kind in the address, when it is one."""
    kind = request.args.get("kind")
    return kind if kind in set(Kind) else None


def _own_school() -> School:
    actor = guards.actor()
    school = schools.visible_school(actor, actor.school_id) if actor.school_id else None
    return school or abort(403, "学校の担当者として登録されていません。運営支援センターにお問い合わせください。")


def _chosen_school(form: ReceiveForm) -> School:
    school = schools.visible_school(guards.actor(), int(form.school.data)) if form.school.data.isdigit() else None
    if school is None:
        raise operations.WrongInput("school", "学校を選び直してください。")
    return school


def _wanted(form: RequestForm) -> dict:
    """What both forms ask."""
    return {
        "kind": Kind(form.kind.data),
        "subject": form.subject.data,
        "body": form.body.data or "",
        "due_on": form.due_on.data,
        "slots": form.wishes(),
        "files": form.uploads(),
        "once_key": form.once_key.data,
    }


def _noted(form: ReceiveForm) -> dict:
    """What the centre's form asks beside it."""
    return {
        "channel": Channel(form.channel.data),
        "category_code": form.category_code.data or None,
        "priority": Priority(form.priority.data),
        "received_on": form.received_on.data,
        "requester_name": form.requester_name.data or "",
        "actor": guards.actor(),
    }
