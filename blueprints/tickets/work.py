"""The steps of the work itself: triage, start, question, resolution, closure, and back."""

from blueprints import guards
from blueprints.guards import requires
from blueprints.tickets.blueprint import tickets
from blueprints.tickets.forms.receive import category_choices
from blueprints.tickets.forms.steps import QuestionForm, ReasonForm, ResolveForm, TriageForm
from blueprints.tickets.show import ticket_page
from blueprints.tickets.steps import REFUSALS, done, open_step, refusals_in, render_step, ticket_or_404
from portal.kernel import clock
from portal.kernel.access import Permission
from portal.kernel.db import db
from portal.tickets import operations, queries
from portal.tickets.models import Priority, Ticket


@tickets.route("/<int:ticket_id>/triage", methods=["GET", "POST"])
@requires(Permission.TICKET_WORK)
def triage(ticket_id: int):
    ticket = open_step(ticket_id, "triage")
    form = TriageForm(category_code=ticket.category_code or "", priority=ticket.priority.value, due_on=ticket.due_on)
    if form.validate_on_submit():
        with refusals_in(form, ticket):
            operations.triage_ticket(
                ticket,
                category_code=form.category_code.data,
                priority=Priority(form.priority.data),
                due_on=form.due_on.data,
                note=form.note.data or "",
                actor=guards.actor(),
            )
            return done(ticket_id, "切り分けました。")
    choices = queries.filter_choices(guards.actor())
    form.category_code.choices = category_choices(choices.categories)
    return render_step("triage", ticket, form)


@tickets.post("/<int:ticket_id>/start")
@requires(Permission.TICKET_WORK)
def start(ticket_id: int):
    return plain_step(ticket_id, operations.start_work, "対応を始めました。")


@tickets.route("/<int:ticket_id>/question", methods=["GET", "POST"])
@requires(Permission.TICKET_WORK)
def question(ticket_id: int):
    ticket, form = open_step(ticket_id, "ask"), QuestionForm()
    if form.validate_on_submit():
        with refusals_in(form, ticket):
            operations.ask_school(
                ticket,
                question=form.question.data,
                files=form.uploads(),
                once_key=form.once_key.data,
                actor=guards.actor(),
            )
            return done(ticket_id, "学校に質問しました。回答が届くまで「回答待ち」になります。")
    return render_step("question", ticket, form)


@tickets.route("/<int:ticket_id>/resolution", methods=["GET", "POST"])
@requires(Permission.TICKET_WORK)
def resolution(ticket_id: int):
    ticket = open_step(ticket_id, "resolve")
    form = ResolveForm(served_on=_last_day(ticket), minutes=_booked_minutes(ticket))
    if form.validate_on_submit():
        with refusals_in(form, ticket):
            operations.resolve_ticket(
                ticket,
                served_on=form.served_on.data,
                minutes=form.minutes.data,
                work_done=form.work_done.data,
                outcome=form.outcome.data or "",
                answer=form.answer.data or "",
                actor=guards.actor(),
            )
            return done(ticket_id, "解決にしました。")
    return render_step("resolution", ticket, form)


def _last_day(ticket: Ticket):
    """The day of the appointment, when it is over, else today."""
    today = clock.today()
    return min(clock.local(ticket.booking.starts_at).date(), today) if ticket.booking else today


def _booked_minutes(ticket: Ticket) -> int | None:
    booking = ticket.booking
    return int((booking.ends_at - booking.starts_at).total_seconds()) // 60 if booking else None


@tickets.post("/<int:ticket_id>/closure")
@requires(Permission.TICKET_WORK, Permission.TICKET_REQUEST)
def closure(ticket_id: int):
    return plain_step(ticket_id, operations.close_ticket, "終了にしました。")


@tickets.route("/<int:ticket_id>/cancellation", methods=["GET", "POST"])
@requires(Permission.TICKET_WORK, Permission.TICKET_REQUEST)
def cancellation(ticket_id: int):
    return reasoned_step(ticket_id, "cancel", operations.cancel_ticket, "取り消しました。")


@tickets.route("/<int:ticket_id>/reopening", methods=["GET", "POST"])
@requires(Permission.TICKET_WORK, Permission.TICKET_REQUEST)
def reopening(ticket_id: int):
    return reasoned_step(ticket_id, "reopen", operations.reopen_ticket, "対応を再開しました。")


def plain_step(ticket_id: int, operation, message: str, **values):
    """A step of one button; refused, the ticket's page says why."""
    try:
        operation(ticket_or_404(ticket_id), **values, actor=guards.actor())
    except REFUSALS as refusal:
        db.session.rollback()
        return ticket_page(ticket_or_404(ticket_id), refusal=str(refusal), code=422)
    return done(ticket_id, message)


def reasoned_step(ticket_id: int, action: str, operation, message: str):
    """A step that asks for its reason and nothing else."""
    ticket, form = open_step(ticket_id, action), ReasonForm()
    if form.validate_on_submit():
        with refusals_in(form, ticket):
            operation(ticket, reason=form.reason.data, actor=guards.actor())
            return done(ticket_id, message)
    return render_step(action, ticket, form)
