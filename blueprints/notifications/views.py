"""Mails: list, one mail, sending again; and the work that stopped, with the button that starts it again."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from blueprints import guards
from blueprints.guards import requires
from blueprints.listing import Listing
from blueprints.notifications import words
from blueprints.period import wanted_day
from portal.kernel import mail as mails
from portal.kernel import outbox
from portal.kernel.access import Permission
from portal.kernel.mail import MailStatus
from portal.kernel.outbox import OutboxStatus
from portal.notifications import queries
from portal.notifications.queries import MailFilter

mail_pages = Blueprint("mails", __name__)
mail_pages.add_app_template_filter(words.work_label, "work_label")
mail_pages.add_app_template_filter(words.reason, "work_reason")
mail_pages.add_app_template_filter(words.TONES.__getitem__, "mail_tone")


@mail_pages.get("")
@requires(Permission.MAIL_READ)
def index():
    wanted = wanted_mails()
    found = queries.counts(wanted)
    listing = Listing.from_request({"sent"}, "-sent").counted(found.mails, capped=found.capped)
    rows = queries.list_mails(wanted, limit=listing.limit, offset=listing.offset)
    return render_template(
        "mails/list.html", rows=rows, listing=listing, wanted=wanted, states=MailStatus, stopped=found.stopped
    )


def wanted_mails() -> MailFilter:
    """The filter of the address; 400 to a state that does not exist."""
    status = request.args.get("status", "")
    if status and status not in set(MailStatus):
        abort(400, "状態の指定が正しくありません。")
    return MailFilter(
        text=request.args.get("q", "").strip()[:100],
        status=MailStatus(status) if status else None,
        first_day=wanted_day("from"),
        last_day=wanted_day("to"),
    )


@mail_pages.get("/<int:mail_id>")
@requires(Permission.MAIL_READ)
def show(mail_id: int):
    return render_template("mails/show.html", mail=_found(mail_id), states=MailStatus)


@mail_pages.post("/<int:mail_id>/again")
@requires(Permission.MAIL_READ)
def send_again(mail_id: int):
    mail = _found(mail_id)
    try:
        mails.send_again(mail, actor=guards.actor())
    except mails.NotAgain as refusal:
        flash(str(refusal), "warning")
    else:
        flash(f"{mail.to_name or mail.to_address} 様へのメールを、もう一度送ります。", "success")
    return redirect(url_for("mails.show", mail_id=mail.id))


@mail_pages.get("/stopped")
@requires(Permission.MAIL_READ)
def stopped():
    return render_template("mails/stopped.html", items=queries.stopped_work())


@mail_pages.post("/stopped/<int:item_id>/again")
@requires(Permission.MAIL_READ)
def run_again(item_id: int):
    item = queries.visible_work(guards.actor(), item_id) or abort(404)
    before = item.status
    outbox.run_again(item, actor=guards.actor())
    if before == OutboxStatus.DEAD:
        flash(f"{words.work_label(item.kind)}を、もう一度実行します。", "success")
    else:
        flash("この処理は、すでに始め直されています。", "info")
    return redirect(url_for("mails.stopped"))


def _found(mail_id: int) -> mails.Mail:
    return queries.visible_mail(guards.actor(), mail_id) or abort(404)
