"""Blueprints of daily logs, confirmations, monthly reports and of what a device needs without network."""

from flask import Blueprint

worklogs = Blueprint("worklogs", __name__)
confirmations = Blueprint("confirmations", __name__)
monthly_reports = Blueprint("monthly_reports", __name__)
device = Blueprint("device", __name__)
log_settings = Blueprint("log_settings", __name__)
