"""The blueprints that the modules of this package hang their routes on."""

from flask import Blueprint

tickets = Blueprint("tickets", __name__)
categories = Blueprint("categories", __name__)
