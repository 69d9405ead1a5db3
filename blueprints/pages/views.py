"""The public pages at the foot of each page."""

from flask import Blueprint, render_template

from blueprints.guards import public
from portal.schools.queries.schools import support_centre

pages = Blueprint("pages", __name__)


@pages.get("/privacy")
@public
def privacy():
    return render_template("pages/privacy.html", centre=support_centre())


@pages.get("/accessibility")
@public
def accessibility():
    return render_template("pages/accessibility.html", centre=support_centre())
