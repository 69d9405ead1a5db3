"""Pages of the operator: every tenant's counters, a new tenant, and the first user of one that has none yet."""

from flask import Blueprint, abort, current_app, flash, redirect, render_template, url_for

from blueprints import guards
from blueprints.guards import requires
from blueprints.operator.forms import FirstUserForm, TenantForm
from portal.accounts.errors import AccountProblem
from portal.accounts.installation import AlreadySetUp, FirstUser, register_tenant, set_up_tenant
from portal.accounts.queries.installation import TenantCounters, counters
from portal.kernel import doorbell, outbox, tenancy, tenants
from portal.kernel.access import Permission
from portal.kernel.db import db
from portal.kernel.tenants import TenantCard, TenantExists

OUTBOX_LATE_SECONDS = 300

operator = Blueprint("operator", __name__)


@operator.get("")
@requires(Permission.TENANT_CREATE)
def index():
    return render_template(
        "operator/list.html",
        rows=counters(),
        waiting_seconds=outbox.oldest_due_seconds(),
        late_seconds=OUTBOX_LATE_SECONDS,
        doorbell=doorbell.health(current_app.extensions["redis"]),
    )


@operator.route("/new", methods=["GET", "POST"])
@requires(Permission.TENANT_CREATE)
def create():
    form = TenantForm()
    if form.validate_on_submit():
        try:
            card = register_tenant(db.engine, form.new_tenant(), actor=guards.actor())
        except TenantExists as problem:
            form.slug.errors = [str(problem)]
        else:
            return _filled(card, form.first_user())
    return render_template("operator/form.html", form=form), 422 if form.errors else 200


@operator.route("/<int:tenant_id>/first-user", methods=["GET", "POST"])
@requires(Permission.TENANT_CREATE)
def first_user(tenant_id: int):
    row = _unfinished(tenant_id)
    form = FirstUserForm()
    if form.validate_on_submit():
        return _filled(tenants.find_tenant(row.slug) or abort(404), form.first_user())
    return render_template("operator/first_user.html", form=form, row=row), 422 if form.errors else 200


def _filled(card: TenantCard, first: FirstUser):
    """Fills the tenant in a session of its own, since this request's belongs to the operator's tenant."""
    actor = guards.actor()
    try:
        with current_app.app_context(), tenancy.tenant(card.id):
            set_up_tenant(card, first, actor=actor)
            db.session.commit()
    except AlreadySetUp as problem:
        flash(str(problem), "warning")
    except AccountProblem as problem:
        flash(f"{card.name}を登録しましたが、最初の利用者を登録できませんでした。{problem}", "warning")
        return redirect(url_for("operator.first_user", tenant_id=card.id))
    else:
        flash(f"{card.name}を登録し、{first.family_name}さんに招待のメールを送りました。", "success")
    return redirect(url_for("operator.index"))


def _unfinished(tenant_id: int) -> TenantCounters:
    row = next((row for row in counters() if row.tenant_id == tenant_id and not row.is_set_up), None)
    return row or abort(404)
