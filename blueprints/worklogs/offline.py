"""What a device needs to work without network: worker, manifest, a fresh token, and the door for what it kept."""

import json
from pathlib import Path
from typing import Any

import flask_login
from flask import Response, abort, current_app, g, request, url_for
from flask_wtf.csrf import generate_csrf
from werkzeug.datastructures import CombinedMultiDict, MultiDict

from blueprints import guards
from blueprints.guards import public, requires
from blueprints.worklogs import choices, words
from blueprints.worklogs.blueprint import device
from blueprints.worklogs.forms import EntryForm
from blueprints.worklogs.steps import REFUSALS, read_day
from blueprints.worklogs.taking import take_new
from portal.app import asset_names
from portal.kernel.access import NotAllowed, Permission
from portal.kernel.db import db
from portal.tickets import queries as tickets
from portal.worklogs import queries
from portal.worklogs.errors import Overlap, WorthAsking

MOST = 50
IMAGES = ("images/check.svg", "images/dash.svg", "images/chevron.svg", "images/favicon.svg")


@device.get("/service-worker.js")
@public
def service_worker():
    """The worker of this tenant's pages, told which files to keep."""
    names = asset_names()
    folder = f"{current_app.static_url_path}/dist/"
    files = [folder + names[name] for name in ("app.css", "app.js", "icons.svg")]
    told = {
        "files": files + [url_for("static", filename=name) for name in IMAGES],
        "today": url_for("today.index"),
        "entry": url_for("worklogs.new"),
    }
    script = (Path(current_app.static_folder) / "dist" / names["service-worker.js"]).read_text()
    answer = Response(f"self.PORTAL = {json.dumps(told)};\n{script}", mimetype="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@device.get("/manifest.webmanifest")
@public
def manifest():
    """What the device is told when the portal is put on its home screen."""
    icons = [
        {"src": url_for("static", filename=f"images/app-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
        for size in (192, 512)
    ]
    told = {
        "name": f"学校ICT支援（{g.tenant.name}）",
        "short_name": "ICT支援",
        "lang": "ja",
        "start_url": url_for("accounts.home"),
        "scope": url_for("accounts.home"),
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#ffffff",
        "icons": icons,
    }
    return Response(json.dumps(told, ensure_ascii=False), mimetype="application/manifest+json")


@device.get("/worklogs/token.json")
@requires(Permission.LOG_WRITE)
def token():
    """Who is signed in and the token for sending; asked for before anything that was kept is sent."""
    return {"token": generate_csrf(), "user": flask_login.current_user.user_id}


@device.post("/worklogs/entries.json")
@requires(Permission.LOG_WRITE)
def take_entries():
    """Takes what a device kept. `entries`: a list of {key, fields: [[name, value]], accepted}; photos beside it."""
    kept = _sent()
    offered = tickets.filter_choices(guards.actor())
    return {"entries": [_take(one, offered) for one in kept]}


def _sent() -> list[dict[str, Any]]:
    try:
        kept = json.loads(request.form.get("entries", ""))
        sent = [{**one, "fields": [(str(name), str(value)) for name, value in one["fields"]]} for one in kept]
    except (ValueError, TypeError, KeyError):
        abort(400, "送られた記録を読み取れません。")
    if not 0 < len(sent) <= MOST:
        abort(400, f"一度に送れる記録は{MOST}件までです。")
    return sent


def _take(one: dict[str, Any], offered) -> dict[str, Any]:
    """What became of one: accepted, refused (with what stands against it) or asked about."""
    key = str(one.get("key", ""))
    files = MultiDict([("photos", file) for file in request.files.getlist(f"photos-{key}")])
    form = EntryForm(CombinedMultiDict([MultiDict(one["fields"]), files]), meta={"csrf": False})
    choices.allow(form, guards.actor(), offered)
    if not form.validate():
        return {"key": key, "result": "refused", "message": " ".join(_messages(form))}
    try:
        with db.session.begin_nested():
            entry = take_new(form, accepted=bool(one.get("accepted")))
            return {"key": key, "result": "accepted", "id": entry.id}
    except WorthAsking as asked:
        questions = [{"code": question.code, "text": question.text} for question in asked.questions]
        return {"key": key, "result": "asked", "message": str(asked), "questions": questions}
    except (*REFUSALS, NotAllowed) as refusal:
        return {"key": key, "result": "refused", "message": str(refusal), "existing": _existing(form, refusal)}


def _messages(form: EntryForm) -> list[str]:
    return [str(message) for messages in form.errors.values() for message in messages]


def _existing(form: EntryForm, refusal: Exception) -> list[str]:
    """The entries on the portal that the sent one collides with, so that the person sees both."""
    if not isinstance(refusal, Overlap):
        return []
    log = queries.day_log(guards.actor().user_id, read_day(form.day.data), photos=False)
    sent = form.entry_data(None)
    return [
        f"{line.times}　{line.place}　{line.detail or line.label}"
        for line in words.entry_lines(log.entries if log else [], {})
        if line.starts and line.ends and sent.starts and sent.ends and not line.drafted
        if sent.starts < line.ends and line.starts < sent.ends
    ]
