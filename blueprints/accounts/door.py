"""The installation's front door: which municipality or association a visitor belongs to."""

from flask import Blueprint, current_app, render_template

from blueprints.guards import public

door = Blueprint("door", __name__)


@door.get("/")
@public
def index():
    return render_template("accounts/directory.html", cards=current_app.extensions["tenants"].all())
