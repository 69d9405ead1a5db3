"""What every request passes: the tenant of its address, who is signed in, the route's declared access, the transaction.

A route says `@requires(Permission.X)`, `@signed_in` or `@public`; one that says nothing is refused.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import flask_login
from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask.sessions import SecureCookieSessionInterface

from portal.accounts import sessions
from portal.kernel import tenancy
from portal.kernel.access import Actor, NotAllowed, Permission
from portal.kernel.db import db
from portal.kernel.tenants import TenantCard

login_manager = flask_login.LoginManager()


@dataclass(frozen=True)
class Access:
    """What a route asks for. `pending` routes serve a session whose second factor is still due."""

    public: bool = False
    permissions: tuple[Permission, ...] = ()
    pending: bool = False


def requires(*permissions: Permission) -> Callable:
    """The route serves people who hold at least one of the permissions."""
    return _declare(Access(permissions=permissions))


def signed_in(view: Callable | None = None, *, pending: bool = False) -> Callable:
    """The route serves everybody who is signed in; `pending=True` also before the second factor is given."""
    declare = _declare(Access(pending=pending))
    return declare(view) if view else declare


def public(view: Callable) -> Callable:
    """The route serves everybody."""
    return _declare(Access(public=True))(view)


def _declare(access: Access) -> Callable:
    def mark(view: Callable) -> Callable:
        view.access = access
        return view

    return mark


class TenantCookies(SecureCookieSessionInterface):
    """One session cookie per tenant: its path is the tenant's."""

    def get_cookie_path(self, app: Flask) -> str:
        tenant = g.get("tenant")
        return f"/{tenant.slug}/" if tenant else "/"


def register(app: Flask) -> None:
    app.session_interface = TenantCookies()
    login_manager.init_app(app)
    login_manager.session_protection = None
    app.url_value_preprocessor(_enter_tenant)
    app.url_defaults(_keep_tenant)
    app.before_request(_check_access)
    app.after_request(_finish_transaction)
    app.teardown_request(_leave_tenant)


def actor() -> Actor:
    """Who does what this request does."""
    return flask_login.current_user.actor(request.remote_addr or "")


def _enter_tenant(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    if not values or "tenant" not in values:
        return
    card: TenantCard | None = current_app.extensions["tenants"].find(values.pop("tenant"))
    if card is None:
        abort(404)
    g.tenant = card
    g.tenant_work = tenancy.tenant(card.id)
    g.tenant_work.__enter__()


def _leave_tenant(_problem: BaseException | None) -> None:
    work = g.pop("tenant_work", None)
    if work:
        work.__exit__(None, None, None)


def _keep_tenant(endpoint: str, values: dict[str, Any]) -> None:
    tenant = g.get("tenant")
    if tenant and "tenant" not in values and current_app.url_map.is_endpoint_expecting(endpoint, "tenant"):
        values["tenant"] = tenant.slug


def _check_access():
    view = current_app.view_functions.get(request.endpoint)
    if view is None or request.endpoint == "static":
        return None
    access: Access = view.access
    if access.public:
        return None
    user = flask_login.current_user
    if not user.is_authenticated:
        return _to_sign_in()
    if user.second_factor_due and not access.pending:
        return redirect(url_for("accounts.second_factor"))
    if access.permissions and not any(permission in user.permissions for permission in access.permissions):
        raise NotAllowed("このページを開く権限がありません。")
    return None


def _to_sign_in():
    if request.headers.get("HX-Request"):
        abort(401)
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("accounts.sign_in", next=wanted))


def _finish_transaction(response):
    """Commits below 400, rolls back from there; what a view wants kept all the same it commits itself."""
    if db.session.registry.has():
        if response.status_code < 400:
            db.session.commit()
        else:
            db.session.rollback()
    return response


@login_manager.user_loader
def _load(token: str):
    if g.get("tenant") is None:
        return None
    return sessions.resume(token)
