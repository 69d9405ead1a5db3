"""Every view module and its address, in one explicit list; and what the web adds to the application."""

from flask import Flask, g
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from blueprints import errors, guards, navigation, security
from blueprints.accounts.door import door
from blueprints.accounts.users import users
from blueprints.accounts.views import accounts
from blueprints.addresses import here
from blueprints.audit.views import audit_pages
from blueprints.health import health
from blueprints.imports.views import import_pages
from blueprints.notifications.views import mail_pages
from blueprints.operator.views import operator
from blueprints.pages.views import pages
from blueprints.reports import figures, reports
from blueprints.school_home.views import school_home
from blueprints.schools.settings import settings
from blueprints.schools.staff import staff
from blueprints.schools.views import schools
from blueprints.tickets import categories, tickets
from blueprints.today import today
from blueprints.visits import calendars, promises, rota, travel, visits
from blueprints.worklogs import confirmations, device, log_settings, monthly_reports, worklogs
from portal.app import asset_names

BLUEPRINTS = (
    (health, ""),
    (door, ""),
    (accounts, "/<tenant>"),
    (users, "/<tenant>/users"),
    (schools, "/<tenant>/schools"),
    (staff, "/<tenant>/staff"),
    (settings, "/<tenant>/settings"),
    (tickets, "/<tenant>/tickets"),
    (categories, "/<tenant>/categories"),
    (today, "/<tenant>"),
    (worklogs, "/<tenant>/worklogs"),
    (confirmations, "/<tenant>/confirmations"),
    (log_settings, "/<tenant>/settings/worklogs"),
    (monthly_reports, "/<tenant>/monthly-reports"),
    (device, "/<tenant>"),
    (visits, "/<tenant>"),
    (calendars, "/<tenant>/calendar"),
    (rota, "/<tenant>/rota"),
    (promises, "/<tenant>/promises"),
    (travel, "/<tenant>/travel"),
    (school_home, "/<tenant>"),
    (reports, "/<tenant>"),
    (figures, "/<tenant>/reports"),
    (import_pages, "/<tenant>/imports"),
    (mail_pages, "/<tenant>/mails"),
    (audit_pages, "/<tenant>/audit"),
    (operator, "/<tenant>/tenants"),
    (pages, "/<tenant>"),
)

csrf = CSRFProtect()


def register(app: Flask) -> None:
    csrf.init_app(app)
    guards.register(app)
    security.register(app)
    errors.register(app)
    for blueprint, prefix in BLUEPRINTS:
        app.register_blueprint(blueprint, url_prefix=prefix)
    names = asset_names()
    app.jinja_env.globals.update(
        asset={name: f"{app.static_url_path}/dist/{file}" for name, file in names.items()}.__getitem__,
        here=here,
    )
    app.context_processor(lambda: {"tenant": g.get("tenant")})
    app.context_processor(navigation.context)
    hops = app.config["PORTAL"].proxy_hops
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)
