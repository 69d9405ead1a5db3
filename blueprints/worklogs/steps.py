"""What the pages of logs share: finding the log or entry, refusing in the form, saying what is unusual."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from flask import abort, flash, redirect, request, url_for
from flask_wtf import FlaskForm

from blueprints import guards
from portal.kernel import clock
from portal.kernel.db import db
from portal.kernel.files import FileRefused
from portal.kernel.states import EditedMeanwhile, WrongState
from portal.worklogs import operations, queries
from portal.worklogs.errors import Question, WorklogError, WorthAsking, WrongInput
from portal.worklogs.models import DailyLog, LogEntry

REFUSALS = (WorklogError, WrongState, EditedMeanwhile, FileRefused)
FIELD_NAMES = {"school": "school_id", "ends": "starts", "category": "category_code"}


def log_or_404(log_id: int) -> DailyLog:
    """The log as the person may see it; any other is answered like one that does not exist."""
    return queries.visible_log(guards.actor(), log_id) or abort(404)


def entry_or_404(entry_id: int) -> tuple[DailyLog, LogEntry]:
    return queries.entry(guards.actor(), entry_id) or abort(404)


def own_log(day: date) -> DailyLog:
    """The person's log of that day; made when there is none."""
    return operations.open_log(guards.actor().user_id, day, actor=guards.actor())


def read_day(typed: str | None) -> date:
    """A day in ISO writing; today without one. 400 to anything else."""
    try:
        return date.fromisoformat(typed) if typed else clock.today()
    except ValueError:
        abort(400, "日付を確かめてください。")


@contextmanager
def refusals_in(form: FlaskForm) -> Iterator[None]:
    """What an operation refuses becomes an error of the form; nothing of it is kept."""
    try:
        yield
    except WorthAsking:
        db.session.rollback()
        raise
    except REFUSALS as refusal:
        db.session.rollback()
        note_refusal(form, refusal)


def note_refusal(form: FlaskForm, refusal: Exception) -> None:
    """Puts the message at its field, or over the whole form."""
    wanted = getattr(refusal, "field", "")
    name = FIELD_NAMES.get(wanted, wanted)
    if isinstance(refusal, WrongInput) and name in form:
        form[name].errors = [*form[name].errors, str(refusal)]
    else:
        form.form_errors.append(str(refusal))


def accepted() -> bool:
    """Whether the person has said 「このまま」."""
    return request.form.get("accepted") == "1"


def back_to_day(day: date):
    return redirect(day_url(day), 303)


def day_url(day: date) -> str:
    return url_for("today.index", day=None if day == clock.today() else day.isoformat())


def log_url(log: DailyLog) -> str:
    return url_for("worklogs.show", log_id=log.id)


@contextmanager
def refusals_told() -> Iterator[None]:
    """What a button's operation refuses is told on the next page; what it asks about is the view's."""
    try:
        yield
    except WorthAsking:
        db.session.rollback()
        raise
    except REFUSALS as refusal:
        db.session.rollback()
        flash(str(refusal), "error")


def shown_questions(asked: WorthAsking | None) -> list[Question]:
    return asked.questions if asked else []
