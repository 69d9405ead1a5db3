"""The blueprints that the modules of this package hang their routes on."""

from flask import Blueprint

visits = Blueprint("visits", __name__)
calendars = Blueprint("calendars", __name__)
rota = Blueprint("rota", __name__)
promises = Blueprint("promises", __name__)
travel = Blueprint("travel", __name__)
