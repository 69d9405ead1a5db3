"""The record of who did what: list, file, and whether it holds."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from blueprints import guards
from blueprints.audit import words
from blueprints.downloads import send_export, wanted_encoding
from blueprints.guards import requires
from blueprints.listing import Listing
from blueprints.period import wanted_day
from portal.kernel import audit
from portal.kernel.access import Permission
from portal.kernel.audit import AuditFilter

audit_pages = Blueprint("audit", __name__)


@audit_pages.get("")
@requires(Permission.AUDIT_READ)
def index():
    wanted = wanted_events()
    total, capped = audit.count_events(wanted)
    listing = Listing.from_request({"number"}, "-number").counted(total, capped=capped)
    rows = audit.list_events(wanted, limit=listing.limit, offset=listing.offset)
    return render_template(
        "audit/list.html",
        rows=rows,
        listing=listing,
        wanted=wanted,
        kind=request.args.get("kind", ""),
        kinds=words.kinds(),
        page_of=words.page_of(guards.actor().can),
    )


def wanted_events() -> AuditFilter:
    """The filter of the address; 400 to what no link or form asks for."""
    kind, actor_id = request.args.get("kind", ""), request.args.get("actor", "")
    if kind and kind not in dict(words.kinds()):
        abort(400, "種類の指定が正しくありません。")
    if actor_id and not (actor_id.isascii() and actor_id.isdigit() and len(actor_id) < 19):
        abort(400, "操作した人の指定が正しくありません。")
    return AuditFilter(
        text=request.args.get("q", "").strip()[:100],
        actor_id=int(actor_id) if actor_id else None,
        nouns=words.nouns_of(kind),
        exports=kind == words.EXPORTS,
        first_day=wanted_day("from"),
        last_day=wanted_day("to"),
    )


@audit_pages.get("/export/<any(csv, xlsx):form>")
@requires(Permission.AUDIT_READ)
def export(form: str):
    return send_export(
        audit.export_events(wanted_events(), actor=guards.actor(), form=form, encoding=wanted_encoding())
    )


@audit_pages.post("/verification")
@requires(Permission.AUDIT_READ)
def verify():
    found = audit.verify(actor=guards.actor())
    if found.ok:
        flash(f"{found.rows:,}件の記録はすべてつながっています。書き換えも抜けもありません。", "success")
    else:
        flash(
            f"{found.first_broken:,}番の記録が、書き換えられたか失われています。この画面を閉じずに運営に知らせてください。",
            "error",
        )
    return redirect(url_for("audit.index"))
