"""Which of several tickets stays."""

from wtforms import RadioField

from blueprints.forms import PortalForm, Required


class MergeForm(PortalForm):
    into = RadioField("残すチケット", [Required("残すチケットを選んでください。")])
