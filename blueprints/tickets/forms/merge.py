"""Which of several tickets stays."""

from wtforms import RadioField

from blueprints.forms import PortalForm, Required

ASKED = "残すチケットを選んでください。"


class MergeForm(PortalForm):
    into = RadioField("残すチケット", [Required(ASKED)], invalid_choice_message=ASKED)
