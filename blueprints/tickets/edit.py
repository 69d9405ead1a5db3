"""Putting right what a ticket says. Who saves second sees both versions side by side."""

from blueprints import guards
from blueprints.forms import options
from blueprints.guards import requires
from blueprints.tickets.blueprint import tickets
from blueprints.tickets.comparison import put_together, snapshot
from blueprints.tickets.forms.edit import EditForm, OwnEditForm, ResultForm
from blueprints.tickets.forms.receive import category_choices
from blueprints.tickets.steps import done, open_step, refusals_in, render_step, ticket_or_404
from portal.kernel import audit
from portal.kernel.access import Permission
from portal.kernel.db import db
from portal.kernel.states import EditedMeanwhile
from portal.schools.queries import calendar, people
from portal.tickets import operations, policies, queries
from portal.tickets.models import Ticket

CONFLICT = 409


@tickets.route("/<int:ticket_id>/edit", methods=["GET", "POST"])
@requires(Permission.TICKET_WORK, Permission.TICKET_REQUEST)
def edit(ticket_id: int):
    ticket = open_step(ticket_id, "edit")
    form = _form(ticket)
    if form.validate_on_submit():
        try:
            with refusals_in(form, ticket):
                values, version = form.values(), form.version.data
                operations.edit_ticket(ticket, values, version=version, actor=guards.actor())
                return done(ticket_id, "変更を保存しました。")
        except EditedMeanwhile:
            return _conflict(ticket_id, form)
    _offer(form, ticket)
    return render_step("edit", ticket, form, differences=[])


def _form(ticket: Ticket, **options) -> OwnEditForm:
    """The school's form has few fields; a done ticket's has its result too."""
    if not guards.actor().can(Permission.TICKET_WORK):
        return OwnEditForm.of(ticket, **options)
    return (ResultForm if ticket.is_done else EditForm).of(ticket, **options)


def _offer(form: OwnEditForm, ticket: Ticket) -> None:
    """Fills the selects, and notes what the form began with."""
    form.offer_wishes(calendar.hours_by_weekday())
    if isinstance(form, EditForm):
        form.category_code.choices = category_choices(queries.filter_choices(guards.actor()).categories)
        contacts = people.contacts_of(ticket.school_id)
        named = [(str(contact.id), f"{contact.post} {contact.name}".strip()) for contact in contacts]
        form.contact_id.choices = options(named, "決めない")
    form.opened.data = form.opened.data or snapshot(form)


def _conflict(ticket_id: int, form: OwnEditForm) -> tuple[str, int]:
    """Both versions; what was typed stays in the form and, sent again, replaces the newer words knowingly."""
    db.session.rollback()
    ticket = ticket_or_404(ticket_id)
    _offer(form, ticket)
    stored = _form(ticket, formdata=None)
    differences = put_together(form, stored)
    form.renew(ticket.version)
    last = audit.history(ticket, internal=policies.can_see_internal(guards.actor(), ticket), limit=1)
    page, _code = render_step("edit", ticket, form, differences=differences, last=last)
    return page, CONFLICT
