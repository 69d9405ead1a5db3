"""Bookings that are neither a ticket's nor regular, and single days of the rota: add, change, take out."""

from flask import abort, flash, redirect, request, url_for

from blueprints import guards
from blueprints.guards import requires
from blueprints.visits import days
from blueprints.visits.blueprint import calendars
from blueprints.visits.form_page import after_conflict, note_opened, render_form
from blueprints.visits.forms import BookingForm
from blueprints.visits.steps import offered_people, offered_schools, person_of, refusals_in, school_of
from portal.kernel import audit, clock
from portal.kernel.access import Permission
from portal.kernel.states import EditedMeanwhile
from portal.visits import operations, queries
from portal.visits.models import Booking, BookingMode, BookingOrigin
from portal.visits.operations import BookingData
from portal.visits.providers import subjects_of

SUPPORTS = {
    "school_id": "センターでの仕事や研修は「センター」のまま",
    "starts": "例　9:00（15分きざみ）",
    "ends": "例　12:00（15分きざみ）",
    "title": "例　授業支援、打ち合わせ",
}


@calendars.route("/bookings/new", methods=["GET", "POST"])
@requires(Permission.LOG_WRITE, Permission.ROTA_MANAGE)
def create():
    form = BookingForm(user_id=request.args.get("person", str(guards.actor().user_id)), day=days.wanted_day())
    _offer(form)
    if form.validate_on_submit():
        with refusals_in(form):
            booking = operations.add_booking(_data(form), actor=guards.actor())
            return _done(booking, f"{booking.period_label}の予定を入れました。")
    return render_form(form, "予定を入れる", _back(form.user_id.data), "この内容で予定に入れる", supports=SUPPORTS)


@calendars.route("/bookings/<int:booking_id>", methods=["GET", "POST"])
@requires(Permission.LOG_WRITE, Permission.ROTA_MANAGE)
def edit(booking_id: int):
    booking = changeable(booking_id)
    if booking.origin is BookingOrigin.TICKET:
        return _to_ticket(booking)
    form, context = _form_of(booking), {}
    if form.validate_on_submit():
        try:
            with refusals_in(form):
                operations.edit_booking(booking, _data(form), version=form.version.data, actor=guards.actor())
                return _done(booking, f"{booking.period_label}の予定に変更しました。")
        except EditedMeanwhile as problem:
            saved = _form_of(booking, fresh=True)
            context["differences"], context["last"] = after_conflict(form, saved, problem)
    note_opened(form)
    regular = booking.rota_slot_id is not None
    context |= {
        "intro": "巡回表から入った予定です。この日だけが変わります。" if regular else "",
        "actions": [_removal(booking, regular)],
        "history": audit.history(booking, internal=True, limit=10),
    }
    back = _back(str(booking.user_id), booking)
    return render_form(form, "予定を変更する", back, "この内容で保存する", supports=SUPPORTS, **context)


@calendars.post("/bookings/<int:booking_id>/removal")
@requires(Permission.LOG_WRITE, Permission.ROTA_MANAGE)
def remove(booking_id: int):
    booking = changeable(booking_id)
    user_id, label, day = booking.user_id, booking.period_label, clock.local(booking.starts_at).date()
    try:
        operations.remove_booking(booking, actor=guards.actor())
        flash(f"{label}の予定を外しました。", "success")
    except operations.BookingRefused as refusal:
        flash(str(refusal), "error")
    return redirect(url_for("calendars.person", user_id=user_id, day=day.isoformat()), 303)


def changeable(booking_id: int) -> Booking:
    """A booking of one's own, or anybody's for who plans; the rest is not there."""
    booking, actor = queries.booking(booking_id) or abort(404), guards.actor()
    if booking.user_id != actor.user_id and not actor.can(Permission.ROTA_MANAGE):
        abort(404)
    return booking


def _form_of(booking: Booking, *, fresh: bool = False) -> BookingForm:
    first, last = clock.local(booking.starts_at), clock.local(booking.ends_at)
    values = {
        "user_id": str(booking.user_id),
        "school_id": str(booking.school_id or ""),
        "mode": booking.mode.value,
        "day": first.date(),
        "starts": first.time(),
        "ends": last.time(),
        "title": booking.title,
        "version": booking.version,
    }
    form = BookingForm(formdata=None, data=values) if fresh else BookingForm(data=values)
    _offer(form, keep=booking.school_id)
    return form


def _offer(form: BookingForm, *, keep: int | None = None) -> None:
    form.user_id.choices = offered_people()
    form.school_id.choices = offered_schools(BookingMode.CENTRE.label, keep=keep)


def _data(form: BookingForm) -> BookingData:
    return BookingData(
        person_of(form.user_id.data),
        *form.period(),
        school_of(form.school_id.data),
        BookingMode(form.mode.data),
        form.title.data or "",
    )


def _to_ticket(booking: Booking):
    """A ticket's appointment is changed at the ticket."""
    subject = subjects_of([booking.id]).get(booking.id) or abort(404)
    return redirect(url_for("tickets.appointment", ticket_id=subject.ticket_id))


def _removal(booking: Booking, regular: bool) -> dict[str, str]:
    return {
        "title": "この日を休みにする" if regular else "予定を外す",
        "text": "この日の巡回だけを外します。ほかの週はそのままです。" if regular else "この予定を外します。",
        "url": url_for("calendars.remove", booking_id=booking.id),
        "button": "この日の予定を外す" if regular else "この予定を外す",
    }


def _back(user_id: str | None, booking: Booking | None = None) -> tuple[str, str]:
    day = clock.local(booking.starts_at).date().isoformat() if booking else request.args.get("day")
    known = user_id if user_id and user_id.isdigit() else guards.actor().user_id
    return url_for("calendars.person", user_id=known, day=day), "予定"


def _done(booking: Booking, message: str):
    flash(message, "success")
    return redirect(_back(str(booking.user_id), booking)[0], 303)
