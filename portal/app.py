"""The application put together; reads like a table of contents. One of the three modules that know every area."""

import json
from pathlib import Path

from flask import Flask

import portal.accounts.imports
import portal.accounts.jobs
import portal.reports.jobs
import portal.reports.models
import portal.schools.defaults
import portal.schools.imports
import portal.schools.user_details
import portal.tickets.categories
import portal.tickets.field_work
import portal.tickets.imports
import portal.tickets.mails
import portal.tickets.models
import portal.visits.defaults
import portal.visits.imports
import portal.visits.jobs
import portal.visits.models
import portal.worklogs.defaults
import portal.worklogs.imports
import portal.worklogs.mails
import portal.worklogs.models
import portal.worklogs.monthly
import portal.worklogs.visits_done
import portal.worklogs.wording  # noqa: F401
from portal.kernel import doorbell, housekeeping, import_jobs, jobs, mail, numbering, outbox, stored  # noqa: F401
from portal.kernel.config import Settings
from portal.kernel.db import db, make_engine
from portal.kernel.templating import add_filters
from portal.kernel.tenants import TenantRegister, use_register

ROOT = Path(__file__).resolve().parent.parent
REQUEST_EXTRA_BYTES = 1024 * 1024


def create_app(settings: Settings, *, login: str = "web") -> Flask:
    """The portal for one process. `login` is the database login it works under; pages exist for `web` alone."""
    app = Flask(
        "portal",
        root_path=str(ROOT / "portal"),
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "portal" / "static"),
    )
    _configure(app, settings, login)
    db.init_app(app)
    add_filters(app.jinja_env)
    _connect(app, settings, login)
    if login == "web":
        from blueprints import registry  # the web's half; workers and commands never load it

        registry.register(app)
    return app


def _configure(app: Flask, settings: Settings, login: str) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url(login),
        SQLALCHEMY_ENGINE_OPTIONS={"pool_size": settings.web_threads, "max_overflow": 2},
        MAX_CONTENT_LENGTH=settings.upload_limit_mb * 1024 * 1024 + REQUEST_EXTRA_BYTES,
        MAX_FORM_MEMORY_SIZE=4 * 1024 * 1024,
        SESSION_COOKIE_NAME="portal_session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.cookie_secure,
        WTF_CSRF_TIME_LIMIT=None,
        PORTAL=settings,
    )
    app.json.ensure_ascii = False


def _connect(app: Flask, settings: Settings, login: str) -> None:
    """What areas stand on beside the database: register of tenants, files, mails, the doorbell."""
    app.extensions["tenants"] = use_register(TenantRegister(make_engine(settings.database_url("auth"), pool_size=2)))
    app.extensions["redis"] = doorbell.connect(settings.redis_url)
    stored.use_root(settings.data_dir / "files")
    mail.use(app.jinja_env, smtp_url=settings.smtp_url, sender=settings.mail_from, base_url=settings.base_url)
    outbox.set_doorbell(doorbell.ringer(app.extensions["redis"]))
    if login == "worker":
        jobs.use_relay(make_engine(settings.database_url("relay"), pool_size=1))


def asset_names() -> dict[str, str]:
    """Hashed file names of the built browser assets; raises FileNotFoundError when they were not built."""
    return json.loads((ROOT / "portal" / "static" / "dist" / "manifest.json").read_text())
