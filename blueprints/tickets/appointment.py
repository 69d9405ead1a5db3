"""Who does it and when: the assignee, the appointment, and the school's word on it."""

from datetime import date, datetime, time

from flask import request
from wtforms.fields.choices import SelectChoice

from blueprints import guards
from blueprints.fields import read_time
from blueprints.forms import options
from blueprints.guards import requires
from blueprints.tickets import words
from blueprints.tickets.blueprint import tickets
from blueprints.tickets.forms.steps import AssignForm, DeclineForm, ScheduleForm
from blueprints.tickets.people import NOBODY, chosen_person, people_choices
from blueprints.tickets.steps import done, open_step, refusals_in, render_step
from blueprints.tickets.work import plain_step, reasoned_step
from portal.kernel import clock
from portal.kernel.access import Permission
from portal.kernel.dates import parse_date
from portal.schools.queries import calendar
from portal.tickets import operations, queries
from portal.tickets.models import Kind, Ticket
from portal.tickets.queries import Suggestion
from portal.visits.models import BookingMode

USUAL_MINUTES = 60


@tickets.route("/<int:ticket_id>/assignment", methods=["GET", "POST"])
@requires(Permission.TICKET_ASSIGN)
def assignment(ticket_id: int):
    ticket = open_step(ticket_id, "assign")
    form = AssignForm(assignee=str(ticket.assignee_id or NOBODY))
    if form.validate_on_submit():
        with refusals_in(form, ticket):
            person = chosen_person(form.assignee.data)
            operations.assign_ticket(ticket, person, actor=guards.actor())
            return done(ticket_id, f"担当を{person.name}さんにしました。" if person else "担当をはずしました。")
    form.assignee.choices = [*people_choices(), SelectChoice(NOBODY, "担当なし")]
    return render_step("assign", ticket, form)


@tickets.post("/<int:ticket_id>/assignment/own")
@requires(Permission.TICKET_WORK)
def taking(ticket_id: int):
    person = queries.assignable_user(guards.actor().user_id)
    return plain_step(ticket_id, operations.assign_ticket, "自分の担当にしました。", assignee=person)


@tickets.post("/<int:ticket_id>/assignment/end")
@requires(Permission.TICKET_WORK)
def releasing(ticket_id: int):
    return plain_step(ticket_id, operations.assign_ticket, "担当をはずれました。", assignee=None)


@tickets.route("/<int:ticket_id>/appointment", methods=["GET", "POST"])
@requires(Permission.TICKET_WORK)
def appointment(ticket_id: int):
    ticket = open_step(ticket_id, "schedule")
    form = ScheduleForm(**_proposal(ticket))
    only_asking = "check" in request.form
    if only_asking:
        form.assignee.validators = ()
    if form.validate_on_submit() and not only_asking:
        with refusals_in(form, ticket):
            starts_at, ends_at = span(form)
            operations.schedule_visit(
                ticket,
                starts_at=starts_at,
                ends_at=ends_at,
                assignee=chosen_person(form.assignee.data),
                mode=BookingMode(form.mode.data),
                actor=guards.actor(),
            )
            return done(ticket_id, f"{words.period(starts_at, ends_at)}に予約しました。学校の承諾を待ちます。")
    form.assignee.choices, free = _who(form, ticket)
    return render_step("schedule", ticket, form, wishes=_wishes(ticket), free=free)


def span(form: ScheduleForm) -> tuple[datetime, datetime]:
    day = form.day.data
    return tuple(
        clock.moment(day.year, day.month, day.day, at.hour, at.minute) for at in (form.starts.data, form.ends.data)
    )


def _proposal(ticket: Ticket) -> dict:
    """What the form begins with: a wished time in the address, else the appointment as it is."""
    mode = BookingMode.ONLINE if ticket.kind is Kind.ONLINE else BookingMode.VISIT
    proposal = {"mode": mode.value, "assignee": str(ticket.assignee_id or "")}
    booking = ticket.booking
    if booking:
        first, last = clock.local(booking.starts_at), clock.local(booking.ends_at)
        proposal |= {"mode": booking.mode.value, "day": first.date(), "starts": first.time(), "ends": last.time()}
    return proposal | _wished()


def _wished() -> dict[str, date | time]:
    """Day and times of the address; what cannot be read is passed over."""
    wished: dict[str, date | time] = {}
    for name, read in (("day", parse_date), ("starts", read_time), ("ends", read_time)):
        try:
            wished |= {name: read(request.args[name])} if request.args.get(name) else {}
        except ValueError:
            continue
    return wished


def _who(form: ScheduleForm, ticket: Ticket) -> tuple[list[SelectChoice], dict[str, str]]:
    """Who can be chosen, and what each has at that time, once it is known."""
    if form.day.data and form.starts.data and form.ends.data and form.starts.data < form.ends.data:
        found = queries.assignment_suggestions(*span(form))
        people = options([(str(one.user_id), one.name) for one in found])
        said = {str(one.user_id): _free(one) for one in found}
    else:
        people, said = people_choices(), {}
    if not guards.actor().can(Permission.TICKET_ASSIGN):
        own = {str(guards.actor().user_id), str(ticket.assignee_id)}
        people = [person for person in people if person.value in own]
    return people, said


def _free(one: Suggestion) -> str:
    return f"{one.clash.period_label} {one.clash.title}" if one.clash else "空いています"


def _wishes(ticket: Ticket) -> list[tuple[str, dict[str, str]]]:
    """Each wished time in words, with what the form would begin with."""
    return [
        (
            words.slot(slot),
            {
                "day": slot.day.isoformat(),
                "starts": f"{slot.starts:%H:%M}" if slot.starts else "",
                "ends": f"{words.plus_minutes(slot.starts, USUAL_MINUTES):%H:%M}" if slot.starts else "",
            },
        )
        for slot in ticket.slots
    ]


@tickets.route("/<int:ticket_id>/appointment/cancellation", methods=["GET", "POST"])
@requires(Permission.TICKET_WORK)
def appointment_cancellation(ticket_id: int):
    return reasoned_step(ticket_id, "cancel_appointment", operations.cancel_appointment, "予約を取り消しました。")


@tickets.post("/<int:ticket_id>/appointment/acceptance")
@requires(Permission.TICKET_REQUEST)
def acceptance(ticket_id: int):
    return plain_step(ticket_id, operations.accept_appointment, "この日時を承諾しました。")


@tickets.route("/<int:ticket_id>/appointment/refusal", methods=["GET", "POST"])
@requires(Permission.TICKET_REQUEST)
def refusal(ticket_id: int):
    ticket, form = open_step(ticket_id, "answer_appointment"), DeclineForm()
    if form.validate_on_submit():
        with refusals_in(form, ticket):
            operations.decline_appointment(ticket, reason=form.reason.data, slots=form.wishes(), actor=guards.actor())
            return done(ticket_id, "別の日時の希望を送りました。")
    form.offer_wishes(calendar.hours_by_weekday())
    return render_step("decline", ticket, form)
