"""Secret addresses under which calendar programs read a person's or a school's visits."""

from hashlib import sha256

from flask import Response, abort, flash, redirect, request

from blueprints import guards
from blueprints.guards import public, requires
from blueprints.visits.blueprint import calendars
from blueprints.visits.calendar import READERS, Subject, may_have_feeds, person_or_404, render_calendar, school_or_404
from portal.visits import operations, queries
from portal.visits.ical import CONTENT_TYPE, ical
from portal.visits.operations import FeedRefused


@calendars.post("/people/<int:user_id>/feeds")
@requires(*READERS)
def create_of_person(user_id: int):
    return _create(person_or_404(user_id))


@calendars.post("/schools/<int:school_id>/feeds")
@requires(*READERS)
def create_of_school(school_id: int):
    return _create(school_or_404(school_id))


def _create(subject: Subject):
    """The address is shown in the answer to the form and never again."""
    try:
        made = operations.create_feed(user=subject.user, school=subject.school, actor=guards.actor())
    except FeedRefused as refusal:
        flash(str(refusal), "error")
        return redirect(subject.url(), 303)
    return render_calendar(subject, made), 200, {"Cache-Control": "no-store"}


@calendars.post("/feeds/<int:feed_id>/revocation")
@requires(*READERS)
def revoke(feed_id: int):
    feed = queries.calendar_feed(feed_id) or abort(404)
    subject = Subject(user=feed.user, school=feed.school)
    if not may_have_feeds(subject):
        abort(404)
    operations.revoke_feed(feed, actor=guards.actor())
    flash("アドレスを無効にしました。取り込んでいたカレンダーは更新されなくなります。", "success")
    return redirect(subject.url(), 303)


@calendars.get("/<token>.ics")
@public
def read(token: str):
    """Who has the address reads the calendar; an unknown and a revoked one are answered alike."""
    feed = queries.feed(token) or abort(404)
    content = ical(feed)
    operations.note_feed_read(feed)
    answer = Response(content, content_type=CONTENT_TYPE)
    answer.set_etag(sha256(content).hexdigest()[:32])
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer.make_conditional(request)
