"""The installation's front door: which municipality or association a visitor belongs to."""

from flask import Blueprint, current_app, render_template

from blueprints.guards import public
from portal.kernel.tenants import TenantCard, TenantKind

door = Blueprint("door", __name__)


@door.get("/")
@public
def index():
    return render_template("accounts/directory.html", cards=_in_order())


def _in_order() -> list[TenantCard]:
    """Municipalities, associations, and at the end the operator; each kind by name."""
    kinds = list(TenantKind)
    return sorted(current_app.extensions["tenants"].all(), key=lambda card: kinds.index(card.kind))
