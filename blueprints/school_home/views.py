"""What a school sees first: how to ask, what it is asked, who comes when, what became of its requests."""

from datetime import timedelta

from flask import Blueprint, abort, render_template

from blueprints import guards
from blueprints.guards import requires
from blueprints.school_home.panels import panels_for
from blueprints.tickets import words
from blueprints.tickets.centre import call_us
from blueprints.tickets.rows import shown
from portal.kernel import clock
from portal.kernel.access import Permission
from portal.schools.queries import schools
from portal.tickets import queries
from portal.tickets.filters import TicketFilters
from portal.tickets.models import TicketStatus
from portal.tickets.queries import DayTicket
from portal.visits.models import BookingMode

school_home = Blueprint("school_home", __name__)

DAYS_AHEAD = 60
NEXT_VISITS = 5
RESULTS = 5
UNDER_WAY = 8
COMES = {
    BookingMode.VISIT: "がうかがいます",
    BookingMode.ONLINE: "がオンラインで対応します",
    BookingMode.CENTRE: "がセンターで対応します",
}


@school_home.get("/school-home")
@requires(Permission.TICKET_REQUEST)
def index():
    actor = guards.actor()
    school = schools.visible_school(actor, actor.school_id) if actor.school_id else None
    if school is None:
        abort(403, "学校の担当者として登録されていません。運営支援センターにお問い合わせください。")
    today = clock.today()
    coming = queries.appointments_of_school(actor, school.id, today, today + timedelta(days=DAYS_AHEAD))
    unanswered = {one.ticket_id for one in coming if one.status is TicketStatus.SCHEDULED and one.accepted_at is None}
    rows = queries.open_for_school(actor, school.id)
    waiting = [row for row in rows if row.status is TicketStatus.WAITING]
    under_way = [row for row in rows if row.status is not TicketStatus.WAITING]
    results = queries.ticket_page(actor, TicketFilters(status="done"), per_page=RESULTS)
    return render_template(
        "school_home/index.html",
        school=school,
        day=today,
        coming=coming[:NEXT_VISITS],
        to_accept=[one for one in coming if one.ticket_id in unanswered],
        waiting=shown(waiting),
        under_way=shown(under_way[:UNDER_WAY]),
        next_steps={one.ticket_id: _next_step(one) for one in reversed(coming)},
        results=shown(results.rows),
        panels=panels_for(actor),
        words=words,
        **call_us(),
    )


def _next_step(booked: DayTicket) -> str:
    """今日 13:15–14:30　佐藤 美咲がうかがいます"""
    return f"{words.period(booked.starts_at, booked.ends_at)}　{booked.person_name}{COMES[booked.mode]}"
